import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** A leaf of an authority that nobody here knows, sent alone, and without a word on where its issuer is had. */
export const scenario: Scenario = {
  cause: "certificate-untrusted",
  boundary: "tls",
  mechanism: "a lone leaf of an unknown authority",
  expected: { fault: broken("tls", "certificate-untrusted") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { inStore: true });
    const unknown = createAuthority(draw.label()).intermediate(draw.label());
    const leaf = secure.leaf({}, unknown);
    return {
      target: secure.target,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client(), faultShows: /unable to get local issuer certificate/ },
      break: () => secure.serve({ certificate: leaf, sends: leaf.pem }),
      fix: () => secure.restore(),
    };
  },
};
