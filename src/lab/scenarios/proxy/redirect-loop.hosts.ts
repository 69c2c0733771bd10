import { broken, type Scenario } from "../../scenario.ts";
import { startNginx } from "../../servers/index.ts";
import { buildSite } from "../../topology/index.ts";

/** Two names send to each other, each of them sure that the other is the right one. */
export const scenario: Scenario = {
  cause: "redirect-loop",
  boundary: "proxy",
  mechanism: "two names redirect to each other",
  expected: { fault: broken("proxy", "redirect-loop") },
  async build(world, draw) {
    const [name, other] = [draw.name(), draw.name()];
    const site = await buildSite(world, draw, { name });
    await site.dns.restart({ records: { ...site.records, [other]: [site.address] } });
    const port = draw.port();
    const server = (host: string, act: string) =>
      `server { listen ${port}; server_name ${host}; location / { ${act} } }`;
    const to = (host: string) => `return 301 http://${host}:${port}$request_uri;`;
    const config = (act: string) => ({ port, http: server(name, to(other)) + server(other, act) });
    const good = config('return 200 "well\\n";');
    const nginx = await startNginx(site.server, good);
    const url = `http://${name}:${port}/${draw.label()}`;
    return {
      target: url,
      client: site.client,
      noise: site,
      proveByHand: { argv: ["curl", "-sSL", url], faultShows: /exit 47/ },
      break: () => nginx.restart(config(to(name))),
      fix: () => nginx.restart(good),
    };
  },
};
