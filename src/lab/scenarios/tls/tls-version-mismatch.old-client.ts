import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The client ends at TLS 1.2, the server begins at 1.3. */
export const scenario: Scenario = {
  cause: "tls-version-mismatch",
  boundary: "tls",
  mechanism: "client up to 1.2, server 1.3 only",
  expected: { fault: broken("tls", "tls-version-mismatch") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: [...secure.trust, "--tls-max", "1.2"],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--tls-max", "1.2"), faultShows: /exit 35/ },
      break: () => secure.serve({ minVersion: "TLSv1.3" }),
      fix: () => secure.restore(),
    };
  },
};
