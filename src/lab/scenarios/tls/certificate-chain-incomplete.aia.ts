import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The leaf alone is sent; it says where its issuer is had, and the root is one that the client trusts. */
export const scenario: Scenario = {
  cause: "certificate-chain-incomplete",
  boundary: "tls",
  mechanism: "the leaf alone is sent, with AIA",
  expected: { fault: broken("tls", "certificate-chain-incomplete") },
  async build(world, draw) {
    const site = { issuerUrl: `http://ca.${draw.name()}/issuing.cer` };
    const secure = await buildSecureSite(world, draw, { inStore: true, leaf: site });
    const { certificate } = secure.good;
    return {
      target: secure.target,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client(), faultShows: /unable to get local issuer certificate/ },
      break: () => secure.serve(certificate ? { sends: certificate.pem } : {}),
      fix: () => secure.restore(),
    };
  },
};
