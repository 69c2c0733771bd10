import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A service of the very host that asks listens on 127.0.0.1, and is asked at the host's own address. */
export const scenario: Scenario = {
  cause: "bound-to-loopback-only",
  boundary: "tcp",
  mechanism: "nginx listens on 127.0.0.1 and is asked at the host's address on the LAN",
  expected: { fault: broken("tcp", "bound-to-loopback-only") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    const name = draw.name();
    await site.dns.restart({ records: { ...site.records, [name]: [site.lan.address(site.client)] } });
    const loopback = {
      port,
      http: `server { listen 127.0.0.1:${port}; location / { return 200 "well\\n"; } }`,
    };
    const nginx = await startNginx(site.client, servesWell(port));
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "3", url], faultShows: /exit 7/ },
      break: () => nginx.restart(loopback),
      fix: () => nginx.restart(servesWell(port)),
    };
  },
};
