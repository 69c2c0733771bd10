import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/** What is closed before all was read ends by a reset. RFC 2525, section 2.17. */
export const scenario: Scenario = {
  cause: "peer-resets",
  boundary: "tcp",
  mechanism: "a capture of a server that closes with the request unread",
  expected: { fault: broken("tcp", "peer-resets"), "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client", "server", "both"]);
    const { site, port } = built;
    const octets = draw.integer(800, 6_000);
    const sound = { port, steps: [["head"], ["say", page(120)], ["rest"]] } as const;
    const service = await startTalk(site.server, sound);
    const post = ["-H", "Expect:", "-H", `X-Long: ${"x".repeat(octets)}`];
    return {
      ...built.asked(built.beside(built.curl(4, ...post)), /exit 56/),
      break: () => service.restart({ port, steps: [["wait", 0.1], ["read", 10], ["close"]] }),
      fix: () => service.restart(sound),
      // Slow to read, and it reads all.
      nearMiss: () =>
        service.restart({ port, steps: [["wait", 0.4], ["head"], ["say", page(120)], ["rest"]] }),
    };
  },
};
