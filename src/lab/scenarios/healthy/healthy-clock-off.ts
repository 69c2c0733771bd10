import type { Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";
import { atOffset } from "../client/clock.ts";

/** The clock is a day off: worth setting, and no certificate here minds. */
export const scenario: Scenario = {
  cause: null,
  boundary: null,
  mechanism: "a client clock that is a day off",
  expected: {},
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["nginx", "node"] });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      env: atOffset(draw.pick([-1, 1])),
      noise: secure.site,
      proveByHand: { argv: secure.curl("--fail"), faultShows: /exit [1-9]/ },
    };
  },
};
