import { imageName } from "../../cluster/index.ts";
import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated, untilInVain, untilPodsShow, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The init container ends with a failure, again and again; nearly so: it succeeds. */
export const scenario: ClusterScenario = {
  cause: "crash-looping",
  boundary: "app",
  mechanism: "the init container fails each time, so the application is never started",
  expected: { fault: broken("app", "crash-looping"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const name = draw.label();
    const prepare = (status: number) => {
      const command = ["sh", "-c", `echo migrating; exit ${status}`];
      const initContainers = [{ name, image: imageName("busybox"), command }];
      return changePods(ground, stack, { pod: { initContainers } });
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await prepare(draw.integer(1, 3));
        await untilInVain(ground, stack);
        const path = ".items[*].status.initContainerStatuses[*].restartCount";
        await untilPodsShow(ground, stack, path, /[1-9]/);
      },
      nearMiss: async () => {
        await prepare(0);
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
