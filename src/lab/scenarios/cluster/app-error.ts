import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The application answers each request with a failure of its own; nearly so: with a refusal of the asker. */
export const scenario: ClusterScenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "the application answers 5xx, and is ready",
  expected: { fault: broken("app", "app-error"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const answer = async (status: number) => {
      await changePods(ground, stack, { args: ["-status", String(status)] });
      await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
      for (const place of ["client", "node2"])
        await ground.until(
          place,
          ["curl", "-s", "-o", "/dev/null", "-m", "2", "-w", "%{http_code}", stack.url],
          new RegExp(String(status)),
        );
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: () => answer(draw.pick([500, 503, 502])),
      nearMiss: () => answer(draw.pick([401, 403, 404])),
    };
  },
};
