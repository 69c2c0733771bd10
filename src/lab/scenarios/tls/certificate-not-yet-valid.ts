import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** A certificate that was issued for a later day is installed early. */
export const scenario: Scenario = {
  cause: "certificate-not-yet-valid",
  boundary: "tls",
  mechanism: "notBefore lies days ahead",
  expected: { fault: broken("tls", "certificate-not-yet-valid"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({ from: draw.integer(2, 20), until: 120 }) }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ certificate: secure.leaf({ from: -0.01, until: 90 }) }),
    };
  },
};
