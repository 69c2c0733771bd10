import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The certificate is for signing code or mail. */
export const scenario: Scenario = {
  cause: "certificate-wrong-usage",
  boundary: "tls",
  mechanism: "extended key usage for code or mail",
  expected: { fault: broken("tls", "certificate-wrong-usage") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () =>
        secure.serve({
          certificate: secure.leaf({
            usages: draw.pick([["codeSigning"], ["emailProtection"], ["codeSigning", "clientAuth"]]),
          }),
        }),
      fix: () => secure.restore(),
    };
  },
};
