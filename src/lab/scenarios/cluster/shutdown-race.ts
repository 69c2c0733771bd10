import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded, healthy } from "../../scenario.ts";
import { asksOften, drawVantages } from "./asking.ts";
import { patch } from "./change.ts";
import { keepRollingOut } from "./rolling.ts";
import { buildStack } from "./stack.ts";

/** Pods end at once while requests still come to them; nearly so: they wait, and serve while they do. */
export const scenario: ClusterScenario = {
  cause: "shutdown-race",
  boundary: "app",
  mechanism: "rollouts under traffic, of an application that ends at SIGTERM and has no preStop",
  expected: { fault: degraded("app", "shutdown-race"), "near-miss": healthy },
  async build(ground, draw) {
    const isPatient = draw.coin();
    const stack = await buildStack(ground, draw, { args: ["-on-term", "exit"] });
    const patient = {
      terminationGracePeriodSeconds: 15,
      containers: [
        {
          name: "app",
          args: [
            "-port",
            String(stack.targetPort),
            "-on-term",
            isPatient ? "serve" : "exit",
            "-linger",
            "3s",
          ],
          lifecycle: { preStop: { exec: { command: ["sleep", "5"] } } },
        },
      ],
    };
    let rolling: ReturnType<typeof keepRollingOut> | null = null;
    return {
      target: stack.target,
      // Where kube-proxy is quick, one request in a hundred meets a Pod that has ended: of so many some do.
      options: ["--during", "12s", "--count", "500"],
      client: draw.pick(["client", "node1", "node2"]),
      vantages: drawVantages(draw),
      proveByHand: asksOften(stack.url, { times: 400 }),
      break: async () => {
        rolling = keepRollingOut(ground, stack);
      },
      nearMiss: async () => {
        await patch(
          ground,
          `deployment/${stack.name}`,
          { spec: { template: { spec: patient } } },
          "strategic",
        );
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        rolling = keepRollingOut(ground, stack);
      },
      fix: async () => rolling?.stop(),
    };
  },
};
