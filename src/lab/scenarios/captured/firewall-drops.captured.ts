import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

const dropped = broken("path", "firewall-drops");

/** SYN after SYN at the client, none at the server, while another request of the same two hosts passes. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "a capture of SYNs that a router drops",
  expected: { fault: dropped, "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "both"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const router = draw.pick(site.routers as [typeof site.gateway]);
    const rule = (to: number) => [`tcp dport ${to} counter drop`];
    const isBoth = built.view === "both";
    return {
      ...built.asked(built.beside(built.curl(4), isBoth || built.hasOther), /exit 28/),
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(draw.port())).break,
      ...(isBoth ? {} : { expects: undecided(dropped, "a SYN that nobody answers may be lost anywhere") }),
    };
  },
};
