import { broken, type Scenario } from "../../scenario.ts";
import { type SiteConfig, webKinds } from "../../servers/index.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** TLS was switched off on the port that clients speak it to. */
export const scenario: Scenario = {
  cause: "not-tls",
  boundary: "tls",
  mechanism: "plain HTTP on the TLS port",
  expected: { fault: broken("tls", "not-tls") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: webKinds });
    const { kind, port } = secure.good;
    const plain: SiteConfig = { kind, port };
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      break: () => secure.server.restart(plain),
      fix: () => secure.restore(),
    };
  },
};
