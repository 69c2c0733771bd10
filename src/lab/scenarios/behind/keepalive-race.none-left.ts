import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { buildIdleRace } from "./idle-race.ts";

/** Each lost request takes its application out of nginx for a while (max_fails, fail_timeout), until none is left. */
export const scenario: Scenario = {
  cause: "keepalive-race",
  boundary: "proxy",
  mechanism: "lost requests on idle connections take every application out of nginx",
  expected: { fault: degraded("proxy", "keepalive-race"), "near-miss": healthy },
  build: (world, draw) => buildIdleRace(world, draw),
};
