import { broken, type Scenario } from "../../scenario.ts";
import { startHolder, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The same with nginx, its only process stuck. */
export const scenario: Scenario = {
  cause: "accept-queue-overflow",
  boundary: "tcp",
  mechanism: "nginx with a short backlog is stuck",
  expected: { fault: broken("tcp", "accept-queue-overflow") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const name = draw.name();
    const own = site.lan.address(site.client);
    await site.dns.restart({ records: { ...site.records, [name]: [own] } });
    const backlog = draw.integer(2, 8);
    const nginx = await startNginx(site.client, {
      port,
      main: "master_process off;",
      http: `server { listen ${port} backlog=${backlog}; location / { return 200 "well\\n"; } }`,
    });
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 28/ },
      async break() {
        nginx.signal("SIGSTOP");
        await startHolder(site.client, { address: own, port, count: backlog + 3 });
      },
      fix: async () => nginx.signal("SIGCONT"),
    };
  },
};
