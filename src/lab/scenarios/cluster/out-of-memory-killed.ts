import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated, untilInVain, untilPodsShow, untilServed } from "./change.ts";
import { REASONS } from "./failing-replica.ts";
import { buildStack } from "./stack.ts";

/** Every container takes more memory than it may and is killed; nearly so: it takes much and stays below. */
export const scenario: ClusterScenario = {
  cause: "out-of-memory-killed",
  boundary: "app",
  mechanism: "each container fills more memory than its limit, and the kernel kills it",
  expected: { fault: broken("app", "out-of-memory-killed"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const limit = draw.integer(40, 64);
    const eat = (mebibytes: number) =>
      changePods(ground, stack, {
        args: ["-eat", String(mebibytes), "-eat-rate", "2000"],
        container: { resources: { limits: { memory: `${limit}Mi` } } },
      });
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await eat(limit * 3);
        const killed = Array.from({ length: stack.replicas }, () => "OOMKilled").join(".*");
        await untilPodsShow(ground, stack, REASONS, new RegExp(killed));
        await untilPodsShow(ground, stack, REASONS, /CrashLoopBackOff/);
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        await eat(12);
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
