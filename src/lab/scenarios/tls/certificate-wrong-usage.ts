import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** A client certificate is installed in the server. */
export const scenario: Scenario = {
  cause: "certificate-wrong-usage",
  boundary: "tls",
  mechanism: "extended key usage clientAuth only",
  expected: { fault: broken("tls", "certificate-wrong-usage"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({ usages: ["clientAuth"] }) }),
      fix: () => secure.restore(),
      nearMiss: () =>
        secure.serve({ certificate: secure.leaf({ usages: draw.pick([[], ["clientAuth", "serverAuth"]]) }) }),
    };
  },
};
