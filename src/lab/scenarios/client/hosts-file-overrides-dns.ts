import { broken, healthy, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A line in /etc/hosts, left from a test, leads to a host where nothing listens; DNS has the right address. */
export const scenario: Scenario = {
  cause: "hosts-file-overrides-dns",
  boundary: "client",
  mechanism: "/etc/hosts has an address that refuses or is silent",
  expected: { fault: broken("client", "hosts-file-overrides-dns"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw, { servers: 2 });
    const port = draw.port();
    await Promise.all(site.servers.map((server) => startNginx(server, servesWell(port))));
    const { client, name, far } = site;
    const base = "127.0.0.1 localhost\n::1 localhost\n";
    const pinned = (address: string) =>
      `${base}# until the move is done\n${address}\t${draw.label()} ${name}\n`;
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "4", url], faultShows: /exit (7|28)/ },
      break: async () => {
        client.etc("hosts", pinned(far.address(site.stranger)));
        if (draw.coin()) await site.stranger.filter("input", [`tcp dport ${port} drop`]);
      },
      fix: async () => client.etc("hosts", base),
      // Another address than DNS has, and it serves.
      nearMiss: async () => client.etc("hosts", pinned(far.address(site.servers.at(-1) ?? site.server))),
    };
  },
};
