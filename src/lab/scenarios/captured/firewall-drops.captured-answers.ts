import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

const dropped = broken("path", "firewall-drops");
const why = "a filter, a missing route and a device that saw half of the connection lose the answers alike";

/**
 * The server answers SYN after SYN, and none of its answers comes to the client. From both ends, with the answers of another port that pass
 * meanwhile, it is the port that they are dropped for; from one end alone nothing tells where they are lost.
 */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "a capture of SYN-ACKs that a router drops",
  expected: { fault: dropped, "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["server", "both"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const rule = (from: number) => [`tcp sport ${from} counter drop`];
    const isBoth = built.view === "both";
    return {
      ...built.asked(built.beside(built.curl(4), isBoth || built.hasOther), /exit 28/),
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
      ...(isBoth ? {} : { expects: undecided(dropped, why) }),
    };
  },
};
