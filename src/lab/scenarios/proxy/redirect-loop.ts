import { broken, type Scenario } from "../../scenario.ts";
import { startNginx } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** TLS ends at the proxy, which does not say so; the application sends what looks plain to https, for ever. */
export const scenario: Scenario = {
  cause: "redirect-loop",
  boundary: "proxy",
  mechanism: "the application redirects to https what the proxy hands it as http",
  expected: { fault: broken("proxy", "redirect-loop") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { secure: true });
    const to = `https://$http_host$request_uri`;
    await startNginx(proxied.back, {
      port: proxied.inner,
      http: `server { listen ${proxied.inner}; location / {
if ($http_x_forwarded_proto != https) { return ${draw.pick([301, 302, 307, 308])} ${to}; }
return 200 "well\\n"; } }`,
    });
    const told = proxied.nginx("proxy_set_header X-Forwarded-Proto $scheme;");
    const nginx = await startNginx(proxied.front, told);
    return {
      ...proxied.setup,
      proveByHand: { argv: proxied.curl("-L"), faultShows: /exit 47/ },
      break: () => nginx.restart(proxied.nginx()),
      fix: () => nginx.restart(told),
    };
  },
};
