import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The certificate ran out minutes ago: the renewal job is late. */
export const scenario: Scenario = {
  cause: "certificate-expired",
  boundary: "tls",
  mechanism: "the leaf is past notAfter by minutes",
  expected: { fault: broken("tls", "certificate-expired"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({ until: -draw.integer(2, 30) / 1440 }) }),
      fix: () => secure.restore(),
      nearMiss: () => secure.serve({ certificate: secure.leaf({ until: draw.integer(60, 300) / 1440 }) }),
    };
  },
};
