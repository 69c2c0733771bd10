import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks } from "./asking.ts";
import { patch, untilInVain } from "./change.ts";
import { drawEntrance } from "./node-datapath.ts";
import { buildStack, deploymentOf } from "./stack.ts";

/** Requests may not leave the client's node, and no Pod of the Service is on it; nearly so: one is. */
export const scenario: ClusterScenario = {
  cause: "local-policy-without-endpoint",
  boundary: "service",
  mechanism: "internalTrafficPolicy is Local and all Pods are on the other node",
  expected: { fault: broken("service", "local-policy-without-endpoint"), "near-miss": healthy },
  async build(ground, draw) {
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    const on = ({ name }: { readonly name: string }) => ({
      pod: { nodeSelector: { "kubernetes.io/hostname": name } },
    });
    const stack = await buildStack(ground, draw, { ...on(other), replicas: draw.integer(1, 2) });
    const localOnly = () =>
      patch(ground, `service/${stack.name}`, { spec: { internalTrafficPolicy: "Local" } });
    return {
      target: stack.target,
      client,
      vantages: draw.coin() ? vantages : [],
      proveByHand: asks(stack.url),
      break: async () => {
        await localOnly();
        await untilInVain(ground, stack, place);
      },
      nearMiss: async () => {
        const near = { ...stack, name: draw.label(), replicas: 1 };
        await ground.apply(deploymentOf(near, on(node)));
        await ground.kubectl("rollout", "status", `deployment/${near.name}`, "--timeout=60s");
        await localOnly();
        const answer = new RegExp(`^${near.name}-`);
        await ground.until(place, ["curl", "-s", "-m", "2", stack.url], answer);
      },
    };
  },
};
