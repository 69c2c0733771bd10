import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** Another authority signs for the name: its chain is whole and ends in a root that is sent too and that nobody here trusts. */
export const scenario: Scenario = {
  cause: "certificate-untrusted",
  boundary: "tls",
  mechanism: "the chain ends in an unknown root, which is sent",
  expected: { fault: broken("tls", "certificate-untrusted") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const stranger = createAuthority(`${draw.label()} inspection`);
    const minted = secure.leaf({}, stranger);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client(), faultShows: /self[- ]signed certificate in certificate chain/ },
      break: () => secure.serve({ certificate: minted, sends: minted.pem + stranger.pem }),
      fix: () => secure.restore(),
    };
  },
};
