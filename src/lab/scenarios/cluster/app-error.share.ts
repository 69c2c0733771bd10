import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded } from "../../scenario.ts";
import { asksOften, drawClient, drawVantages } from "./asking.ts";
import { untilInVain } from "./change.ts";
import { buildStack, deploymentOf } from "./stack.ts";

/** One of several versions that a Service leads to answers with failures. */
export const scenario: ClusterScenario = {
  cause: "app-error",
  boundary: "app",
  mechanism: "a canary among the Pods answers 5xx",
  expected: { fault: degraded("app", "app-error") },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const name = draw.label();
    return {
      target: stack.target,
      options: ["--count", String(draw.integer(14, 20))],
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asksOften(stack.url, { times: 40 }),
      break: async () => {
        const canary = { name, labels: { ...stack.labels, track: "canary" }, targetPort: stack.targetPort };
        const args = ["-status", draw.pick(["500", "503"])];
        await ground.apply(deploymentOf({ ...canary, replicas: 1 }, { args }));
        await ground.kubectl("rollout", "status", `deployment/${name}`, "--timeout=60s");
        await untilInVain(ground, stack);
      },
    };
  },
};
