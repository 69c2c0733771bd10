import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded } from "../../scenario.ts";
import { asksOften, drawClient, drawVantages } from "./asking.ts";
import { untilShown } from "./change.ts";
import { RESTARTS } from "./failing-replica.ts";
import { buildStack, deploymentOf } from "./stack.ts";

/** "2 % of requests are refused": for the moment between a Pod's end and its leaving the Service. */
export const scenario: ClusterScenario = {
  cause: "out-of-memory-killed",
  boundary: "app",
  mechanism:
    "a Pod fills its memory, is killed and started again; until that is known, requests still go to it",
  expected: { fault: degraded("app", "out-of-memory-killed") },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const limit = draw.integer(48, 64);
    const name = draw.label();
    const labels = { ...stack.labels, copy: name };
    const options = {
      args: ["-eat", String(limit * 3), "-eat-rate", "25"],
      // Ready as soon as it runs, as what has no readiness probe is.
      container: { readinessProbe: undefined, resources: { limits: { memory: `${limit}Mi` } } },
    };
    return {
      target: stack.target,
      options: ["--during", "15s", "--count", "100"],
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asksOften(stack.url, { times: 1200 }),
      break: async () => {
        const replicas = draw.integer(2, 3);
        await ground.apply(deploymentOf({ name, labels, targetPort: stack.targetPort, replicas }, options));
        const argv = ["get", "pods", "-l", `copy=${name}`, "-o", `jsonpath={${RESTARTS}}`];
        await untilShown(ground, argv, /[1-9]/);
      },
    };
  },
};
