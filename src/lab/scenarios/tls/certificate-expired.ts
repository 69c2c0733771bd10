import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The leaf was not renewed; or, for the near miss, is renewed on its last day. */
export const scenario: Scenario = {
  cause: "certificate-expired",
  boundary: "tls",
  mechanism: "the leaf is past notAfter",
  expected: { fault: broken("tls", "certificate-expired"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({ from: -120, until: -draw.integer(1, 40) }) }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ certificate: secure.leaf({ until: 0.9 }) }),
    };
  },
};
