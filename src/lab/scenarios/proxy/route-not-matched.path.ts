import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx passes some paths on and has nothing for this one. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "the path asked for is in no location",
  expected: { fault: broken("proxy", "route-not-matched") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { path: `/${draw.label()}/${draw.label()}` });
    await startWeb(proxied.back, { port: proxied.inner });
    const [, first = ""] = new URL(proxied.url).pathname.split("/");
    const config = (path: string) => ({
      port: proxied.port,
      http: `server { ${proxied.listen} root /nonexistent;
location /${path}/ { proxy_pass http://${proxied.address}:${proxied.inner}; } }`,
    });
    const other = draw.label();
    const nginx = await startNginx(proxied.front, config(first));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(404),
      break: () => nginx.restart(config(other)),
      fix: () => nginx.restart(config(first)),
    };
  },
};
