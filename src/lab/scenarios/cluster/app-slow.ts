import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded, healthy } from "../../scenario.ts";
import { drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated } from "./change.ts";
import { buildStack } from "./stack.ts";

/** Each answer takes the application seconds; nearly so: a part of one. */
export const scenario: ClusterScenario = {
  cause: "app-slow",
  boundary: "app",
  mechanism: "the application waits before each answer",
  expected: { fault: degraded("app", "app-slow"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const delay = async (milliseconds: number) => {
      await changePods(ground, stack, { args: ["-delay", `${milliseconds}ms`] });
      await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
      for (const place of ["client", "node2"])
        await ground.until(
          place,
          ["curl", "-s", "-o", "/dev/null", "-m", "4.5", "-w", "%{http_code}", stack.url],
          /200/,
        );
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: {
        argv: ["curl", "-s", "-o", "/dev/null", "-m", "15", "-w", "%{time_starttransfer}\\n", stack.url],
        faultShows: /^[1-9][.,]/m,
      },
      break: () => delay(draw.integer(1800, 3000)),
      nearMiss: () => delay(draw.integer(100, 400)),
    };
  },
};
