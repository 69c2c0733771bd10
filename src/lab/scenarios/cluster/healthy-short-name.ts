import type { ClusterScenario } from "../../cluster-scenario.ts";
import { buildStack } from "./stack.ts";
import { addClientPod } from "./starts.ts";

/**
 * What every Pod does: `ndots:5` and the search list make one look-up several, which are answered at once. Some Pods bring further
 * domains to search.
 */
export const scenario: ClusterScenario = {
  cause: null,
  boundary: null,
  mechanism: "a Pod asks a Service by a name that is completed from its search list",
  expected: {},
  async build(ground, draw) {
    const domains = Array.from({ length: draw.integer(0, 3) }, () => draw.name());
    const pod = await addClientPod(ground, draw, {
      image: "tools",
      spec: domains.length === 0 ? {} : { dnsConfig: { searches: domains } },
    });
    const stack = await buildStack(ground, draw);
    await pod.ready();
    const name = draw.pick([
      stack.name,
      `${stack.name}.${ground.namespace}`,
      `${stack.name}.${ground.namespace}.svc`,
      `${stack.name}.${ground.namespace}.svc.cluster.local`,
    ]);
    const url = `http://${name}:${stack.port}${stack.path}`;
    return {
      target: url,
      client: pod.start,
      vantages: draw.coin() ? ground.cluster.nodes.map((node) => node.name) : [],
      proveByHand: pod.asks(url),
    };
  },
};
