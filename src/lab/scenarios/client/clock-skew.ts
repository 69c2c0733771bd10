import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";
import { atOffset } from "./clock.ts";

/** This host's clock is months behind, so that a fresh certificate lies in its future. */
export const scenario: Scenario = {
  cause: "clock-skew",
  boundary: "client",
  mechanism: "the client's clock is behind notBefore",
  expected: { fault: broken("client", "clock-skew"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, {
      // With a Date header, by which another clock can be seen.
      kinds: ["nginx", "node"],
      leaf: { from: -draw.integer(2, 20) },
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
        env = atOffset(-draw.integer(60, 700));
      },
      fix: async () => {
        env = {};
      },
      nearMiss: async () => {
        // Half an hour: wrong, and no certificate minds.
        env = atOffset(-0.02);
      },
    };
  },
};
