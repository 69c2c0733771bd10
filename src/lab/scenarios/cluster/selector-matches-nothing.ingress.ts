import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken } from "../../scenario.ts";
import { changePods, patch, recreated } from "./change.ts";
import { nodesOf, openEdge } from "./edge.ts";
import { buildStack } from "./stack.ts";
import { untilItShows } from "./starts.ts";

/** The proxy of an Ingress has nobody to pass a request to and answers 503; nearly so: the application itself answers 503. */
export const scenario: ClusterScenario = {
  cause: "selector-matches-nothing",
  boundary: "service",
  mechanism: "behind an Ingress, the Service's selector names a label that no Pod has",
  expected: {
    fault: broken("service", "selector-matches-nothing"),
    "near-miss": broken("app", "app-error"),
  },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, recreated);
    const edge = await openEdge(ground, draw, { stack, node: draw.pick(nodesOf(ground)) });
    const { client, proveByHand } = edge.setup;
    return {
      ...edge.setup,
      break: async () => {
        await patch(ground, `service/${stack.name}`, { spec: { selector: { app: draw.label() } } });
        await edge.untilEndpoints(0);
        await edge.route(stack.port);
        await untilItShows(ground, client, proveByHand);
      },
      nearMiss: async () => {
        await changePods(ground, stack, { args: ["-status", "503"] });
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        await edge.untilEndpoints(stack.replicas);
        await edge.route(stack.port);
        await untilItShows(ground, client, proveByHand);
      },
    };
  },
};
