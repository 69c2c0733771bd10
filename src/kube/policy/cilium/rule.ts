import { asRange, matchesBlock } from "../address-block.ts";
import { type Answer, agreed, every, some } from "../answer.ts";
import type { FlowSeen } from "../network-policies.ts";
import { isNamed, type PolicyPort } from "../ports.ts";
import { isGiven, isObject, rawList, rawNumber, rawObject, rawText } from "../raw.ts";
import { matchesBy } from "../selector.ts";
import { portOwner } from "../world.ts";
import { type Identity, keyOf, NAMESPACE, NAMESPACE_LABELS } from "./identity.ts";

const UNREADABLE: Answer = { why: "a rule of no known form" };

/** What a rule says of a flow. */
export interface RuleSaid {
  readonly matches: Answer;
  /** What else it asks of what it lets through, above the transport; `null` where nothing. */
  readonly asks: string | null;
}

/** What a rule is asked of. */
export interface RuleSeen {
  readonly seen: FlowSeen;
  /** The other end. */
  readonly peer: Identity;
  /** Of the policy; `null` of one without. */
  readonly namespace: string | null;
}

const known = new Set([
  ...["fromEndpoints", "fromRequires", "fromCIDR", "fromCIDRSet", "fromEntities", "fromGroups", "fromNodes"],
  ...["toEndpoints", "toRequires", "toCIDR", "toCIDRSet", "toEntities", "toGroups", "toNodes", "toServices"],
  ...["toFQDNs", "toPorts", "icmps", "authentication"],
]);

/** Members that name peers: of each a rule has one. */
const members = ["Endpoints", "CIDR", "CIDRSet", "Entities", "Groups", "Nodes", "Services", "FQDNs"] as const;

/**
 * Whether a rule of `ingress`, `egress` or of what they deny matches. Without peers all are meant, without ports too; without both it
 * matches nothing. cilium.io/v2, Layer 3 and 4. A Service's address is translated before.
 */
export function matchesRule(rule: unknown, { seen, peer, namespace }: RuleSeen): RuleSaid {
  const nothing = { asks: null };
  if (!isObject(rule) || Object.keys(rule).some((key) => !known.has(key)))
    return { ...nothing, matches: UNREADABLE };
  const way = seen.flow.direction === "ingress" ? "from" : "to";
  const { toPorts, icmps, authentication } = rule;
  const given = members.filter((member) => isGiven(rule[`${way}${member}`]));
  const hasPorts = isGiven(toPorts) && !(Array.isArray(toPorts) && toPorts.length === 0);
  if (given.length === 0 && !hasPorts) return { ...nothing, matches: false };
  // For ICMP alone.
  if (rawList(icmps).length > 0 && !hasPorts) return { ...nothing, matches: false };
  const ofPeers = given.map((member) =>
    matchesMember(member, rule[`${way}${member}`], { peer, seen, namespace }),
  );
  const ports = hasPorts ? matchesPorts(toPorts, seen) : { ...nothing, matches: true };
  const isOpen = !isGiven(authentication) || rawObject(authentication)["mode"] === "disabled";
  return {
    asks: ports.asks,
    matches: every([
      given.length === 0 || agreed(ofPeers, "which of the peers of a rule are meant"),
      ports.matches,
      isOpen || { why: "authentication" },
    ]),
  };
}

/** Whether a rule asks for more of all others: of `fromRequires` and `toRequires` nothing is evaluated. */
export const hasRequires = (rule: unknown): boolean =>
  [rawObject(rule)["fromRequires"], rawObject(rule)["toRequires"]].some(isGiven);

function matchesMember(
  member: (typeof members)[number],
  value: unknown,
  { peer, seen, namespace }: RuleSeen,
): Answer {
  if (!Array.isArray(value)) return UNREADABLE;
  // Of old that was all peers, of late it is none.
  if (value.length === 0) return { why: "an empty list of peers" };
  const list = rawList(value);
  switch (member) {
    case "Endpoints":
      return some(list.map((selector) => selectsEndpoint(selector, peer, namespace)));
    case "Entities":
      return some(list.map((entity) => isEntity(entity, peer, seen)));
    case "CIDR":
      return some(list.map((range) => holds(range, peer, seen)));
    case "CIDRSet":
      return some(list.map((set) => holdsSet(set, peer, seen)));
    case "FQDNs":
      return outsideOf(peer, "the addresses of toFQDNs");
    case "Groups":
      return outsideOf(peer, "the addresses of groups");
    case "Nodes":
      return peer.is === "pod" || peer.is === "world" ? false : { why: "labels of nodes in Cilium" };
    case "Services":
      return { why: "a rule by services" };
  }
}

/** By names and groups addresses are meant that are no Pod's. */
const outsideOf = ({ is }: Identity, why: string): Answer => (is === "pod" ? false : { why });

/** Keys of a selector. */
const keysOf = (selector: unknown): readonly string[] => {
  const { matchLabels, matchExpressions } = rawObject(selector);
  const named = rawList(matchExpressions).flatMap((one) => rawText(rawObject(one)["key"]) ?? []);
  return [...Object.keys(rawObject(matchLabels)), ...named];
};

/**
 * Whether a selector of endpoints means one. Where it says nothing of namespaces it is for the policy's own, and of a policy without
 * one for Pods of all. Cilium, Kubernetes, Namespaces.
 */
