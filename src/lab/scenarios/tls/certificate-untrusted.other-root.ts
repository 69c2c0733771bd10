import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The caller names a root, and the server moved to another authority: its whole chain is sent. */
export const scenario: Scenario = {
  cause: "certificate-untrusted",
  boundary: "tls",
  mechanism: "the whole chain of another root than the named one",
  expected: { fault: broken("tls", "certificate-untrusted") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const next = createAuthority(`${draw.label()} root`).intermediate(`${draw.label()} issuing`);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({}, next) }),
      fix: () => secure.restore(),
    };
  },
};
