import { matchesBlock } from "./address-block.ts";
import { type Answer, every, some } from "./answer.ts";
import { isGiven, rawList, rawObject } from "./raw.ts";
import { matchesSelector } from "./selector.ts";
import { isOnHostNetwork, namespaceLabels, type PolicyFlow, type PolicyWorld, podLabels } from "./world.ts";

/** What a peer of a rule is matched against. */
export interface PeerSeen {
  readonly flow: PolicyFlow;
  readonly world: PolicyWorld;
  /** Of the policy: where a Pod selector alone looks. */
  readonly namespace: string;
  /** The address that is seen: the peer's own, or one that it is changed to; `null` where it is not known. */
  readonly address: string | null;
}

const UNREADABLE: Answer = { why: "a peer of no known form" };

/** Whether `from` or `to` of a rule matches: none given are all. Kubernetes API, NetworkPolicyPeer. */
export function matchesPeers(peers: unknown, seen: PeerSeen): Answer {
  if (!isGiven(peers)) return true;
  if (!Array.isArray(peers)) return UNREADABLE;
  return peers.length === 0 || some(rawList(peers).map((peer) => matchesPeer(peer, seen)));
}

function matchesPeer(raw: unknown, seen: PeerSeen): Answer {
  const { ipBlock, podSelector, namespaceSelector } = rawObject(raw);
  if (isGiven(ipBlock)) {
    return isGiven(podSelector) || isGiven(namespaceSelector) ? UNREADABLE : blockHolds(ipBlock, seen);
  }
  if (!isGiven(podSelector) && !isGiven(namespaceSelector)) return UNREADABLE;
  const { flow, world, namespace } = seen;
  const { pod } = flow.peer;
  if (pod === null) return flow.peer.mayBePod === true ? { why: "who asks" } : false;
  const isOfNamespace = isGiven(namespaceSelector)
    ? matchesSelector(namespaceSelector, namespaceLabels(world, pod.namespace))
    : pod.namespace === namespace;
  const isSelected = isGiven(podSelector) ? matchesSelector(podSelector, podLabels(world, pod)) : true;
  const matches = every([isOfNamespace, isSelected]);
  // Most networks cannot tell such a Pod from its node: whether selectors match it is left open. Kubernetes, Network Policies.
  if (matches !== false && isOnHostNetwork(world, pod) === true)
    return { why: `how ${pod.namespace}/${pod.name}, on its node's network, is matched` };
  return matches;
}

function blockHolds(block: unknown, { flow, world, address }: PeerSeen): Answer {
  if (address === null) return holdsAll(block) || { why: "the source that the Pod sees" };
  const holds = matchesBlock(block, address);
  const { pod } = flow.peer;
  if (holds === true && pod !== null && world.ipBlockSkipsPods && isOnHostNetwork(world, pod) !== true)
    return { why: "whether an ipBlock matches a Pod here" };
  if (holds !== false || flow.direction === "ingress" || flow.service === undefined) return holds;
  // Whether a Service's address is judged before or after it is translated is left open. Kubernetes, Network Policies.
  const before = matchesBlock(block, flow.service.address);
  return before === false
    ? false
    : { why: "whether an ipBlock is matched before the Service's address is translated" };
}

/** Whether a range leaves out no address. */
function holdsAll(block: unknown): boolean {
  const { cidr, except } = rawObject(block);
  return cidr === "0.0.0.0/0" && rawList(except).length === 0;
}
