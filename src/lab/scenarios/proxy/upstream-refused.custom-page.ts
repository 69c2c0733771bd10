import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx before an application that has ended, with a page of the site's own for that. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "a 502 with the site's own page",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-refused"),
      "nginx answers 502 whatever fails at its upstream; its error log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    const page = `<!doctype html><title>${draw.label()}</title><p>We will be back soon.</p>`;
    await startNginx(proxied.front, {
      port: proxied.port,
      http: `server { ${proxied.listen} error_page 502 504 @soon; location / { proxy_pass http://${proxied.address}:${proxied.inner}; }
location @soon { default_type text/html; return 502 "${page}"; } }`,
    });
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502),
      break: () => app.stop(),
      fix: () => app.restart(),
    };
  },
};
