import {
  type Evidence,
  kubectlWith,
  type NetworkPolicyFlow,
  policyOfText,
  policyResources,
  policyText,
} from "../../../evidence/index.ts";
import { named } from "./cluster.ts";

/** What is said of policies, by slot. */
type Slots = Readonly<Record<string, string>>;

/** Policies of which each is named in a command. More of them, and the commands name none. */
const MOST_COMMANDS = 3;

/** The words for what the policies say of a flow: who they are, why they deny it, how to see and how to change them. */
export function policySlots({ value }: Evidence<"network-policy">): Slots {
  const { pod, peer, protocol, port, of } = value;
  return {
    place: named(pod),
    guardedPod: named(pod),
    guardedNamespace: pod.namespace,
    policyPeer: peer.pod === null ? peer.address : named(peer.pod),
    policyPort: `${protocol} ${port}`,
    denyingOf: of === "dns" ? "the question to the cluster's DNS" : "the request",
    ...(value.deniedBy == null ? ofDefault(value) : ofRule(value.deniedBy, value)),
  };
}

/** A rule denies it by name. */
function ofRule(rule: NonNullable<NetworkPolicyFlow["deniedBy"]>, { direction }: NetworkPolicyFlow): Slots {
  const name = policyText(rule);
  const section = rule.kind.startsWith("Cilium") ? `${direction}Deny` : direction;
  return {
    policiesDo: `${name} does not`,
    policyWhy: `its ${section} rule ${rule.rule} denies it`,
    seePolicies: `${kubectlWith("get", rule)} -o yaml`,
    changePolicies: `Leave this flow out of ${section} rule ${rule.rule}: ${kubectlWith("edit", rule)}`,
  };
}

/** No rule allows it, and some policy lets through nothing else. */
function ofDefault({ isolating, pod, direction }: NetworkPolicyFlow): Slots {
  const policies = isolating.map(policyOfText);
  const others = policies.filter(({ kind }) => kind !== "NetworkPolicy");
  const names = isolating.join(", ") || "a default";
  const common = { policyWhy: "no rule of theirs allows it" };
  const [first] = policies;
  if (others.length === 0 || first === undefined)
    return {
      ...common,
      policiesDo: `NetworkPolicies (${names}) do not`,
      seePolicies: `kubectl -n ${pod.namespace} describe networkpolicy`,
      changePolicies: `Add a rule that allows it: kubectl -n ${pod.namespace} edit networkpolicy (spec.${direction}: ${
        direction === "ingress" ? "from" : "to"
      }, ports)`,
    };
  const one = others[0] ?? first;
  return {
    ...common,
    policiesDo: policies.length === 1 ? `${names} does not` : `Policies (${names}) do not`,
    seePolicies: policies
      .slice(0, MOST_COMMANDS)
      .map((policy) => `${kubectlWith("get", policy)} -o yaml`)
      .join("; "),
    changePolicies: `Add a rule that allows it (${direction}): ${kubectlWith("edit", one)}`,
    ...(policies.length === 1 ? { policyWhy: "no rule of it allows it" } : {}),
  };
}

/** The words for what an administrators' policy allows and NetworkPolicies do not; `null` where that is not so. */
export function doubtedSlots(flow: Evidence<"network-policy">): Slots | null {
  const { allowedBy, isolating, verdict } = flow.value;
  const own = isolating.filter((text) => policyOfText(text).kind === "NetworkPolicy");
  if (verdict !== "allowed" || allowedBy?.kind === undefined || own.length === 0) return null;
  const { kind } = allowedBy;
  if (!policyResources[kind].endsWith(".policy.networking.k8s.io")) return null;
  const name = policyText({ ...allowedBy, kind });
  return {
    ...policySlots({ ...flow, value: { ...flow.value, isolating: own } }),
    policyWhy: `no rule of theirs allows it, and whether ${name} is enforced, which does, is the network plugin's`,
    policyDoubt: `${name} allows what NetworkPolicies (${own.join(", ")}) may not, and nothing tells whether the network plugin enforces it`,
  };
}

/** The words for policies that nobody could read. */
export const unreadPolicySlots = (namespace: string): Slots => ({
  policyDoubt: "what the NetworkPolicies say of the request could not be read",
  policiesDo: "NetworkPolicies (that are not in view) do not",
  policyWhy: "what they say was not read",
  seePolicies: `kubectl -n ${namespace} describe networkpolicy`,
  changePolicies: `Read them, and add a rule that allows it: kubectl -n ${namespace} edit networkpolicy`,
});
