import type { Scenario } from "../../scenario.ts";
import type { SiteConfig } from "../../servers/index.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server allows little, and what it allows every client of today has. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "one version, one suite, one group",
  expected: {},
  async build(world, draw) {
    const limits = draw.pick<Partial<SiteConfig>>([
      { maxVersion: "TLSv1.2" },
      { minVersion: "TLSv1.3" },
      { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" },
      { minVersion: "TLSv1.3", suites: "TLS_AES_256_GCM_SHA384" },
      // Not the first share of any client: a HelloRetryRequest (RFC 8446, section 4.1.4).
      { minVersion: "TLSv1.3", groups: "secp384r1" },
    ]);
    const secure = await buildSecureSite(world, draw, { good: limits });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--fail"), faultShows: /exit [1-9]/ },
    };
  },
};
