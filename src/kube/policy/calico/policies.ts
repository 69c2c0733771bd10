import type { PolicyKind } from "../../../evidence/index.ts";
import { type Answer, every } from "../answer.ts";
import type { FlowSeen } from "../network-policies.ts";
import { isGiven, isObject, rawList, rawObject, rawText } from "../raw.ts";
import { isOnHostNetwork, type PolicyWorld } from "../world.ts";
import { prefixed } from "./entity.ts";
import { labelledPod, OF_ACCOUNT, OF_NAMESPACE } from "./labelled.ts";
import { parseSelector } from "./selector.ts";

/** One policy of Calico, as far as one direction of one Pod goes. */
export interface CalicoPolicy {
  readonly kind: Extract<PolicyKind, "Calico NetworkPolicy" | "Calico GlobalNetworkPolicy">;
  /** `namespace/name`, or the name of a global one. */
  readonly policy: string;
  /** `null` of a global one. */
  readonly namespace: string | null;
  readonly tier: string;
  /** Without one it goes last. */
  readonly order: number;
  readonly selects: Answer;
  /** For the direction, in order. */
  readonly rules: readonly unknown[];
}

/** Whether Calico's policies are to be asked. */
export const hasCalico = ({ others }: PolicyWorld): boolean =>
  (others["Calico NetworkPolicy"] ?? []).length + (others["Calico GlobalNetworkPolicy"] ?? []).length > 0;

/** The policies that are for the direction, and may be for the guarded Pod. projectcalico.org/v3, NetworkPolicy, GlobalNetworkPolicy. */
export const calicoPolicies = (seen: FlowSeen): readonly CalicoPolicy[] =>
  (["Calico NetworkPolicy", "Calico GlobalNetworkPolicy"] as const).flatMap((kind) =>
    (seen.world.others[kind] ?? []).flatMap((object) => policyOf(kind, object, seen) ?? []),
  );

function policyOf(kind: CalicoPolicy["kind"], object: unknown, seen: FlowSeen): CalicoPolicy | null {
  const { metadata, spec } = rawObject(object);
  const { name, namespace } = rawObject(metadata);
  const [called, place] = [rawText(name), rawText(namespace)];
  const isGlobal = kind === "Calico GlobalNetworkPolicy";
  if (called === null || !isObject(spec)) return null;
  if (!isGlobal && place !== seen.flow.pod.namespace) return null;
  const { tier, order, types, ingress, egress } = rawObject(spec);
  if (!isFor(seen, types, { ingress, egress })) return null;
  const rules = seen.flow.direction === "ingress" ? ingress : egress;
  const isOrdered = !isGiven(order) || typeof order === "number";
  const selects = selectsPod(spec, isGlobal, seen);
  if (selects === false) return null;
  return {
    kind,
    policy: isGlobal ? called : `${place}/${called}`,
    namespace: isGlobal ? null : place,
    tier: rawText(tier) ?? "default",
    order: typeof order === "number" ? order : Number.POSITIVE_INFINITY,
    selects: isOrdered ? selects : every([selects, { why: `the order of ${called}` }]),
    rules: isGiven(rules) && !Array.isArray(rules) ? [rules] : rawList(rules),
  };
}

/** `types` left out: those of which there are rules, and Ingress where there are none. */
function isFor(
  { flow }: FlowSeen,
  types: unknown,
  { ingress, egress }: { readonly ingress: unknown; readonly egress: unknown },
): boolean {
  const given = rawList(types);
  if (given.length > 0) return given.includes(flow.direction === "ingress" ? "Ingress" : "Egress");
  const [into, out] = [rawList(ingress).length > 0, rawList(egress).length > 0];
  return flow.direction === "egress" ? out : into || !out;
}

const UNREADABLE: Answer = { why: "a selector of no known form" };

function selectsPod(spec: unknown, isGlobal: boolean, seen: FlowSeen): Answer {
  const { selector, namespaceSelector, serviceAccountSelector, ...rest } = rawObject(spec);
  const { world, flow } = seen;
  const isOfHosts = [rest["doNotTrack"], rest["preDNAT"], rest["applyOnForward"]].some((one) => one === true);
  const hasHosts = world.others["Calico HostEndpoint"]?.length !== 0;
  // Those before tracking and before translation are for hosts alone, and where there is none, for nothing.
  if (!hasHosts && (rest["doNotTrack"] === true || rest["preDNAT"] === true)) return false;
  if (isOnHostNetwork(world, flow.pod) === true)
    return hasHosts && isGlobal ? { why: "policies of HostEndpoints" } : false;
  const pod = labelledPod(world, flow.pod);
  const text = (one: unknown) => (isGiven(one) ? rawText(one) : "");
  const [own, space, account] = [text(selector), text(namespaceSelector), text(serviceAccountSelector)];
  if (own === null || space === null || account === null) return UNREADABLE;
  const selects = every([
    (parseSelector(own) ?? (() => UNREADABLE))(pod),
    space === "" ? true : prefixed(space, OF_NAMESPACE)(pod),
    account === "" ? true : prefixed(account, OF_ACCOUNT)(pod),
  ]);
  return isOfHosts && hasHosts ? every([selects, { why: "policies of HostEndpoints" }]) : selects;
}
