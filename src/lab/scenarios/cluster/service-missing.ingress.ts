import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { nodesOf, openEdge } from "./edge.ts";
import { buildStack } from "./stack.ts";
import { untilItShows } from "./starts.ts";

/** An Ingress leads to a port that the Service does not have; nearly so: to the same port by its name. */
export const scenario: ClusterScenario = {
  cause: "service-missing",
  boundary: "service",
  mechanism: "the backend of an Ingress names a port that the Service does not have",
  expected: { fault: broken("service", "service-missing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const edge = await openEdge(ground, draw, { stack, node: draw.pick(nodesOf(ground)) });
    const { client, proveByHand } = edge.setup;
    return {
      ...edge.setup,
      break: async () => {
        // What the Pods listen on, which is the usual mistake; a port of nobody; a name of nobody.
        await edge.route(draw.pick([stack.targetPort, draw.port(), draw.label()]));
        await untilItShows(ground, client, proveByHand);
      },
      nearMiss: () => edge.route("http"),
    };
  },
};
