import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** Of two intermediates the upper one is missing. */
export const scenario: Scenario = {
  cause: "certificate-chain-incomplete",
  boundary: "tls",
  mechanism: "the upper of two intermediates is not sent",
  expected: { fault: broken("tls", "certificate-chain-incomplete") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const lower = secure.issuer.intermediate(`${draw.label()} lower`);
    const deep = secure.leaf({}, lower);
    await secure.serve({ certificate: deep });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client(), faultShows: /unable to get (local )?issuer certificate/ },
      break: () => secure.serve({ certificate: deep, sends: `${deep.pem}${lower.pem}` }),
      fix: () => secure.serve({ certificate: deep }),
    };
  },
};
