import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded } from "../../scenario.ts";
import { asksOften, drawClient, drawVantages } from "./asking.ts";
import { addFailingReplica, REASONS } from "./failing-replica.ts";
import { buildStack } from "./stack.ts";

/** One of several Pods is killed for its memory again and again, and is asked all the same. */
export const scenario: ClusterScenario = {
  cause: "out-of-memory-killed",
  boundary: "app",
  mechanism: "one of several Pods is killed for memory, and the Service publishes Pods that are not ready",
  expected: { fault: degraded("app", "out-of-memory-killed") },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const limit = draw.integer(40, 64);
    return {
      target: stack.target,
      options: ["--count", String(draw.integer(14, 20))],
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asksOften(stack.url, { times: 40 }),
      break: async () => {
        await addFailingReplica(ground, draw, {
          stack,
          replica: {
            args: ["-eat", String(limit * 3), "-eat-rate", "2000"],
            container: { resources: { limits: { memory: `${limit}Mi` } } },
            shows: { path: REASONS, is: /CrashLoopBackOff.*OOMKilled|OOMKilled.*CrashLoopBackOff/ },
          },
        });
      },
    };
  },
};
