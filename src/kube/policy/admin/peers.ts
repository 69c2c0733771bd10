import { matchesBlock, rangeHolds } from "../address-block.ts";
import { type Answer, every, some } from "../answer.ts";
import type { FlowSeen } from "../network-policies.ts";
import { isGiven, isObject, rawList, rawObject, rawText } from "../raw.ts";
import { type Labels, labelsOf, matchesSelector } from "../selector.ts";
import { hasAddress, isOnHostNetwork, namespaceLabels, podLabels } from "../world.ts";

const UNREADABLE: Answer = { why: "a peer of no known form" };

/** A Pod by its labels and those of its namespace. */
interface PodSeen {
  readonly namespace: Labels;
  readonly pod: Labels;
}

/** Whether `namespaces` or `pods` of a subject or of a peer select a Pod: exactly one of them is given. */
export function selectsPods(selector: unknown, seen: PodSeen): Answer {
  const { namespaces, pods, ...rest } = rawObject(selector);
  if (isGiven(namespaces) === isGiven(pods) || Object.keys(rest).length > 0) return UNREADABLE;
  if (isGiven(namespaces)) return selectsNamespace(namespaces, seen.namespace);
  if (!isObject(pods)) return UNREADABLE;
  const { namespaceSelector, namespaces: older, podSelector, ...more } = rawObject(pods);
  if (Object.keys(more).length > 0 || (isGiven(namespaceSelector) && isGiven(older))) return UNREADABLE;
  return every([
    selectsNamespace(namespaceSelector ?? older, seen.namespace),
    matchesSelector(podSelector, seen.pod),
  ]);
}

/** A selector; of the first versions of the API an object that holds one. */
function selectsNamespace(selector: unknown, labels: Labels): Answer {
  if (!isObject(selector)) return UNREADABLE;
  const { namespaceSelector, ...rest } = rawObject(selector);
  if (!isGiven(namespaceSelector)) return matchesSelector(selector, labels);
  return Object.keys(rest).length > 0 ? UNREADABLE : matchesSelector(namespaceSelector, labels);
}

/** Whether one peer of a rule matches. Of each exactly one member is given. */
export function matchesAdminPeers(peers: unknown, seen: FlowSeen): Answer {
  if (!Array.isArray(peers) || peers.length === 0) return UNREADABLE;
  return some(rawList(peers).map((peer) => matchesPeer(peer, seen)));
}

function matchesPeer(raw: unknown, seen: FlowSeen): Answer {
  const [[member, value] = [], ...more] = Object.entries(rawObject(raw)).filter(([, one]) => isGiven(one));
  if (more.length > 0) return UNREADABLE;
  const isEgress = seen.flow.direction === "egress";
  switch (member) {
    case "namespaces":
    case "pods":
      return matchesPod(raw, seen);
    case "nodes":
      return isEgress ? matchesNodes(value, seen) : UNREADABLE;
    case "networks":
      return isEgress && Array.isArray(value)
        ? some(rawList(value).map((range) => holds(range, seen)))
        : UNREADABLE;
    case "domainNames":
      return isEgress ? { why: "the addresses of domainNames" } : UNREADABLE;
    default:
      return UNREADABLE;
  }
}

/** Pods on their node's network are no such peers. policy.networking.k8s.io, NamespacedPod. */
function matchesPod(peer: unknown, { flow, world }: FlowSeen): Answer {
  const { pod, mayBePod } = flow.peer;
  if (pod === null) return mayBePod === true ? { why: "who asks" } : false;
  if (isOnHostNetwork(world, pod) === true) return false;
  return selectsPods(peer, {
    namespace: namespaceLabels(world, pod.namespace),
    pod: podLabels(world, pod),
  });
}

/** Nodes are known by the addresses that their status has. */
function matchesNodes(selector: unknown, { flow, world, address }: FlowSeen): Answer {
  const { pod } = flow.peer;
  if (pod !== null && isOnHostNetwork(world, pod) === false) return false;
  const nodes = world.others.Node;
  if (nodes === undefined || address === null) return { why: "the addresses of nodes" };
  const holders = nodes.filter((node) => hasAddress(node, address));
  return some(holders.map((node) => matchesSelector(selector, labelsOf(node))));
}

/** What is inside of the cluster is matched as well. Whether before a Service's address is translated is left open. */
function holds(range: unknown, { flow, address }: FlowSeen): Answer {
  const cidr = rawText(range) ?? "";
  if (address === null) return { why: "the address that is seen" };
  const isHeld = matchesBlock({ cidr }, address);
  if (isHeld !== false || flow.service === undefined) return isHeld;
  return rangeHolds(cidr, flow.service.address) === false
    ? false
    : { why: "whether networks are matched before the Service's address is translated" };
}
