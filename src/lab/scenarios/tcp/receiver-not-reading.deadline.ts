import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startTcp, startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The server's process takes the connection and never reads: its window closes, and the upload stands still. */
export const scenario: Scenario = {
  cause: "receiver-not-reading",
  boundary: "tcp",
  mechanism: "the server accepts an upload and reads nothing of it, and the caller gives up",
  expected: { fault: broken("tcp", "receiver-not-reading"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    // More than both kernels' buffers hold (tcp_wmem 4 MiB, tcp_rmem 6 MiB).
    const octets = draw.integer(24, 32) * 1024 * 1024;
    const web = await startWeb(site.server, { port });
    let deaf: Server | null = null;
    const url = `http://${site.name}:${port}/upload`;
    const file = site.client.file("large.bin", Buffer.alloc(octets));
    return {
      target: url,
      options: ["--method", "POST", "--data-size", `${octets}`, "--deadline", `${draw.integer(4, 8)}s`],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: [
          "curl",
          "-sS",
          "-o",
          "/dev/null",
          "--max-time",
          "5",
          "-H",
          "Expect:",
          "--data-binary",
          `@${file}`,
          url,
        ],
        faultShows: /exit 28/,
      },
      async break() {
        await web.stop();
        deaf = await startTcp(site.server, { port, act: "deaf" });
      },
      async fix() {
        await deaf?.stop();
        await web.restart();
      },
      // Busy for a moment before it reads: the window closes and opens again.
      nearMiss: () => web.restart({ port, routes: { "*": { delay: 400 } } }),
    };
  },
};
