import { broken, healthy, type Scenario } from "../../scenario.ts";
import { type Step, startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite, page } from "./captured-site.ts";

/** RST and ACK of a live socket: its own next sequence number, IP identification, window and timestamps. */
export const scenario: Scenario = {
  cause: "peer-resets",
  boundary: "tcp",
  mechanism: "a capture of a server that closes with SO_LINGER 0 on the request",
  expected: { fault: broken("tcp", "peer-resets"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const pause = draw.pick([0, 0.05, 0.4]);
    const service = await startTalk(site.server, { port, steps: answersOnce });
    const aborts: readonly Step[] = [["head"], ["wait", pause], ["abort"]];
    return {
      ...built.asked(built.beside(built.curl(4)), /exit 56/),
      break: () => service.restart({ port, steps: aborts }),
      fix: () => service.restart({ port, steps: answersOnce }),
      // The answer is whole and the client has closed: nothing is lost by the reset.
      nearMiss: () => service.restart({ port, steps: [["head"], ["say", page(400)], ["rest"], ["abort"]] }),
    };
  },
};
