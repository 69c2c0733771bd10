import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** The certificate of the application has expired, and nginx verifies it. */
export const scenario: Scenario = {
  cause: "upstream-tls-failure",
  boundary: "proxy",
  mechanism: "nginx refuses its upstream's expired certificate",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-tls-failure"),
      "nginx answers 502 whatever fails at its upstream; its error log says what",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const root = createAuthority(draw.label());
    const ca = proxied.front.file("upstream-ca.pem", root.rootPem);
    const served = (until: number) => {
      const { chainPem, keyPem } = root.issue({ subject: proxied.site.name, from: -400, until });
      return { port: proxied.inner, tls: { cert: chainPem, key: keyPem } };
    };
    const app = await startWeb(proxied.back, served(90));
    await startNginx(proxied.front, {
      port: proxied.port,
      http: `server { ${proxied.listen} location / { proxy_pass https://${proxied.address}:${proxied.inner};
proxy_ssl_verify on; proxy_ssl_trusted_certificate ${ca}; proxy_ssl_name ${proxied.site.name}; } }`,
    });
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502),
      break: () => app.restart(served(-draw.integer(1, 60))),
      fix: () => app.restart(served(90)),
    };
  },
};
