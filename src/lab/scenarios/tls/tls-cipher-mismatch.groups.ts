import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The server allows a curve that ordinary clients do not offer. */
export const scenario: Scenario = {
  cause: "tls-cipher-mismatch",
  boundary: "tls",
  mechanism: "brainpool curve only",
  expected: { fault: broken("tls", "tls-cipher-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      break: () => secure.serve({ maxVersion: "TLSv1.2", groups: "brainpoolP512r1" }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ groups: "P-384" }),
    };
  },
};
