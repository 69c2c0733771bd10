import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { patch, untilInVain, untilServed } from "./change.ts";
import { askNodePort } from "./node-port.ts";

/** A NodePort is asked at a node without a Pod of the Service, and may not lead on; nearly so: it is asked at the Pod's node. */
export const scenario: ClusterScenario = {
  cause: "local-policy-without-endpoint",
  boundary: "service",
  mechanism: "externalTrafficPolicy is Local and the node that is asked has none of the Pods",
  expected: { fault: broken("service", "local-policy-without-endpoint"), "near-miss": healthy },
  async build(ground, draw) {
    const [asked, other] = draw.shuffle(ground.cluster.nodes);
    if (asked === undefined || other === undefined) throw new Error("a cluster has two nodes");
    const { stack, target } = await askNodePort(ground, draw, {
      node: asked,
      pod: { nodeSelector: { "kubernetes.io/hostname": other.name } },
    });
    const localOnly = () =>
      patch(ground, `service/${stack.name}`, { spec: { externalTrafficPolicy: "Local" } });
    return {
      target,
      service: stack.name,
      client: "client",
      vantages: draw.coin() ? ["node1", "node2"] : [],
      proveByHand: asks(target),
      break: async () => {
        await localOnly();
        await untilInVain(ground, { url: target });
      },
      nearMiss: async () => {
        await patch(
          ground,
          `deployment/${stack.name}`,
          { spec: { template: { spec: { nodeSelector: { "kubernetes.io/hostname": asked.name } } } } },
          "strategic",
        );
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        await localOnly();
        await untilServed(ground, { url: target });
      },
    };
  },
};
