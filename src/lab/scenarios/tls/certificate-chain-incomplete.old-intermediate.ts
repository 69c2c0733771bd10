import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The renewed leaf has a new issuer, and the bundle beside it still holds the old one. */
export const scenario: Scenario = {
  cause: "certificate-chain-incomplete",
  boundary: "tls",
  mechanism: "the intermediate of the previous leaf is sent",
  expected: { fault: broken("tls", "certificate-chain-incomplete"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const successor = secure.root.intermediate(`${draw.label()} issuing`);
    const renewed = secure.leaf({ from: -0.1 }, successor);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client(), faultShows: /unable to get local issuer certificate/ },
      break: () => secure.serve({ certificate: renewed, sends: `${renewed.pem}${secure.issuer.pem}` }),
      fix: () => secure.restore(),
      nearMiss: () =>
        secure.serve({ certificate: renewed, sends: `${renewed.chainPem}${secure.issuer.pem}` }),
    };
  },
};
