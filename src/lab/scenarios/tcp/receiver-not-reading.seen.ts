import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildWatchedSite } from "../../topology/index.ts";

/** The window that is closed is the server's: its own sockets, which are looked at, hold what the process does not read. */
export const scenario: Scenario = {
  cause: "receiver-not-reading",
  boundary: "tcp",
  mechanism: "the process of the server, which is a vantage, is stopped while its kernel takes an upload",
  expected: { fault: broken("tcp", "receiver-not-reading"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw);
    const port = draw.port();
    // More than both kernels' buffers hold (tcp_wmem 4 MiB, tcp_rmem 6 MiB).
    const octets = draw.integer(24, 32) * 1024 * 1024;
    const web = await startWeb(site.server, { port });
    const other = await startWeb(site.server, { port: draw.port() });
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const file = site.client.file("large.bin", Buffer.alloc(octets));
    return {
      ...site.asked,
      target: url,
      options: ["--method", "PUT", "--data-size", `${octets}`],
      at: site.server.name,
      proveByHand: {
        argv: ["curl", "-sS", "-o", "/dev/null", "--max-time", "5", "-H", "Expect:", "-T", file, url],
        faultShows: /exit 28/,
      },
      break: async () => web.signal("SIGSTOP"),
      fix: async () => web.signal("SIGCONT"),
      // Another process of the same host hangs.
      nearMiss: async () => other.signal("SIGSTOP"),
    };
  },
};
