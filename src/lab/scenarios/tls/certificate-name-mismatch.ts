import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The certificate is for another name, whatever name is asked. */
export const scenario: Scenario = {
  cause: "certificate-name-mismatch",
  boundary: "tls",
  mechanism: "the one certificate of the server is for another name",
  expected: { fault: broken("tls", "certificate-name-mismatch") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({ subject: draw.name() }) }),
      fix: () => secure.restore(),
    };
  },
};