export function selectsEndpoint(selector: unknown, { label }: Identity, namespace: string | null): Answer {
  const keys = keysOf(selector).map(keyOf);
  const selects = matchesBy(selector, label);
  const saysNamespace = keys.some(
    ({ source, key }) =>
      source === "reserved" || key === NAMESPACE || (namespace !== null && key.startsWith(NAMESPACE_LABELS)),
  );
  if (saysNamespace) return selects;
  const own = label(`k8s:${NAMESPACE}`);
  const isThere = own === null || typeof own === "string" ? own !== null : own;
  return every([selects, namespace === null || typeof isThere !== "boolean" ? isThere : own === namespace]);
}

/** Entities. Cilium, Layer 3, Entities based. */
function isEntity(entity: unknown, { is, why, label }: Identity, { address }: FlowSeen): Answer {
  if (entity === "all") return true;
  if (entity === "none") return false;
  if (is === null) return { why };
  switch (entity) {
    case "world":
      return is === "world";
    case "world-ipv4":
    case "world-ipv6":
      return is === "world" && address !== null && address.includes(":") === (entity === "world-ipv6");
    case "cluster":
      return is !== "world";
    case "host":
    case "remote-node":
      return is === entity;
    case "kube-apiserver":
      return is === "pod" ? false : matchesBy({ matchLabels: { "reserved:kube-apiserver": "" } }, label);
    case "init":
    case "health":
      return is === "pod" ? false : { why: `what Cilium takes for ${entity}` };
    default:
      return is === "world" && (entity === "unmanaged" || entity === "ingress")
        ? false
        : { why: `what Cilium takes for ${rawText(entity) ?? "an entity"}` };
  }
}

/** Ranges hold no Pod, and nodes only where Cilium is told so. Cilium, Layer 3, IP/CIDR based. */
function isOfRanges({ is, why }: Identity): Answer {
  if (is === "world") return true;
  if (is === "pod") return false;
  return { why: is === null ? why : "whether ranges hold nodes in Cilium" };
}

function holds(range: unknown, peer: Identity, { address }: FlowSeen): Answer {
  const block = { cidr: asRange(range) };
  return every([isOfRanges(peer), address === null ? { why: peer.why } : matchesBlock(block, address)]);
}

function holdsSet(set: unknown, peer: Identity, { address }: FlowSeen): Answer {
  const { cidr, except, ...rest } = rawObject(set);
  if (Object.keys(rest).length > 0 || !isGiven(cidr))
    return every([isOfRanges(peer), { why: "a group of ranges" }]);
  return every([
    isOfRanges(peer),
    address === null ? { why: peer.why } : matchesBlock({ cidr, except }, address),
  ]);
}

const portMembers = new Set([
  "ports",
  "rules",
  "terminatingTLS",
  "originatingTLS",
  "serverNames",
  "listener",
]);

/** Ports, of which one that asks for nothing above the transport goes before one that does. */
function matchesPorts(toPorts: unknown, { flow, world }: FlowSeen): RuleSaid {
  if (!Array.isArray(toPorts)) return { matches: UNREADABLE, asks: null };
  const packet = { port: flow.port, protocol: flow.protocol, pod: portOwner(world, flow) };
  const all = rawList(toPorts).map((one): RuleSaid => {
    if (!isObject(one) || Object.keys(one).some((key) => !portMembers.has(key)))
      return { matches: UNREADABLE, asks: null };
    const { ports, rules, serverNames, listener } = one;
    const asks = isGiven(rules)
      ? Object.keys(rawObject(rules)).join(", ")
      : isGiven(serverNames ?? listener)
        ? "TLS"
        : "";
    const list = rawList(ports);
    return {
      matches: list.length === 0 ? UNREADABLE : some(list.map((port) => matchesPort(port, packet))),
      asks: asks === "" ? null : asks,
    };
  });
  const plain = some(all.filter(({ asks }) => asks === null).map(({ matches }) => matches));
  const asking = all.filter(({ asks, matches }) => asks !== null && matches !== false);
  if (plain === true || asking.length === 0) return { matches: plain, asks: null };
  return { matches: some([plain, ...asking.map(({ matches }) => matches)]), asks: asking[0]?.asks ?? null };
}

const otherProtocols = new Set(["SCTP", "ICMP", "ICMPV6", "VRRP", "IGMP"]);

/** A port is a text, `0` is all of them; without a protocol it is of any. */
function matchesPort(raw: unknown, packet: PolicyPort): Answer {
  const { port, endPort, protocol, ...rest } = rawObject(raw);
  if (Object.keys(rest).length > 0) return UNREADABLE;
  const name = isGiven(protocol) && protocol !== "" ? String(protocol).toUpperCase() : "ANY";
  if (otherProtocols.has(name)) return false;
  if (!["ANY", "TCP", "UDP"].includes(name)) return UNREADABLE;
  const isOfProtocol = name === "ANY" || name === packet.protocol;
  const text = typeof port === "number" ? String(port) : (rawText(port) ?? "");
  if (!/^\d{1,5}$/.test(text)) return every([isOfProtocol, text === "" ? UNREADABLE : isNamed(text, packet)]);
  const first = Number(text);
  const last = isGiven(endPort) && endPort !== 0 ? rawNumber(endPort) : first;
  if (last === null) return every([isOfProtocol, UNREADABLE]);
  return isOfProtocol && (first === 0 || (first <= packet.port && packet.port <= last));
}
