import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The new intermediate is taken into use before its time. */
export const scenario: Scenario = {
  cause: "certificate-not-yet-valid",
  boundary: "tls",
  mechanism: "notBefore of the intermediate lies days ahead",
  expected: { fault: broken("tls", "certificate-not-yet-valid") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const early = secure.root.intermediate(draw.label(), { from: draw.integer(2, 20), until: 900 });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({}, early) }),
      fix: () => secure.restore(),
    };
  },
};
