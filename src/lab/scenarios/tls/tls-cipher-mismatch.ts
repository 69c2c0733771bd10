import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server allows suites without encryption alone, which no client offers. */
export const scenario: Scenario = {
  cause: "tls-cipher-mismatch",
  boundary: "tls",
  mechanism: "TLS 1.2 with NULL ciphers only",
  expected: { fault: broken("tls", "tls-cipher-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["nginx", "haproxy", "openssl"] });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      break: () => secure.serve({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0" }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305" }),
    };
  },
};
