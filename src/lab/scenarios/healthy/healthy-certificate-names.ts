import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** One certificate for many names, the asked one by wildcard among them. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "wildcard among many names",
  expected: {},
  async build(world, draw) {
    const zone = draw.name();
    const secure = await buildSecureSite(world, draw, {
      name: `${draw.label()}.${zone}`,
      leaf: { subject: draw.name(), names: draw.shuffle([draw.name(), zone, `*.${zone}`, draw.name()]) },
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
