import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The client was set to TLS 1.3 alone, the server speaks 1.2: the bad deploy. */
export const scenario: Scenario = {
  cause: "tls-version-mismatch",
  boundary: "tls",
  mechanism: "client 1.3 only, server 1.2 only",
  expected: { fault: broken("tls", "tls-version-mismatch") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    return {
      target: secure.target,
      options: [...secure.trust, "--tls-min", "1.3"],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--tlsv1.3"), faultShows: /exit 35/ },
      break: () => secure.serve({ maxVersion: "TLSv1.2" }),
      fix: () => secure.restore(),
    };
  },
};
