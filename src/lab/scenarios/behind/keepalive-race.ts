import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { buildIdleRace } from "./idle-race.ts";

/** Applications close what has been idle for them while nginx already sends the next request on it. */
export const scenario: Scenario = {
  cause: "keepalive-race",
  boundary: "proxy",
  mechanism: "applications close idle connections as nginx sends on them",
  expected: { fault: degraded("proxy", "keepalive-race"), "near-miss": healthy },
  build: (world, draw) => buildIdleRace(world, draw, "max_fails=0"),
};
