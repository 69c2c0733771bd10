import { createAuthority } from "../../certificates/index.ts";
import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** More is sent than a path needs: the root, a stranger, a repeated intermediate, in another order. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "extra, repeated and misordered certificates",
  expected: {},
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["nginx", "haproxy", "openssl"] });
    const leaf = secure.leaf();
    const extra = draw.shuffle([
      secure.issuer.pem,
      secure.root.pem,
      createAuthority(draw.label()).pem,
      secure.issuer.pem,
    ]);
    await secure.serve({ certificate: leaf, sends: [leaf.pem, ...extra].join("") });
    return {
      target: secure.url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--fail"), faultShows: /exit [1-9]/ },
    };
  },
};
