import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

const rejected = broken("path", "firewall-rejects");

/** The reset comes from nearer than the host: what the host sends besides has another TTL, and the SYN never reached it. */
export const scenario: Scenario = {
  cause: "firewall-rejects",
  boundary: "path",
  mechanism: "a capture of a SYN that a router rejects with a reset",
  expected: { fault: rejected, "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "both"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const rule = (to: number) => [`tcp dport ${to} counter reject with tcp reset`];
    const canTell = built.view === "both" || built.hasOther;
    const why = "without another packet of the host its distance is not known";
    return {
      ...built.asked(built.beside(built.curl(3)), /exit 7/),
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
      ...(canTell ? {} : { expects: undecided(rejected, why) }),
    };
  },
};
