import { byIp } from "../../faults.ts";
import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

const missing = broken("response", "return-route-missing");

/** The server answers each SYN; its answers end at a router that says that there is no route, or says nothing. */
export const scenario: Scenario = {
  cause: "return-route-missing",
  boundary: "response",
  mechanism: "a capture at the server of SYN-ACKs that have no way back",
  expected: { fault: missing },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["server", "both"], { routers: draw.integer(2, 3) });
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const lan = site.lan.prefix[4];
    const before = site.wires.at(-2) ?? site.lan;
    const next = before.address(site.routers.at(-2) ?? site.gateway);
    const isTold = draw.coin();
    const why = "nothing says where the answers end, or why";
    const breaks = isTold ? ["route", "del", lan] : ["route", "replace", "blackhole", lan];
    const fixes = ["route", "replace", lan, "via", next];
    return {
      ...built.asked(built.curl(4), /exit 28/),
      ...byIp(site.edge, breaks, fixes),
      ...(isTold ? {} : { expects: undecided(missing, why) }),
    };
  },
};
