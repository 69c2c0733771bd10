import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** `accept4() failed (24: Too many open files)`: nginx has room for more connections than its worker may open files. */
export const scenario: Scenario = {
  cause: "file-descriptors-exhausted",
  boundary: "client",
  mechanism: "worker_rlimit_nofile of nginx on this host is below the connections that others keep",
  expected: { fault: broken("client", "file-descriptors-exhausted"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, name] = [draw.port(), draw.name()];
    const own = site.lan.address(site.client);
    await site.dns.restart({ records: { ...site.records, [name]: [own] } });
    const openFiles = draw.integer(30, 120);
    await startNginx(site.client, {
      port,
      main: `worker_rlimit_nofile ${openFiles};`,
      events: "worker_connections 1024;",
      http: `server { listen ${port}; location / { return 200 "well\\n"; } }`,
    });
    const hold = (count: number) => startHolder(site.stranger, { address: own, port, count, patience: 20 });
    let holder: Server | null = null;
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      options: ["--deadline", "6s"],
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 28/ },
      async break() {
        holder = await hold(openFiles + 10);
      },
      fix: async () => holder?.stop(),
      nearMiss: async () => void (await hold(openFiles >> 1)),
    };
  },
};
