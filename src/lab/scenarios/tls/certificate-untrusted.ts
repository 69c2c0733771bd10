import { selfSigned } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The certificate vouches for itself. */
export const scenario: Scenario = {
  cause: "certificate-untrusted",
  boundary: "tls",
  mechanism: "self-signed certificate",
  expected: { fault: broken("tls", "certificate-untrusted") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client(), faultShows: /self[- ]signed certificate/ },
      break: () => secure.serve({ certificate: selfSigned({ subject: secure.site.name }) }),
      fix: () => secure.restore(),
    };
  },
};
