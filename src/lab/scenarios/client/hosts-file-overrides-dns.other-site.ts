import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { allKinds, type SiteConfig, startSite } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** A line in /etc/hosts leads to a server that is another site's by now, whose certificate says so. */
export const scenario: Scenario = {
  cause: "hosts-file-overrides-dns",
  boundary: "client",
  mechanism: "/etc/hosts has the address of another site",
  expected: { fault: broken("client", "hosts-file-overrides-dns") },
  async build(world, draw) {
    const site = await buildSite(world, draw, { servers: 2 });
    const port = draw.port();
    const root = createAuthority(draw.label());
    const { client, name, far } = site;
    const configOf = (subject: string): SiteConfig => ({
      kind: draw.pick(allKinds),
      port,
      certificate: root.issue({ subject }),
    });
    const other = site.servers.at(-1) ?? site.server;
    await Promise.all([startSite(site.server, configOf(name)), startSite(other, configOf(draw.name()))]);
    const caFile = client.file("ca.pem", root.rootPem);
    const base = "127.0.0.1 localhost\n::1 localhost\n";
    const url = `https://${name}:${port}/`;
    return {
      target: url,
      options: ["--ca", caFile],
      client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "4", "--cacert", caFile, url],
        faultShows: /exit 60/,
      },
      break: async () => client.etc("hosts", `${base}${far.address(other)} ${name}\n`),
      fix: async () => client.etc("hosts", base),
    };
  },
};
