import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The leaf is fresh, the intermediate that issued it is not. */
export const scenario: Scenario = {
  cause: "certificate-expired",
  boundary: "tls",
  mechanism: "the intermediate is past notAfter",
  expected: { fault: broken("tls", "certificate-expired"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const old = secure.root.intermediate(draw.label(), { from: -800, until: -draw.integer(1, 60) });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({}, old) }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ sends: `${secure.good.certificate?.chainPem}${old.pem}` }),
    };
  },
};
