import { broken, type Scenario } from "../../scenario.ts";
import { servesWell, startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A developer pinned the name to this very host; what listened here is gone. */
export const scenario: Scenario = {
  cause: "hosts-file-overrides-dns",
  boundary: "client",
  mechanism: "/etc/hosts pins the name to 127.0.0.1",
  expected: { fault: broken("client", "hosts-file-overrides-dns") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const port = draw.port();
    await startNginx(site.server, servesWell(port));
    const { client, name } = site;
    const base = "127.0.0.1 localhost\n::1 localhost\n";
    const url = `http://${name}:${port}/`;
    return {
      target: url,
      client,
      noise: site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "4", url], faultShows: /exit 7/ },
      break: async () => client.etc("hosts", base.replace("localhost", `localhost ${name}`)),
      fix: async () => client.etc("hosts", base),
    };
  },
};
