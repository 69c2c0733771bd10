import { rangeHolds } from "../address-block.ts";
import type { FlowSeen } from "../network-policies.ts";
import { rawList, rawObject, rawText } from "../raw.ts";
import type { LabelOf } from "../selector.ts";
import {
  hasAddress,
  isOnHostNetwork,
  namespaceLabels,
  ownNodeAddresses,
  type PolicyWorld,
  podLabels,
  podOf,
} from "../world.ts";

/** What Cilium takes an end for: a Pod, the Pod's own node, another one, or what is outside of the cluster. Cilium, Identities. */
export interface Identity {
  /** `null` where that is not known. */
  readonly is: "pod" | "host" | "remote-node" | "world" | null;
  /** Why it is not known. */
  readonly why: string;
  readonly label: LabelOf;
}

/** Sources of labels: what stands before a key. Without one it is `any`. */
const sources = new Set([
  "any",
  "k8s",
  "reserved",
  "container",
  "cidr",
  "cidrgroup",
  "fqdn",
  "cni",
  "unspec",
]);

/** A key without its source. */
export function keyOf(text: string): { readonly source: string; readonly key: string } {
  const [source = "", ...rest] = text.split(":");
  return rest.length > 0 && sources.has(source)
    ? { source, key: rest.join(":") }
    : { source: "any", key: text };
}

/** Labels of a Pod that Cilium makes. */
export const NAMESPACE = "io.kubernetes.pod.namespace";
export const NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
const ACCOUNT = "io.cilium.k8s.policy.serviceaccount";
const CLUSTER = "io.cilium.k8s.policy.cluster";

/** Labels that are no part of an identity unless Cilium is told so. Cilium, Limiting Identity-Relevant Labels. */
const leftOut =
  /(?:^|\.)(?:kubernetes\.io|k8s\.io)\/|^io\.kubernetes|^(?:annotation|etcd_node)|^(?:pod-template-(?:generation|hash)|controller-revision-hash)$/;
const keptAll = /^app\.kubernetes\.io/;

/** The Pod itself. */
export function identityOfPod(world: PolicyWorld, name: FlowSeen["flow"]["pod"]): Identity {
  const labels = podLabels(world, name);
  const spaces = namespaceLabels(world, name.namespace);
  const ofKubernetes: LabelOf = (key) => {
    if (key === NAMESPACE) return name.namespace;
    if (key === CLUSTER) return { why: "the name of the cluster in Cilium" };
    if (key === ACCOUNT) return accountOf(world, name);
    if (key.startsWith(NAMESPACE_LABELS)) {
      const own = key.slice(NAMESPACE_LABELS.length);
      return spaces.byKey.get(own) ?? spaces.missing;
    }
    const value = labels.byKey.get(key) ?? labels.missing;
    if (typeof value === "string" && leftOut.test(key) && !keptAll.test(key))
      return { why: `whether Cilium knows the label ${key}` };
    return value;
  };
  return {
    is: "pod",
    why: "",
    label: (text) => {
      const { source, key } = keyOf(text);
      return source === "any" || source === "k8s" ? ofKubernetes(key) : null;
    },
  };
}

function accountOf(world: PolicyWorld, name: FlowSeen["flow"]["pod"]): ReturnType<LabelOf> {
  const pod = podOf(world, name);
  if ("why" in pod) return pod;
  return rawText(rawObject(rawObject(pod.object)["spec"])["serviceAccountName"]) ?? "default";
}

/** The other end, as it is seen. A Pod on its node's network is that node. */
export function identityOfPeer({ flow, world, address }: FlowSeen): Identity {
  const { pod, mayBePod } = flow.peer;
  const isHost = pod === null ? false : isOnHostNetwork(world, pod);
  if (pod !== null && isHost === false) return identityOfPod(world, pod);
  if (isHost === null) return notKnown(`Pod ${pod?.namespace}/${pod?.name}`);
  if (pod === null && mayBePod === true) return notKnown("who asks");
  if (address === null) return notKnown("the address that is seen");
  if (ownNodeAddresses(world, flow.pod).includes(address)) return reserved("host");
  if (isHost) return reserved("remote-node");
  const nodes = world.others.Node;
  if (nodes === undefined) return notKnown("the addresses of nodes");
  if (nodes.some((node) => hasAddress(node, address))) return reserved("remote-node");
  // Each node has one address more among those of its Pods.
  if (nodes.some((node) => mayHave(node, address))) return notKnown(`whose address ${address} is`);
  return reserved("world");
}

const mayHave = (node: unknown, address: string): boolean =>
  rawList(rawObject(rawObject(node)["spec"])["podCIDRs"]).some(
    (range) => rangeHolds(rawText(range) ?? "", address) === true,
  );

const notKnown = (why: string): Identity => ({ is: null, why, label: () => ({ why }) });

/** What is no Pod has labels of its own. Which of them is the API server, the API of policies does not tell. */
const reserved = (is: "host" | "remote-node" | "world"): Identity => ({
  is,
  why: "",
  label: (text) => {
    const { source, key } = keyOf(text);
    if (key === is && (source === "reserved" || source === "any")) return "";
    if (source === "reserved" && (key === "kube-apiserver" || key.startsWith("world-")))
      return { why: `what Cilium takes for ${key}` };
    if (source === "k8s" || source === "any") {
      // Nodes have no labels unless Cilium is told to take theirs, and belong to no namespace.
      const isOfPods = key === NAMESPACE || key.startsWith(NAMESPACE_LABELS) || is === "world";
      return isOfPods ? null : { why: "labels of nodes in Cilium" };
    }
    return source === "reserved" ? null : { why: `labels of the kind ${source}` };
  },
});
