import type { PolicyKind } from "../../../evidence/index.ts";
import { type Answer, every } from "../answer.ts";
import type { Guard } from "../guards.ts";
import type { FlowSeen } from "../network-policies.ts";
import { isGiven, isObject, rawList, rawObject, rawText } from "../raw.ts";
import { isOnHostNetwork, type PolicyWorld } from "../world.ts";
import { type Identity, identityOfPeer, identityOfPod } from "./identity.ts";
import { hasRequires, matchesRule, type RuleSaid, type RuleSeen, selectsEndpoint } from "./rule.ts";

type CiliumKind = Extract<PolicyKind, "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy">;
const kinds: readonly CiliumKind[] = ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"];

/** Whether Cilium's policies are to be asked. */
export const hasCilium = ({ others }: PolicyWorld): boolean =>
  kinds.some((kind) => (others[kind] ?? []).length > 0);

/**
 * Cilium's policies as they stand to a flow: they are joined with NetworkPolicies, and what one of them denies none allows. The rules of
 * `spec` and of each of `specs` are counted on. cilium.io/v2, CiliumNetworkPolicy.
 */
export function ciliumGuards(seen: FlowSeen): readonly Guard[] {
  if (!hasCilium(seen.world)) return [];
  const ends = { seen, peer: identityOfPeer(seen), own: identityOfPod(seen.world, seen.flow.pod) };
  const all = kinds.flatMap((kind) =>
    (seen.world.others[kind] ?? []).flatMap((object) => guardsOf(kind, object, ends)),
  );
  // What these ask for is asked of all other rules as well.
  const requires = all.some(({ guard, hasRequires: has }) => has && guard.selects !== false);
  return all.map(({ guard }) =>
    requires
      ? {
          ...guard,
          allows: guard.allows.map((one) => (one === false ? one : { why: "fromRequires, toRequires" })),
        }
      : guard,
  );
}

/** A flow, with what Cilium takes its ends for. */
interface EndsSeen extends Omit<RuleSeen, "namespace"> {
  /** The guarded Pod. */
  readonly own: Identity;
}

interface GuardRead {
  readonly guard: Guard;
  readonly hasRequires: boolean;
}

function guardsOf(kind: CiliumKind, object: unknown, ends: EndsSeen): readonly GuardRead[] {
  const { metadata, spec, specs } = rawObject(object);
  const { name, namespace } = rawObject(metadata);
  const [called, place] = [rawText(name), rawText(namespace)];
  const isGlobal = kind === "CiliumClusterwideNetworkPolicy";
  if (called === null || (!isGlobal && place !== ends.seen.flow.pod.namespace)) return [];
  const policy = { kind, policy: isGlobal ? called : `${place}/${called}` };
  const own = [...(isGiven(spec) ? [spec] : []), ...rawList(specs)].filter(isObject);
  const counted = { allows: 0, denies: 0 };
  return own.map((one) => {
    const read = guardOf(one, ends, isGlobal ? null : place);
    const before = { ...counted };
    counted.allows += read.allows.length;
    counted.denies += read.denies.length;
    const on = <T>(count: number, fill: T): readonly T[] => new Array<T>(count).fill(fill);
    return {
      hasRequires: read.hasRequires,
      guard: {
        ...policy,
        selects: read.selects,
        isolates: read.isolates,
        allows: [...on<Answer>(before.allows, false), ...read.allows.map(({ matches }) => matches)],
        denies: [...on<Answer>(before.denies, false), ...read.denies.map(({ matches }) => matches)],
        asks: [...on<string | null>(before.allows, null), ...read.allows.map(({ asks }) => asks)],
      },
    };
  });
}

const known = new Set([
  ...["endpointSelector", "nodeSelector", "ingress", "ingressDeny", "egress", "egressDeny"],
  ...["enableDefaultDeny", "labels", "description", "log"],
]);

interface SpecRead {
  readonly selects: Answer;
  readonly isolates: Answer;
  readonly allows: readonly RuleSaid[];
  readonly denies: readonly RuleSaid[];
  readonly hasRequires: boolean;
}

function guardOf(spec: unknown, ends: EndsSeen, namespace: string | null): SpecRead {
  const { direction } = ends.seen.flow;
  const own = rawObject(spec);
  const lists = [own[direction], own[`${direction}Deny`]].map((list) =>
    isGiven(list) && !Array.isArray(list) ? [list] : rawList(list),
  );
  const [allows = [], denies = []] = lists;
  const isKnown = Object.keys(own).every((key) => known.has(key));
  const selects = selectsPod(own, ends, namespace);
  const judge = (rule: unknown) =>
    selects === false ? { matches: false, asks: null } : matchesRule(rule, { ...ends, namespace });
  return {
    selects: isKnown ? selects : every([selects, { why: "a policy of Cilium of no known form" }]),
    isolates: isolates(own["enableDefaultDeny"], direction, allows.length + denies.length > 0),
    allows: allows.map(judge),
    denies: denies.map(judge),
    hasRequires: [...allows, ...denies].some(hasRequires),
  };
}

/** A Pod that a rule of a direction is for is isolated in that direction, unless the policy says otherwise. */
function isolates(enabled: unknown, direction: string, hasRules: boolean): Answer {
  const own = rawObject(enabled)[direction];
  if (isGiven(enabled) && !isObject(enabled)) return { why: "enableDefaultDeny" };
  if (!isGiven(own)) return hasRules;
  return typeof own === "boolean" ? own : { why: "enableDefaultDeny" };
}

/** Pods on their node's network are no endpoints: what is for nodes is for them. */
function selectsPod(
  { endpointSelector, nodeSelector }: Readonly<Record<string, unknown>>,
  { seen, own: pod }: EndsSeen,
  namespace: string | null,
): Answer {
  const isHost = isOnHostNetwork(seen.world, seen.flow.pod) === true;
  if (isGiven(nodeSelector)) return isHost ? { why: "policies of nodes" } : false;
  if (isHost) return false;
  if (!isGiven(endpointSelector)) return { why: "a policy of Cilium without a selector" };
  const own = selectsEndpoint(endpointSelector, pod, null);
  // In a policy of a namespace, Cilium puts that namespace in the place of any other.
  const saysOther =
    own === false &&
    namespace !== null &&
    JSON.stringify(endpointSelector).includes("io.kubernetes.pod.namespace");
  return saysOther ? { why: "a namespace in an endpointSelector" } : own;
}
