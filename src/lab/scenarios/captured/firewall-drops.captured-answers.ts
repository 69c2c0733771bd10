import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

/** The server answers SYN after SYN, and none of its answers comes to the client. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "a capture at the server of SYN-ACKs that a router drops",
  expected: {
    fault: undecided(
      broken("path", "firewall-drops"),
      "a filter, a missing route and a device that saw half of the connection lose the answers alike",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["server", "both"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const rule = (from: number) => [`tcp sport ${from} counter drop`];
    return {
      ...built.asked(built.beside(built.curl(4)), /exit 28/),
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
    };
  },
};
