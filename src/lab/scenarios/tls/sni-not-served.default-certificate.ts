import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { type SitesConfig, startSites } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** The site was taken out of a server that answers unknown names with the certificate of its first site; its configuration is in reach. */
export const scenario: Scenario = {
  cause: "sni-not-served",
  boundary: "tls",
  mechanism: "the default certificate of a server of other names",
  expected: { fault: broken("tls", "sni-not-served") },
  async build(world, draw) {
    const site = await buildSite(world, draw);
    const [port, other, third] = [draw.port(), draw.name(), draw.name()];
    const root = createAuthority(draw.label());
    const issue = (subject: string) => root.issue({ subject });
    const strangers = { [other]: issue(other), [third]: issue(third) };
    const kind = "nginx" as const;
    const good: SitesConfig = {
      kind,
      port,
      certificates: { ...strangers, [site.name]: issue(site.name) },
      strict: false,
    };
    const server = await startSites(site.server, good);
    const caFile = site.client.file("ca.pem", root.rootPem);
    const url = `https://${site.name}:${port}/`;

    const config = site.client.file(
      "faultline.yaml",
      `target: ${url}\nvantages:\n  client: { local: true }\n  edge: { netns: ${site.server.name} }\n` +
        `path:\n  - proxy: { at: edge, kind: nginx, config: ${site.server.folder}/nginx/nginx.conf }\n`,
    );
    return {
      target: url,
      options: ["--ca", caFile, "--config", config],
      client: site.client,
      noise: site,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "5", "--cacert", caFile, url],
        faultShows: /exit 60/,
      },
      break: () => server.restart({ ...good, certificates: strangers }),
      fix: () => server.restart(good),
    };
  },
};
