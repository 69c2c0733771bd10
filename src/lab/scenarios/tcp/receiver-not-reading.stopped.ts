import { broken, type Scenario } from "../../scenario.ts";
import { startWeb } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The server's process hangs altogether: its kernel still takes connections, and as much of the upload as it has room for. */
export const scenario: Scenario = {
  cause: "receiver-not-reading",
  boundary: "tcp",
  mechanism: "the server's process is stopped while its kernel takes an upload",
  expected: { fault: broken("tcp", "receiver-not-reading") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    // More than both kernels' buffers hold (tcp_wmem 4 MiB, tcp_rmem 6 MiB).
    const octets = draw.integer(24, 32) * 1024 * 1024;
    const web = await startWeb(site.server, { port });
    const url = `http://${site.name}:${port}/${draw.label()}`;
    const file = site.client.file("large.bin", Buffer.alloc(octets));
    return {
      target: url,
      options: ["--method", "PUT", "--data-size", `${octets}`],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "-o", "/dev/null", "--max-time", "5", "-H", "Expect:", "-T", file, url],
        faultShows: /exit 28/,
      },
      break: async () => web.signal("SIGSTOP"),
      fix: async () => web.signal("SIGCONT"),
    };
  },
};
