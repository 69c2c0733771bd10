import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { patch, untilShown } from "./change.ts";
import { nodesOf, openEdge } from "./edge.ts";
import { serveHttpRoutes } from "./gateway-api.ts";
import { buildStack } from "./stack.ts";
import { untilItShows } from "./starts.ts";

/** An HTTPRoute leads to a port that the Service does not have; nearly so: the Service offers both. */
export const scenario: ClusterScenario = {
  cause: "service-missing",
  boundary: "service",
  mechanism: "the backendRef of an HTTPRoute names a port that the Service does not have",
  expected: { fault: broken("service", "service-missing"), "near-miss": healthy },
  async build(ground, draw) {
    await serveHttpRoutes(ground);
    const stack = await buildStack(ground, draw);
    const edge = await openEdge(ground, draw, {
      stack,
      node: draw.pick(nodesOf(ground)),
      kind: "HTTPRoute",
    });
    const { client, proveByHand } = edge.setup;
    const other = draw.pick([stack.targetPort, draw.port()]);
    return {
      ...edge.setup,
      break: async () => {
        await edge.route(other);
        await untilItShows(ground, client, proveByHand);
      },
      nearMiss: async () => {
        await patch(ground, `service/${stack.name}`, {
          spec: {
            ports: [
              { name: "http", port: stack.port, targetPort: stack.targetPort },
              { name: "other", port: other, targetPort: stack.targetPort },
            ],
          },
        });
        const slices = ["get", "endpointslices", "-l", `kubernetes.io/service-name=${stack.name}`];
        await untilShown(ground, [...slices, "-o", "jsonpath={.items[*].ports[*].name}"], /\bother\b/);
        await edge.route(other);
      },
    };
  },
};
