import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server allows the short-tag suite of small devices alone (RFC 8446, appendix B.4). */
export const scenario: Scenario = {
  cause: "tls-cipher-mismatch",
  boundary: "tls",
  mechanism: "TLS 1.3 with AES-CCM-8 only",
  expected: { fault: broken("tls", "tls-cipher-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { good: { minVersion: "TLSv1.3" } });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      break: () => secure.serve({ suites: "TLS_AES_128_CCM_8_SHA256" }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ suites: "TLS_CHACHA20_POLY1305_SHA256" }),
    };
  },
};
