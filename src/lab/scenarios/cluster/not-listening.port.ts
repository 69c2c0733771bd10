import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated, untilInVain, untilPodsShow, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The application listens on another port than its container declares and the Service leads to; nearly so: it listens there and is slower. */
export const scenario: ClusterScenario = {
  cause: "not-listening",
  boundary: "app",
  mechanism:
    "the application listens on another port than the one that is declared, and has no readiness probe",
  expected: { fault: broken("app", "not-listening"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, { ...recreated, container: { readinessProbe: undefined } });
    const wrong = ["-port", String(draw.port())];
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await changePods(ground, stack, { args: wrong });
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        await untilPodsShow(ground, stack, ".items[*].status.phase", /^Running( Running)*$/m);
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        await changePods(ground, stack, { args: ["-delay", "50ms"] });
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
