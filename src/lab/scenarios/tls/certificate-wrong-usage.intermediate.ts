import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The leaf may serve, the authority that issued it may sign for mail alone. */
export const scenario: Scenario = {
  cause: "certificate-wrong-usage",
  boundary: "tls",
  mechanism: "extended key usage of the intermediate",
  expected: { fault: broken("tls", "certificate-wrong-usage") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const mail = secure.root.intermediate(draw.label(), { usages: ["emailProtection"] });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({}, mail) }),
      fix: () => secure.restore(),
    };
  },
};
