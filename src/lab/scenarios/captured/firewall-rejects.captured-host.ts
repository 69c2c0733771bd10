import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

/** The reset of the server's own filter has the form of a closed port's, even to its TTL. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "a capture of a SYN that the server's input filter rejects with a reset",
  expected: {
    fault: undecided(
      broken("path", "firewall-rejects"),
      "a filter on the host and a closed port answer with the same packet; the host's rules and sockets tell",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const rule = (to: number) => [`tcp dport ${to} counter reject with tcp reset`];
    return {
      ...built.asked(built.beside(built.curl(3)), /exit 7/),
      ...byFilter(site.server, "input", rule(port)),
      nearMiss: byFilter(site.server, "input", rule(draw.port())).break,
    };
  },
};
