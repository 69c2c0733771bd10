import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded, healthy } from "../../scenario.ts";
import { asksOften, drawClient, drawVantages } from "./asking.ts";
import { addFailingReplica, RESTARTS } from "./failing-replica.ts";
import { buildStack } from "./stack.ts";

/** One of several Pods crashes again and again and is asked all the same; nearly so: it has crashed and is taken out. */
export const scenario: ClusterScenario = {
  cause: "crash-looping",
  boundary: "app",
  mechanism: "one of several Pods exits again and again, and the Service publishes Pods that are not ready",
  expected: { fault: degraded("app", "crash-looping"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const crash = () =>
      addFailingReplica(ground, draw, {
        stack,
        replica: {
          args: ["-exit-after", "300ms", "-exit-status", String(draw.integer(1, 9))],
          shows: { path: RESTARTS, is: /[2-9]/ },
        },
      });
    return {
      target: stack.target,
      options: ["--count", String(draw.integer(14, 20))],
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asksOften(stack.url, { times: 40 }),
      break: async () => {
        await crash();
      },
      nearMiss: async () => {
        const name = await crash();
        await ground.kubectl("delete", "deployment", name, "--wait");
        await ground.kubectl("wait", "pods", "--for=delete", "-l", `copy=${name}`, "--timeout=30s");
      },
    };
  },
};
