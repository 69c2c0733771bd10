import { broken, type Scenario } from "../../scenario.ts";
import { type Step, startTalk } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/** An administrator's `ss -K`, or an agent that cleans up: the kernel aborts a connection that its process still uses. */
export const scenario: Scenario = {
  cause: "peer-resets",
  boundary: "tcp",
  mechanism: "a capture of a live connection that SOCK_DESTROY ends at the server",
  expected: { fault: broken("tcp", "peer-resets") },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const steps: readonly Step[] = [["head"], ["wait", 0.8], ["say", page(300)], ["rest"]];
    await startTalk(site.server, { port, steps });
    // What has received something: a request that is being worked on.
    const kills = `while :; do sleep 0.2; ss -tniH state established "( sport = :${port} )" | grep -q bytes_received && ss -K state established "( sport = :${port} )"; done`;
    let killer: Server | null = null;
    return {
      ...built.asked(built.beside(built.curl(4)), /exit 56/),
      async break() {
        killer = await site.server.start({ argv: ["sh", "-c", kills], ready: "at-once" });
      },
      fix: async () => killer?.stop(),
    };
  },
};
