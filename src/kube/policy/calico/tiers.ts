import type { PolicyNamed } from "../../../evidence/index.ts";
import { adminOutcomes } from "../admin/tier.ts";
import type { Answer } from "../answer.ts";
import type { Guard } from "../guards.ts";
import { type FlowSeen, networkPolicies } from "../network-policies.ts";
import { amongEquals, inOrder, type Outcome, passOn, type Walked, walk, where } from "../outcome.ts";
import { rawObject } from "../raw.ts";
import type { RuleSeen } from "./entity.ts";
import { setsAt } from "./labelled.ts";
import { type CalicoPolicy, calicoPolicies } from "./policies.ts";
import { actionOf, matchesRule } from "./rule.ts";

/** A tier: policies of one rank. */
interface Tier {
  readonly name: string;
  /** Lower goes first. */
  readonly order: number;
  /** What becomes of what no rule of it decides, where a policy of it selects the Pod. */
  readonly otherwise: "deny" | "next";
}

/** Those that each cluster has. Calico, Tier. Kubernetes' own policies are in them, NetworkPolicies with the order 1000. */
const usual: readonly Tier[] = [
  { name: "adminnetworkpolicy", order: 1_000, otherwise: "next" },
  { name: "default", order: 1_000_000, otherwise: "deny" },
  { name: "baselineadminnetworkpolicy", order: 10_000_000, otherwise: "next" },
];
const NETWORK_POLICY_ORDER = 1_000;

/** The tiers; `null` for one whose order is not known. */
function tierOf({ world }: FlowSeen, name: string): Tier | null {
  const object = world.others["Calico Tier"]?.find(
    (one) => rawObject(rawObject(one)["metadata"])["name"] === name,
  );
  const known = usual.find((one) => one.name === name) ?? null;
  // What these two are called of late: where the policies of administrators stand to others in them is not known.
  if (name === "kube-admin" || name === "kube-baseline") return null;
  if (object === undefined) return known;
  const { order, defaultAction = "Deny" } = rawObject(rawObject(object)["spec"]);
  if (known !== null) return known;
  if (defaultAction !== "Deny" && defaultAction !== "Pass") return null;
  if (order !== undefined && order !== null && typeof order !== "number") return null;
  return {
    name,
    order: order ?? Number.POSITIVE_INFINITY,
    otherwise: defaultAction === "Deny" ? "deny" : "next",
  };
}

/** What Calico's policies come to, with Kubernetes' own among them. What no tier decides is allowed: the profile of each namespace. */
export function calicoOutcomes(flow: FlowSeen): readonly Outcome[] {
  const seen = { ...flow, sets: setsAt(flow.world) };
  const policies = calicoPolicies(seen);
  const guards = networkPolicies(seen);
  const names = [...new Set(policies.map(({ tier }) => tier))];
  const placed = names.flatMap((name) => tierOf(seen, name) ?? []);
  const tiers = [...placed, ...usual.filter(({ name }) => !names.includes(name))].toSorted(
    (a, b) => a.order - b.order || (a.name < b.name ? -1 : 1),
  );
  const lost = policies.filter(({ tier }) => !placed.some(({ name }) => name === tier));
  const decided = tiers.reduceRight<() => readonly Outcome[]>(
    (after, tier) => () =>
      passOn(
        outcomesOf(
          tier,
          policies.filter((one) => one.tier === tier.name),
          guards,
          seen,
        ),
        after,
      ),
    () => [{ does: "next", by: null, why: null }],
  )();
  return [...lost.flatMap(({ tier }) => anything(`the order of the tier ${tier}`)), ...decided];
}

const anything = (why: string): readonly Outcome[] => [
  { does: "allow", by: null, why },
  { does: "deny", by: null, why },
];

