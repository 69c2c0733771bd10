import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server has an RSA key and allows suites of ECDSA keys alone. */
export const scenario: Scenario = {
  cause: "tls-cipher-mismatch",
  boundary: "tls",
  mechanism: "RSA certificate, ECDSA suites only",
  expected: { fault: broken("tls", "tls-cipher-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, {
      kinds: ["nginx", "haproxy", "openssl"],
      leaf: { key: "rsa2048" },
    });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      break: () => secure.serve({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ maxVersion: "TLSv1.2", ciphers: "ECDHE-RSA-AES256-GCM-SHA384" }),
    };
  },
};
