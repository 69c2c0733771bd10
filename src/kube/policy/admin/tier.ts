import type { PolicyKind } from "../../../evidence/index.ts";
import type { Answer } from "../answer.ts";
import { type FlowSeen, withPorts } from "../network-policies.ts";
import { amongEquals, inOrder, type Outcome, type Ruling, type Walked, walk, where } from "../outcome.ts";
import { isGiven, isObject, rawList, rawNumber, rawObject, rawText } from "../raw.ts";
import { isOnHostNetwork, namespaceLabels, podLabels, whyOfHostNetwork } from "../world.ts";
import { matchesAdminPeers, selectsPods } from "./peers.ts";
import { matchesAdminPorts } from "./ports.ts";

/** Before NetworkPolicies, or after them. */
export type AdminTier = "Admin" | "Baseline";

/**
 * What the policies of a cluster's administrators come to: AdminNetworkPolicy and BaselineAdminNetworkPolicy
 * (policy.networking.k8s.io/v1alpha1), ClusterNetworkPolicy (v1alpha2, v1beta1). Lower priorities go first; of equal ones the API says
 * that any may be applied. What no rule matches is left to what comes after.
 */
export function adminOutcomes(tier: AdminTier, seen: FlowSeen): readonly Outcome[] {
  const first = tier === "Admin" ? "AdminNetworkPolicy" : "BaselineAdminNetworkPolicy";
  const { taken, falls } = amongEquals(
    [ofKind(first, tier, seen), ofKind("ClusterNetworkPolicy", tier, seen)],
    `whether ${first} goes before ClusterNetworkPolicy`,
  );
  const rest: Outcome = { does: "next", by: null, why: null };
  // Cilium enforces none of these kinds, or of late only the last of them.
  if (seen.world.ipBlockSkipsPods && taken.length > 0)
    return [
      ...taken.map((one) => ({ ...one, why: one.why ?? `whether Cilium enforces ${one.by?.kind}` })),
      rest,
    ];
  return falls ? [...taken, rest] : taken;
}

type AdminKind = Extract<
  PolicyKind,
  "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy"
>;

function ofKind(kind: AdminKind, tier: AdminTier, seen: FlowSeen): Walked {
  const policies = (seen.world.others[kind] ?? []).filter((policy) => isOfTier(kind, tier, policy));
  const byPriority = Map.groupBy(policies, (policy) => rawNumber(specOf(policy)["priority"]) ?? 0);
  const ranks = [...byPriority].sort(([a], [b]) => a - b);
  return inOrder(
    ranks.map(
      ([priority, equals]) =>
        () =>
          amongEquals(
            equals.map((policy) => walk(rulingsOf(kind, policy, seen))),
            `which of the policies of ${kind} with priority ${priority} is applied`,
          ),
    ),
  );
}

const specOf = (policy: unknown) => rawObject(rawObject(policy)["spec"]);

const isOfTier = (kind: AdminKind, tier: AdminTier, policy: unknown): boolean =>
  kind !== "ClusterNetworkPolicy" || specOf(policy)["tier"] === tier;

const actions = new Map<unknown, Ruling["action"]>([
  ["Allow", "allow"],
  ["Accept", "allow"],
  ["Deny", "deny"],
  ["Pass", "next"],
]);

/** What its rules for the direction come to for one flow. Those that it does not select it does not touch. */
function rulingsOf(kind: AdminKind, policy: unknown, seen: FlowSeen): readonly Ruling[] {
  const name = rawText(rawObject(rawObject(policy)["metadata"])["name"]);
  const { subject, ingress, egress } = specOf(policy);
  const rules = seen.flow.direction === "ingress" ? ingress : egress;
  if (name === null || !isGiven(rules)) return [];
  const selects = selectsSubject(subject, seen);
  if (selects === false) return [];
  return (Array.isArray(rules) ? rawList(rules) : [rules]).map((rule, index) => ({
    matches: where(selects, matchesRule(rule, seen)),
    action: actions.get(rawObject(rule)["action"]) ?? null,
    by: { kind, policy: name, rule: index + 1 },
  }));
}

/** Whether the policy is for the guarded Pod. One on its node's network is not among its subjects. */
function selectsSubject(subject: unknown, { flow, world }: FlowSeen): Answer {
  const { pod } = flow;
  if (isOnHostNetwork(world, pod) === true) return { why: whyOfHostNetwork(pod) };
  return selectsPods(subject, {
    namespace: namespaceLabels(world, pod.namespace),
    pod: podLabels(world, pod),
  });
}

const UNREADABLE: Answer = { why: "a rule of no known form" };

const known = new Set(["name", "action", "from", "to", "ports", "protocols"]);

function matchesRule(rule: unknown, seen: FlowSeen): Answer {
  if (!isObject(rule) || Object.keys(rule).some((key) => !known.has(key))) return UNREADABLE;
  const { from, to, ports, protocols } = rawObject(rule);
  const peers = matchesAdminPeers(seen.flow.direction === "ingress" ? from : to, seen);
  return withPorts(seen, peers, (packet) => matchesAdminPorts({ ports, protocols }, packet));
}
