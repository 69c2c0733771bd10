import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The bad deploy: a runtime whose configuration allows TLS 1.3 alone, and a partner that speaks 1.2. */
export const scenario: Scenario = {
  cause: "tls-version-mismatch",
  boundary: "tls",
  mechanism: "a Java client of TLS 1.3 only, server 1.2 only",
  expected: { fault: broken("tls", "tls-version-mismatch") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["nginx", "haproxy"] });
    const runtime = draw.pick(["java17", "go", "python", "curl"]);
    return {
      target: secure.url,
      options: [...secure.trust, "--as", runtime, "--tls-min", "1.3"],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--tlsv1.3"), faultShows: /exit 35/ },
      break: () => secure.serve({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" }),
      fix: () => secure.restore(),
    };
  },
};
