import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy speaks TLS to an application that has been put back to plain HTTP. */
export const scenario: Scenario = {
  cause: "upstream-tls-failure",
  boundary: "proxy",
  mechanism: "haproxy speaks TLS to a plain application",
  expected: {
    fault: undecided(
      broken("proxy", "upstream-tls-failure"),
      "haproxy answers 503 for a server that refuses, is silent, busy, untrusted or missing; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const { chainPem, keyPem } = createAuthority(draw.label()).issue({ subject: proxied.site.name });
    const secure = { port: proxied.inner, tls: { cert: chainPem, key: keyPem } };
    const app = await startWeb(proxied.back, secure);
    await startHaproxy(proxied.front, proxied.haproxy({ server: "ssl verify none" }));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(502, 503),
      break: () => app.restart({ port: proxied.inner }),
      fix: () => app.restart(secure),
    };
  },
};
