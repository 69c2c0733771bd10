import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** A login page that sends to itself, each time with a longer way back in its query. */
export const scenario: Scenario = {
  cause: "redirect-loop",
  boundary: "proxy",
  mechanism: "redirects to the same path with an ever longer query",
  expected: { fault: broken("proxy", "redirect-loop") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { path: "/login" });
    await startWeb(proxied.back, { port: proxied.inner });
    const nginx = await startNginx(proxied.front, proxied.nginx());
    const looped = proxied.nginx("return 302 $uri?next=$uri&$args;");
    return {
      ...proxied.setup,
      proveByHand: { argv: proxied.curl("-L"), faultShows: /exit 47/ },
      break: () => nginx.restart(looped),
      fix: () => nginx.restart(proxied.nginx()),
    };
  },
};
