import type { Clock } from "../../base/index.ts";
import {
  kubectlWith,
  type NetworkPolicyFlow,
  type PolicyNamed,
  policyOfText,
  type Recorder,
  startOf,
} from "../../evidence/index.ts";
import { evaluateFlow } from "./evaluate.ts";
import type { PolicyFlow, PolicyWorld } from "./world.ts";

/** Takes down what the policies say of one direction of one flow. */
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
    command: commandOf(value),
  });
  return value;
}

/** Policies of other kinds that one command names each. */
const MOST_COMMANDS = 3;

/** What shows the policies that decide: the one with the rule that does, else the NetworkPolicies and those of other kinds. */
function commandOf({ pod, allowedBy, deniedBy, isolating }: NetworkPolicyFlow): string {
  const get = (policy: PolicyNamed) => `${kubectlWith("get", policy)} -o yaml`;
  if (deniedBy != null) return get(deniedBy);
  const own = `kubectl -n ${pod.namespace} get networkpolicies -o yaml`;
  if (allowedBy !== null)
    return allowedBy.kind === undefined ? own : get({ kind: "NetworkPolicy", ...allowedBy });
  const others = isolating.map(policyOfText).filter(({ kind }) => kind !== "NetworkPolicy");
  return [own, ...others.slice(0, MOST_COMMANDS).map(get)].join("; ");
}
