import type { Clock } from "../../base/index.ts";
import { type NetworkPolicyFlow, type Recorder, startOf } from "../../evidence/index.ts";
import { evaluateFlow } from "./evaluate.ts";
import type { PolicyFlow, PolicyWorld } from "./world.ts";

/** Takes down what the NetworkPolicies say of one direction of one flow. */
export function recordPolicyFlow(
  flow: PolicyFlow,
  world: PolicyWorld,
  { recorder, clock }: { readonly recorder: Recorder; readonly clock: Clock },
): NetworkPolicyFlow {
  const { observedAt, ticks } = startOf(clock);
  const value = evaluateFlow(flow, world);
  recorder.record("network-policy", value, {
    boundary: "cni",
    by: "observed",
    purpose: "context",
    observedAt,
    took: clock.ticks() - ticks,
    command: `kubectl -n ${flow.pod.namespace} get networkpolicies -o yaml`,
  });
  return value;
}
