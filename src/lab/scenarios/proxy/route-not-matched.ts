import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx knows other hosts; the default server answers 404 to the rest. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "the host asked for is in no server_name",
  expected: { fault: broken("proxy", "route-not-matched") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const other = draw.name();
    const config = (name: string) => ({
      port: proxied.port,
      http: `server { ${proxied.listen.replace(";", " default_server;")} return 404; }
server { ${proxied.listen} server_name ${name}; location / { proxy_pass http://${proxied.address}:${proxied.inner}; } }`,
    });
    const nginx = await startNginx(proxied.front, config(proxied.site.name));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(404),
      break: () => nginx.restart(config(other)),
      fix: () => nginx.restart(config(proxied.site.name)),
    };
  },
};
