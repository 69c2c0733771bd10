import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { podsOf, untilInVain, untilPodsShow } from "./change.ts";
import { buildStack } from "./stack.ts";

/** All Pods run and say that they are not ready; nearly so: one of them says so. */
export const scenario: ClusterScenario = {
  cause: "readiness-failing",
  boundary: "app",
  mechanism: "the readiness probes are answered with 503, by Pods that were ready before",
  expected: { fault: broken("app", "readiness-failing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const pods = draw.shuffle(await podsOf(ground, stack));
    const unready = async (which: typeof pods) => {
      for (const { address } of which)
        await ground.cluster.must("node1", [
          ...["curl", "-sf", "-m", "3", "-X", "POST"],
          `http://${address}:${stack.targetPort}/ready?is=false`,
        ]);
      const path = '.items[*].status.conditions[?(@.type=="Ready")].status';
      const shows = Array.from({ length: which.length }, () => "False").join(".*");
      await untilPodsShow(ground, stack, path, new RegExp(shows));
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await unready(pods);
        await untilInVain(ground, stack);
      },
      nearMiss: () => unready(pods.slice(0, 1)),
    };
  },
};
