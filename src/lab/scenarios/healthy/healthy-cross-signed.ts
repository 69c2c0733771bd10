import { createAuthority } from "../../certificates/index.ts";
import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The issuer has an expired cross certificate of an old root, sent beside the sound one with the same key. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "an expired cross certificate with the key of a sound one",
  expected: {},
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const old = createAuthority(`${draw.label()} old root`);
    const crossed = old.cross(secure.issuer, { from: -900, until: -draw.integer(1, 50) });
    const leaf = secure.leaf();
    await secure.serve({
      certificate: leaf,
      sends: [leaf.pem, ...draw.shuffle([crossed, secure.issuer.pem])].join(""),
    });
    return {
      target: secure.url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl("--fail"), faultShows: /exit [1-9]/ },
    };
  },
};
