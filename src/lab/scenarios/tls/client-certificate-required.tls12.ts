import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** Up to TLS 1.2 the demand fails within the handshake (RFC 5246, section 7.4.6). */
export const scenario: Scenario = {
  cause: "client-certificate-required",
  boundary: "tls",
  mechanism: "TLS 1.2 server demands a client certificate",
  expected: { fault: broken("tls", "client-certificate-required") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, {
      kinds: ["haproxy", "openssl"],
      good: { maxVersion: "TLSv1.2" },
    });
    const clients = createAuthority(`${draw.label()} clients`);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit (35|52|56)/ },
      break: () => secure.serve({ maxVersion: "TLSv1.2", clientAuthority: clients.rootPem }),
      fix: () => secure.restore(),
    };
  },
};
