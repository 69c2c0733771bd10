import type { ClusterScenario } from "../../cluster-scenario.ts";
import { healthy } from "../../scenario.ts";
import { asksOften, drawClient, drawVantages } from "./asking.ts";
import { podsOf, untilShown } from "./change.ts";
import { buildStack } from "./stack.ts";

/** A Pod is being ended cleanly: it is terminating, it serves, and another has taken its place. */
export const scenario: ClusterScenario = {
  cause: null,
  boundary: null,
  mechanism: "a Pod that is terminating, with a preStop that lets it serve on, during the check",
  expected: { healthy },
  async build(ground, draw) {
    const isRollout = draw.coin();
    const stack = await buildStack(ground, draw, {
      pod: { terminationGracePeriodSeconds: 90 },
      container: { lifecycle: { preStop: { exec: { command: ["sleep", "80"] } } } },
    });
    if (isRollout) await ground.kubectl("rollout", "restart", `deployment/${stack.name}`);
    else {
      const [first] = draw.shuffle(await podsOf(ground, stack));
      await ground.kubectl("delete", "pod", "--wait=false", first?.name ?? "");
    }
    await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
    const slices = ["get", "endpointslices", "-l", `kubernetes.io/service-name=${stack.name}`, "-o"];
    const terminating = "jsonpath={.items[*].endpoints[*].conditions.terminating}";
    await untilShown(ground, [...slices, terminating], /true/);
    return {
      target: stack.target,
      options: draw.coin() ? ["--count", "10"] : [],
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asksOften(stack.url, { times: 20 }),
    };
  },
};
