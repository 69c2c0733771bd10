import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** The proxy says that the request was not meant for it. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "421 for a host that the proxy does not serve",
  expected: { fault: broken("proxy", "route-not-matched") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const config = (name: string) => ({
      port: proxied.port,
      http: `server { ${proxied.listen.replace(";", " default_server;")} return 421; }
server { ${proxied.listen} server_name ${name}; location / { proxy_pass http://${proxied.address}:${proxied.inner}; } }`,
    });
    const other = draw.name();
    const nginx = await startNginx(proxied.front, config(proxied.site.name));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(421),
      break: () => nginx.restart(config(other)),
      fix: () => nginx.restart(config(proxied.site.name)),
    };
  },
};
