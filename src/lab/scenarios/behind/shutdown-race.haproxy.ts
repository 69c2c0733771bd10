import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { buildRollout } from "./rollout.ts";

/** The same before haproxy, which does not check them; in the near miss it asks for their readiness. */
export const scenario: Scenario = {
  cause: "shutdown-race",
  boundary: "app",
  mechanism: "at SIGTERM applications close at once, and haproxy goes on to send them requests",
  expected: { fault: degraded("app", "shutdown-race"), "near-miss": healthy },
  build: (world, draw) => buildRollout(world, draw, "haproxy"),
};
