import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The certificate ends tomorrow: a reason to renew, none to fail. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "the certificate ends within two days",
  expected: {},
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { leaf: { until: draw.integer(5, 40) / 24 } });
    return {
      target: secure.url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--fail"), faultShows: /exit [1-9]/ },
    };
  },
};
