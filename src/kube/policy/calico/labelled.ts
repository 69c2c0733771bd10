import type { KubeName } from "../../../evidence/index.ts";
import { asRange, rangeHolds } from "../address-block.ts";
import type { Answer } from "../answer.ts";
import { isGiven, rawList, rawObject, rawText } from "../raw.ts";
import { type Labels, labelsOf } from "../selector.ts";
import { namespaceLabels, type PolicyWorld, podLabels, podOf } from "../world.ts";
import type { Labelled } from "./selector.ts";

/** Labels that Calico gives to what belongs to a namespace and to a service account. projectcalico.org, WorkloadEndpoint, Profile. */
const NAMESPACE = "projectcalico.org/namespace";
const ACCOUNT = "projectcalico.org/serviceaccount";
const ORCHESTRATOR = "projectcalico.org/orchestrator";
const NAME = "projectcalico.org/name";

/** Before the labels of a namespace and of a service account, among those of an endpoint. */
export const OF_NAMESPACE = "pcns.";
export const OF_ACCOUNT = "pcsa.";

const labelOf = ({ byKey, missing }: Labels, key: string) => byKey.get(key) ?? missing ?? null;

const inNamespace = (world: PolicyWorld, namespace: string, key: string) => {
  if (key === NAMESPACE) return namespace;
  if (!key.startsWith(OF_NAMESPACE)) return undefined;
  const own = key.slice(OF_NAMESPACE.length);
  return own === NAME ? namespace : labelOf(namespaceLabels(world, namespace), own);
};

/** A Pod as Calico knows it: with the labels of its namespace and of its service account. */
export function labelledPod(world: PolicyWorld, name: KubeName): Labelled {
  const pod = podOf(world, name);
  const account =
    "why" in pod
      ? pod
      : (rawText(rawObject(rawObject(pod.object)["spec"])["serviceAccountName"]) ?? "default");
  const ofAccount = (key: string) => {
    if (typeof account !== "string" || key === NAME) return account;
    const known = world.others.ServiceAccount?.find((one) => {
      const metadata = rawObject(rawObject(one)["metadata"]);
      return metadata["namespace"] === name.namespace && metadata["name"] === account;
    });
    return known === undefined
      ? { why: `labels of service account ${account}` }
      : labelOf(labelsOf(known), key);
  };
  return {
    isNamespaced: true,
    label: (key) => {
      if (key === ORCHESTRATOR) return "k8s";
      if (key === ACCOUNT) return account;
      if (key.startsWith(OF_ACCOUNT)) return ofAccount(key.slice(OF_ACCOUNT.length));
      return inNamespace(world, name.namespace, key) ?? labelOf(podLabels(world, name), key);
    },
  };
}

/** A set of networks, or a host with its addresses, that selectors may mean. */
export interface NetworkSet extends Labelled {
  /** Whether it holds an address. */
  readonly holds: (address: string) => Answer;
}

const UNREADABLE: Answer = { why: "a NetworkSet of no known form" };

/** Whether ranges, or single addresses, hold an address. */
export function rangesHold(ranges: unknown, address: string): Answer {
  if (!isGiven(ranges)) return false;
  if (!Array.isArray(ranges)) return UNREADABLE;
  const held = rawList(ranges).map((range) => netHolds(range, address));
  return held.includes(true) || (held.includes(null) ? UNREADABLE : false);
}

/** Whether a range in CIDR notation, or the single address that stands for one, holds an address; `null` where it is none. */
export const netHolds = (range: unknown, address: string): boolean | null =>
  rangeHolds(asRange(range), address);

/** The sets that may hold an address; a reason where not all of them were read. */
export type SetsAt = (address: string | null) => readonly NetworkSet[] | { readonly why: string };

/** What selectors may mean besides Pods: each address is looked for once. */
export function setsAt(world: PolicyWorld): SetsAt {
  const {
    "Calico NetworkSet": own,
    "Calico GlobalNetworkSet": global,
    "Calico HostEndpoint": hosts,
  } = world.others;
  if (own === undefined || global === undefined) return () => ({ why: "NetworkSets" });
  if (hosts === undefined) return () => ({ why: "HostEndpoints" });
  const all = [
    ...[...own, ...global].map((one) => setOf(world, one, "nets")),
    ...hosts.map((one) => setOf(world, one, "expectedIPs")),
  ];
  const found = new Map<string, readonly NetworkSet[]>();
  return (address) => {
    if (address === null) return all;
    const known = found.get(address) ?? all.filter((set) => set.holds(address) !== false);
    found.set(address, known);
    return known;
  };
}

function setOf(world: PolicyWorld, object: unknown, member: "nets" | "expectedIPs"): NetworkSet {
  const { metadata, spec } = rawObject(object);
  const namespace = rawText(rawObject(metadata)["namespace"]);
  const labels = labelsOf(object);
  const ranges = rawObject(spec)[member];
  return {
    isNamespaced: namespace !== null,
    label: (key) =>
      (namespace === null ? undefined : inNamespace(world, namespace, key)) ?? labelOf(labels, key),
    // A host that is known by its interface has the addresses of that.
    holds: (address) =>
      member === "expectedIPs" && rawList(ranges).length === 0
        ? { why: "the addresses of a HostEndpoint" }
        : rangesHold(ranges, address),
  };
}
