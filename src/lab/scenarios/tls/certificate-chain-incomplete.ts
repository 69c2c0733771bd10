import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The renewal installed the leaf without its intermediate; the caller names the root. */
export const scenario: Scenario = {
  cause: "certificate-chain-incomplete",
  boundary: "tls",
  mechanism: "the leaf alone is sent",
  expected: { fault: broken("tls", "certificate-chain-incomplete"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const renewed = secure.leaf({ from: -0.1 });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client(), faultShows: /unable to get local issuer certificate/ },
      break: () => secure.serve({ certificate: renewed, sends: renewed.pem }),
      fix: () => secure.restore(),
      nearMiss: () =>
        // Sent in another order: every verifier of today builds its own path (RFC 8446, section 4.4.2).
        secure.serve({ certificate: renewed, sends: `${renewed.pem}${secure.root.pem}${secure.issuer.pem}` }),
    };
  },
};
