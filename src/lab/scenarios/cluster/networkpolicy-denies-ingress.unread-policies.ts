import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, type Expectation, undecided } from "../../scenario.ts";
import { changePods, recreated, untilInVain, untilPodsShow } from "./change.ts";
import { kubeconfigWithout } from "./fewer-rights.ts";
import { matching, policy } from "./policy-case.ts";
import { buildStack } from "./stack.ts";
import { addClientPod, asks, onNode, untilItShows } from "./starts.ts";

const denied: Expectation = undecided(
  broken("cni", "networkpolicy-denies-ingress"),
  "who may not read policies sees packets that nobody answers, and no rule that drops them",
);

/** A policy drops the request and may not be read; nearly so: with the same account, nobody listens in the Pods. */
export const scenario: ClusterScenario = {
  cause: "networkpolicy-denies-ingress",
  boundary: "cni",
  mechanism: "a policy selects the Pods and has no rule; the account may not read networkpolicies",
  expected: { fault: denied, "near-miss": broken("app", "not-listening") },
  async build(ground, draw) {
    const kubeconfig = await kubeconfigWithout(ground, ["networkpolicies"]);
    const [near, far] = draw.shuffle(ground.cluster.nodes);
    if (near === undefined || far === undefined) throw new Error("a cluster has two nodes");
    const pod = draw.pick([true, true, false]) ? await addClientPod(ground, draw, { node: near.name }) : null;
    // What a node sends to its own Pods no policy drops: the Pods are on the other.
    const stack = await buildStack(ground, draw, {
      ...recreated,
      container: { readinessProbe: undefined },
      pod: onNode(far.name),
    });
    await pod?.ready();
    const start = pod?.start ?? "client";
    const proof = (pod?.asks ?? asks)(stack.url);
    return {
      target: stack.target,
      client: start,
      kubeconfig,
      vantages: draw.coin() ? [near.name, far.name] : [],
      proveByHand: proof,
      break: async () => {
        await ground.apply(
          policy(draw, {
            podSelector: draw.coin() ? {} : matching(stack.labels),
            policyTypes: ["Ingress"],
          }),
        );
        await untilItShows(ground, start, proof);
      },
      nearMiss: async () => {
        await changePods(ground, stack, { args: ["-bind", draw.pick(["127.0.0.1", "localhost"])] });
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        await untilPodsShow(ground, stack, ".items[*].status.phase", /^Running( Running)*$/m);
        await untilInVain(ground, stack);
      },
    };
  },
};
