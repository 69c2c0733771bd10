import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";
import { atOffset } from "./clock.ts";

/** This host's clock is a year ahead, so that every certificate of today has run out. */
export const scenario: Scenario = {
  cause: "clock-skew",
  boundary: "client",
  mechanism: "the client's clock is past notAfter",
  expected: { fault: broken("client", "clock-skew") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, {
      // With a Date header, by which another clock can be seen.
      kinds: ["nginx", "node"],
    });
    let env: Readonly<Record<string, string>> = {};
    return {
      target: secure.url,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      get env() {
        return env;
      },
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: async () => {
        env = atOffset(draw.integer(120, 1200));
      },
      fix: async () => {
        env = {};
      },
    };
  },
};
