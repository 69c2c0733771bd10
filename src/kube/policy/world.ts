import type { KubeName, NetworkPolicyFlow, PolicyKind } from "../../evidence/index.ts";
import { rawList, rawObject, rawText } from "./raw.ts";
import { type Labels, labelsOf } from "./selector.ts";

/** One direction of one flow. */
export interface PolicyFlow {
  readonly direction: NetworkPolicyFlow["direction"];
  /** The Pod that is guarded: the server's for `ingress`, the client's for `egress`. */
  readonly pod: KubeName;
  readonly peer: {
    readonly address: string;
    /** `null` where the address is no Pod's. */
    readonly pod: KubeName | null;
    /**
     * Every address that the guarded Pod may see in its place: of nodes, where the source is changed on the way. `null`: not
     * known. Left out: its own alone.
     */
    readonly seenAs?: readonly string[] | null;
    /** It is the guarded Pod's own node; left out where only the Pod's own object can tell. */
    readonly isOwnNode?: boolean;
    /** Nothing is known of it: it may be any Pod as well. */
    readonly mayBePod?: boolean;
  };
  /** After the Service's address is translated. */
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  readonly of: NetworkPolicyFlow["of"];
  /** The Service's address and port that it was sent to, before it is translated. */
  readonly service?: { readonly address: string; readonly port: number };
}

/** Kinds of objects that decide besides NetworkPolicy, or that are named by those. */
export type OtherKind =
  | Exclude<PolicyKind, "NetworkPolicy">
  | "Node"
  | "ServiceAccount"
  | "Calico Tier"
  | "Calico NetworkSet"
  | "Calico GlobalNetworkSet"
  | "Calico HostEndpoint";

/** What is known of a cluster that bears on its network policies: objects as its API gives them, unchecked. */
export interface PolicyWorld {
  readonly policies: readonly unknown[];
  /** Of other kinds. One that is left out is not there, or was not read: then it is in `unread` where it decides by itself. */
  readonly others: Readonly<Partial<Record<OtherKind, readonly unknown[]>>>;
  readonly pods: readonly unknown[];
  readonly namespaces: readonly unknown[];
  /** What could decide and was not evaluated: kinds that are there, or that could not be listed; `null` for all namespaces. */
  readonly unread: readonly { readonly kind: string; readonly namespace: string | null }[];
  /** Address ranges do not match Pods here, as with Cilium, which knows Pods by their labels alone. */
  readonly ipBlockSkipsPods: boolean;
}

/** The Pod's own object; a reason where it was not read. */
export function podOf(
  world: PolicyWorld,
  name: KubeName,
): { readonly object: unknown } | { readonly why: string } {
  const object = world.pods.find((pod) => {
    const metadata = rawObject(rawObject(pod)["metadata"]);
    return (
      metadata["namespace"] === name.namespace &&
      metadata["name"] === name.name &&
      (name.uid === null || metadata["uid"] === undefined || metadata["uid"] === name.uid)
    );
  });
  return object === undefined ? { why: `Pod ${name.namespace}/${name.name}` } : { object };
}

/** The labels of a Pod; none known where it was not read. */
export function podLabels(world: PolicyWorld, name: KubeName): Labels {
  const pod = podOf(world, name);
  return "why" in pod ? { byKey: new Map(), missing: pod } : labelsOf(pod.object);
}

/** Set by the API server on every namespace, and not to be changed. Kubernetes, well-known labels. */
const NAME_LABEL = "kubernetes.io/metadata.name";

/** The labels of a namespace; its name alone where it was not read. */
export function namespaceLabels(world: PolicyWorld, name: string): Labels {
  const object = world.namespaces.find((one) => rawObject(rawObject(one)["metadata"])["name"] === name);
  return object === undefined
    ? { byKey: new Map([[NAME_LABEL, name]]), missing: { why: `labels of namespace ${name}` } }
    : labelsOf(object);
}

/** Whether a Pod has its node's network and no own; `null` where it was not read. */
export function isOnHostNetwork(world: PolicyWorld, name: KubeName): boolean | null {
  const pod = podOf(world, name);
  if ("why" in pod) return null;
  return rawObject(rawObject(pod.object)["spec"])["hostNetwork"] === true;
}

/** The Pod whose containers name the port that a flow goes to; `null` where it goes to none. */
export function portOwner(
  world: PolicyWorld,
  { direction, pod, peer }: PolicyFlow,
): ReturnType<typeof podOf> | null {
  const target = direction === "ingress" ? pod : peer.pod;
  return target === null ? null : podOf(world, target);
}

/** Why it is not known what policies do with a Pod on its node's network. */
export const whyOfHostNetwork = ({ namespace, name }: KubeName): string =>
  `how policies guard ${namespace}/${name}, on its node's network`;

/** Whether a node has an address, by its status. */
export const hasAddress = (node: unknown, address: string): boolean =>
  rawList(rawObject(rawObject(node)["status"])["addresses"]).some(
    (one) => rawObject(one)["address"] === address,
  );

/** The addresses of the node that a Pod is on, as its own object has them. */
export function ownNodeAddresses(world: PolicyWorld, name: KubeName): readonly string[] {
  const pod = podOf(world, name);
  if ("why" in pod) return [];
  const { hostIP, hostIPs } = rawObject(rawObject(pod.object)["status"]);
  const texts = [hostIP, ...rawList(hostIPs).map((one) => rawObject(one)["ip"])].map(rawText);
  return texts.filter((text) => text !== null);
}
