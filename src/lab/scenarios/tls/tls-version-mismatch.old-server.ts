import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server speaks TLS 1.0 and 1.1, which no client of today does. */
export const scenario: Scenario = {
  cause: "tls-version-mismatch",
  boundary: "tls",
  mechanism: "server up to TLS 1.1",
  expected: { fault: broken("tls", "tls-version-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, {
      kinds: ["nginx", "haproxy", "openssl"],
      good: { minVersion: "TLSv1" },
    });
    const maxVersion = draw.pick(["TLSv1", "TLSv1.1"] as const);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      break: () => secure.serve({ maxVersion }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ maxVersion: "TLSv1.2" }),
    };
  },
};
