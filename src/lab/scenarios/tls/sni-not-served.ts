import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { type SitesConfig, startSites } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The site was taken out of the server, which refuses any name that it does not serve. */
export const scenario: Scenario = {
  cause: "sni-not-served",
  boundary: "tls",
  mechanism: "strict server without the name: a fatal alert",
  expected: { fault: broken("tls", "sni-not-served"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other, third] = [draw.port(), draw.name(), draw.name()];
    const root = createAuthority(draw.label());
    const issue = (subject: string) => root.issue({ subject });
    const strangers = { [other]: issue(other), [third]: issue(third) };
    const kind = draw.pick(["nginx", "haproxy"] as const);
    const good: SitesConfig = {
      kind,
      port,
      certificates: { ...strangers, [site.name]: issue(site.name) },
      strict: true,
    };
    const server = await startSites(site.server, good);
    const caFile = site.client.file("ca.pem", root.rootPem);
    const url = `https://${site.name}:${port}/`;

    return {
      target: url,
      options: ["--ca", caFile],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "5", "--cacert", caFile, url],
        faultShows: /exit 35/,
      },
      break: () => server.restart({ ...good, certificates: strangers }),
      fix: () => server.restart(good),
      nearMiss: () => server.restart({ ...good, strict: false }),
    };
  },
};
