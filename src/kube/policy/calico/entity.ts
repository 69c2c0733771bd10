import type { KubeName } from "../../../evidence/index.ts";
import { type Answer, every, not, some } from "../answer.ts";
import type { FlowSeen } from "../network-policies.ts";
import { isNamed, type PolicyPort } from "../ports.ts";
import { isGiven, isObject, rawList, rawObject, rawText } from "../raw.ts";
import { isOnHostNetwork } from "../world.ts";
import { labelledPod, netHolds, OF_ACCOUNT, OF_NAMESPACE, type SetsAt } from "./labelled.ts";
import { type Labelled, parseSelector, type Selector } from "./selector.ts";

/** One end of a flow. */
export interface End {
  /** `null` where it is no Pod, or one on its node's network. */
  readonly pod: KubeName | null;
  /** `null` where it is not known. */
  readonly address: string | null;
  /** Why it is not known whether it is a Pod; `null` where it is. */
  readonly why: string | null;
  /** The port at this end; `null` for the one that the client was given. */
  readonly port: PolicyPort | null;
}

/** The end of a flow that is a Pod, or whatever else has the address. */
export function endOf(
  { flow, world }: FlowSeen,
  of: { readonly pod: KubeName | null; readonly address: string | null; readonly port: PolicyPort | null },
): End {
  const isHost = of.pod !== null && isOnHostNetwork(world, of.pod) === true;
  const isOpen = of.pod === null && flow.peer.mayBePod === true;
  return { ...of, pod: isHost ? null : of.pod, why: isOpen ? "who asks" : null };
}

/** A flow, with the sets of networks and the hosts that have an address. */
export interface RuleSeen extends FlowSeen {
  readonly sets: SetsAt;
}

const UNREADABLE: Answer = { why: "a rule of no known form" };

const known = new Set([
  ...["selector", "notSelector", "namespaceSelector", "serviceAccounts", "services"],
  ...["nets", "notNets", "ports", "notPorts"],
]);

/** Whether `source` or `destination` of a rule matches an end. projectcalico.org/v3, EntityRule. `namespace`: of a policy that has one. */
export function matchesEntity(entity: unknown, end: End, seen: RuleSeen, namespace: string | null): Answer {
  if (!isGiven(entity)) return true;
  if (!isObject(entity) || Object.keys(entity).some((key) => !known.has(key))) return UNREADABLE;
  const { selector, notSelector, namespaceSelector, serviceAccounts, services } = rawObject(entity);
  const { nets, notNets, ports, notPorts } = rawObject(entity);
  const parts = [selector, notSelector, namespaceSelector, serviceAccounts].filter(
    (one) => isGiven(one) && one !== "",
  );
  // As soon as one of these is there, the rule is for the policy's own namespace alone, where it has one and names no other.
  const place = isText(namespaceSelector)
    ? prefixed(namespaceSelector, OF_NAMESPACE)
    : parts.length > 0 && namespace !== null
      ? isOf(namespace)
      : null;
  const selects = [
    place,
    isText(selector) ? parse(selector) : null,
    isGiven(serviceAccounts) ? accounts(serviceAccounts) : null,
  ].filter((one) => one !== null);
  if ([selector, notSelector, namespaceSelector].some((one) => isGiven(one) && rawText(one) === null))
    return UNREADABLE;
  return every([
    selects.length === 0 || isMeant((labelled) => every(selects.map((one) => one(labelled))), end, seen),
    isText(notSelector) ? not(isMeant(parse(notSelector), end, seen)) : true,
    isGiven(nets) ? heldBy(nets, end) : true,
    isGiven(notNets) ? not(heldBy(notNets, end)) : true,
    isGiven(ports) ? atPorts(ports, end) : true,
    isGiven(notPorts) ? not(atPorts(notPorts, end)) : true,
    isGiven(services) ? { why: "a rule by services" } : true,
  ]);
}

const isOf =
  (namespace: string): Selector =>
  ({ label }) =>
    label("projectcalico.org/namespace") === namespace;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const parse = (text: string): Selector =>
  parseSelector(text) ?? (() => ({ why: "a selector of no known form" }));

/** A selector of namespaces or of service accounts, whose labels an endpoint has with a prefix. */
export function prefixed(text: string, prefix: string): Selector {
  const selects = parse(text);
  return ({ label, isNamespaced }) =>
    selects({
      label: (key) => label(prefix + key),
      isNamespaced,
      byNamespace: prefix === OF_NAMESPACE,
    });
}

/** Service accounts by their names and by a selector of their labels: both hold. */
function accounts(raw: unknown): Selector {
  const { names, selector, ...rest } = rawObject(raw);
  if (!isObject(raw) || Object.keys(rest).length > 0) return () => UNREADABLE;
  const bySelector = isText(selector) ? prefixed(selector, OF_ACCOUNT) : null;
  const list = rawList(names);
  return (labelled: Labelled) => {
    const name = labelled.label("projectcalico.org/serviceaccount");
    const isNamed: Answer =
      list.length === 0 || (name !== null && typeof name !== "string" ? name : list.includes(name));
    return every([isNamed, bySelector === null ? true : bySelector(labelled)]);
  };
}

/** Whether a selector means an end: its Pod, or a set of networks or a host that has its address. */
function isMeant(selects: Selector, { pod, address, why }: End, { world, sets }: RuleSeen): Answer {
  const all = sets(address);
  const ofSets: readonly Answer[] =
    "why" in all
      ? [all]
      : all.map((set) =>
          every([selects(set), address === null ? { why: "the address that is seen" } : set.holds(address)]),
        );
  return some([why === null ? false : { why }, pod !== null && selects(labelledPod(world, pod)), ...ofSets]);
}

function heldBy(ranges: unknown, { address }: End): Answer {
  if (!Array.isArray(ranges)) return UNREADABLE;
  if (address === null) return ranges.includes("0.0.0.0/0") || { why: "the address that is seen" };
  const held = rawList(ranges).map((range) => netHolds(range, address));
  return held.includes(true) || (held.includes(null) ? UNREADABLE : false);
}

/** Ports are numbers, ranges as `1000:2000`, and names. */
function atPorts(ports: unknown, { port }: End): Answer {
  if (!Array.isArray(ports)) return UNREADABLE;
  if (port === null) return { why: "a rule by the client's port" };
  return some(rawList(ports).map((one) => atPort(String(one), port)));
}

function atPort(text: string, packet: PolicyPort): Answer {
  const [, first, last = first] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (first !== undefined) return Number(first) <= packet.port && packet.port <= Number(last);
  if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(text)) return UNREADABLE;
  return packet.pod === null ? { why: "a port by its name where no Pod is" } : isNamed(text, packet);
}
