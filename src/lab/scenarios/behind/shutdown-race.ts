import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { buildRollout } from "./rollout.ts";

/** Applications are started again one after the other; each closes its listener, or what is in use, while nginx counts on it. */
export const scenario: Scenario = {
  cause: "shutdown-race",
  boundary: "app",
  mechanism: "at SIGTERM applications close at once, and nginx goes on to send them requests",
  expected: { fault: degraded("app", "shutdown-race"), "near-miss": healthy },
  build: (world, draw) => buildRollout(world, draw, "nginx"),
};
