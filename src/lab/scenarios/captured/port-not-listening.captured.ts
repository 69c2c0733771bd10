import { broken, type Scenario } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

/** RST and ACK of SYN + 1, no window, no options: the host's stack has no socket. RFC 9293, section 3.5.2. */
export const scenario: Scenario = {
  cause: "port-not-listening",
  boundary: "tcp",
  mechanism: "a capture of a SYN to a closed port",
  expected: { fault: broken("tcp", "port-not-listening") },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const service = await startTalk(site.server, { port, steps: answersOnce });
    return {
      ...built.asked(built.beside(built.curl(3)), /exit 7/),
      break: () => service.stop(),
      fix: () => service.restart(),
    };
  },
};