function outcomesOf(
  tier: Tier,
  policies: readonly CalicoPolicy[],
  guards: readonly Guard[],
  seen: RuleSeen,
): readonly Outcome[] {
  const isDefault = tier.name === "default";
  const own = walkAll(policies, isDefault ? guards : [], seen);
  const { taken, falls } = withAdministrators(tier, own, seen);
  if (!falls) return taken;
  return [...taken, ...atEnd(tier, [...policies, ...(isDefault ? guards : [])])];
}

/** The policies of administrators are in tiers of their own: beside other policies there, nothing is said of which goes first. */
function withAdministrators({ name }: Tier, own: Walked, seen: FlowSeen): Walked {
  const tier =
    name === "adminnetworkpolicy" ? "Admin" : name === "baselineadminnetworkpolicy" ? "Baseline" : null;
  if (tier === null) return own;
  const outcomes = adminOutcomes(tier, seen);
  const falls = outcomes.some(({ does, by }) => does === "next" && by === null);
  const taken = outcomes.filter(({ does, by }) => does !== "next" || by !== null);
  return amongEquals([own, { taken, falls }], `the order of policies in the tier ${name}`);
}

/** By their order; of equal ones by their names, which tells nothing of two kinds. */
function walkAll(policies: readonly CalicoPolicy[], guards: readonly Guard[], seen: RuleSeen): Walked {
  const orders = [
    ...policies.map(({ order }) => order),
    ...(guards.length > 0 ? [NETWORK_POLICY_ORDER] : []),
  ];
  const sorted = [...new Set(orders)].toSorted((a, b) => a - b);
  return inOrder(
    sorted.map((order) => () => {
      const equals = policies.filter((one) => one.order === order);
      const byKind = [...Map.groupBy(equals, ({ kind }) => kind).values()].map((of) =>
        inOrder(
          of.toSorted((a, b) => (a.policy < b.policy ? -1 : 1)).map((policy) => () => walkOne(policy, seen)),
        ),
      );
      const kubernetes = order === NETWORK_POLICY_ORDER ? [walkGuards(guards)] : [];
      return amongEquals([...byKind, ...kubernetes], `which policy of the order ${order} goes first`);
    }),
  );
}

const walkOne = ({ kind, policy, selects, rules, namespace }: CalicoPolicy, seen: RuleSeen): Walked =>
  walk(
    selects === false
      ? []
      : rules.map((rule, index) => ({
          matches: where(selects, matchesRule(rule, seen, namespace)),
          action: actionOf(rule),
          by: { kind, policy, rule: index + 1 },
        })),
  );

const walkGuards = (guards: readonly Guard[]): Walked =>
  walk(
    guards.flatMap(({ kind, policy, selects, allows }) =>
      allows.map((matches, index) => ({
        matches: where(selects, matches),
        action: "allow" as const,
        by: { kind, policy, rule: index + 1 },
      })),
    ),
  );

/** What no rule of a tier decides is denied, where one of its policies selects the Pod. */
function atEnd(
  { otherwise }: Tier,
  all: readonly (PolicyNamed & { readonly selects: Answer })[],
): readonly Outcome[] {
  const next: Outcome = { does: "next", by: null, why: null };
  if (otherwise === "next") return [next];
  const of = all.filter(({ selects }) => selects === true).map(({ kind, policy }) => ({ kind, policy }));
  if (of.length > 0) return [{ does: "deny", by: null, why: null, of }];
  const may = all.flatMap(({ selects }) => (typeof selects === "boolean" ? [] : [selects.why]));
  return [...may.slice(0, 2).map((why): Outcome => ({ does: "deny", by: null, why })), next];
}

/** Policies that let through nothing but what is allowed, and select the Pod. */
export const calicoIsolating = (seen: FlowSeen): readonly PolicyNamed[] =>
  calicoPolicies(seen)
    .filter(({ tier, selects }) => selects === true && tierOf(seen, tier)?.otherwise === "deny")
    .map(({ kind, policy }) => ({ kind, policy }));
