import type { Recorder } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf, type Wanted } from "../api/gap.ts";
import { rawObject } from "./raw.ts";
import type { PolicyWorld } from "./world.ts";

/** What is asked of a cluster. */
export type PolicyCluster = Pick<Cluster, "get" | "list">;

/** Whose policies are read. */
export interface PoliciesAsked {
  /** Of the client's Pod and of the server's; the same one twice is read once. */
  readonly namespaces: readonly string[];
  /** The Pods at both ends of the flow: their labels and ports are read. */
  readonly pods: readonly { readonly namespace: string; readonly name: string }[];
  /** The way to the cluster's own DNS is asked about too. */
  readonly dns: boolean;
}

/** What bears on the policies, and on the way to the cluster's DNS. */
export interface PoliciesRead extends PolicyWorld {
  readonly dns: {
    readonly service: unknown;
    readonly slices: readonly unknown[];
    /** Questions may be answered by a cache on the Pod's own node. */
    readonly hasNodeCache: boolean;
  } | null;
}

/** Policies of one namespace that are read. More of them, and what they say is not known. */
const MOST_POLICIES = 1_000;

/** Pods that are read: those at the ends of one request. */
const MOST_PODS = 24;

/** Where the cluster's DNS lives, and the Service's name that all installers keep. Kubernetes, DNS for Services and Pods. */
const DNS_NAMESPACE = "kube-system";
const DNS_SERVICE = "kube-dns";

/** Kinds that decide besides NetworkPolicy, none of which is evaluated. Documents of Kubernetes SIG Network, Cilium, Calico, Antrea. */
const otherKinds = [
  ["AdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1", "adminnetworkpolicies", false],
  ["BaselineAdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1", "baselineadminnetworkpolicies", false],
  ["ClusterNetworkPolicy", "policy.networking.k8s.io/v1alpha2", "clusternetworkpolicies", false],
  ["CiliumNetworkPolicy", "cilium.io/v2", "ciliumnetworkpolicies", true],
  ["CiliumClusterwideNetworkPolicy", "cilium.io/v2", "ciliumclusterwidenetworkpolicies", false],
  ["Calico NetworkPolicy", "crd.projectcalico.org/v1", "networkpolicies", true],
  ["Calico GlobalNetworkPolicy", "crd.projectcalico.org/v1", "globalnetworkpolicies", false],
  ["Antrea NetworkPolicy", "crd.antrea.io/v1beta1", "networkpolicies", true],
  ["Antrea ClusterNetworkPolicy", "crd.antrea.io/v1beta1", "clusternetworkpolicies", false],
] as const;

interface Look {
  readonly cluster: PolicyCluster;
  readonly recorder: Recorder;
}

/** Reads the policies of the namespaces at both ends and what they are matched against. What may not be read is a gap. */
export async function readPolicies(
  cluster: PolicyCluster,
  asked: PoliciesAsked,
  recorder: Recorder,
): Promise<PoliciesRead> {
  const look = { cluster, recorder };
  const names = [...new Set([...asked.namespaces, ...(asked.dns ? [DNS_NAMESPACE] : [])])];
  const [dns, groups] = await Promise.all([asked.dns ? readDns(look) : null, readGroups(cluster)]);
  const wanted = [...asked.pods, ...podsOf(dns?.slices ?? [])];
  const byName = new Map(wanted.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  const [policies, others, namespaces, pods] = await Promise.all([
    Promise.all(names.map((name) => readOwn(look, name))),
    Promise.all(
      otherKinds.flatMap((kind) => (groups.has(groupOf(kind[1])) ? readOthers(look, kind, names) : [])),
    ),
    Promise.all(
      names.map((name) =>
        one(look, `/api/v1/namespaces/${name}`, { resource: "namespaces", namespace: null }),
      ),
    ),
    Promise.all(
      [...byName.values()]
        .slice(0, MOST_PODS)
        .map(({ namespace, name }) =>
          one(look, `/api/v1/namespaces/${namespace}/pods/${name}`, { resource: "pods", namespace }),
        ),
    ),
  ]);
  return {
    policies: policies.flatMap(({ items }) => items),
    unread: [...policies, ...others].flatMap(({ unread }) => unread),
    namespaces: namespaces.flat(),
    pods: pods.flat(),
    ipBlockSkipsPods: groups.has("cilium.io"),
    dns,
  };
}

const groupOf = (version: string): string => version.split("/")[0] ?? "";

/** The groups of kinds that the API serves, by which what is not installed is not asked for. */
async function readGroups(cluster: PolicyCluster): Promise<ReadonlySet<string>> {
  const read = await cluster.get("/apis");
  // Without the list each of them is asked for: what is not there is told so.
  if (read.outcome !== "read") return new Set(otherKinds.map(([, version]) => groupOf(version)));
  const { groups } = rawObject(read.object);
  const names = (Array.isArray(groups) ? groups : []).map((group: unknown) => rawObject(group)["name"]);
  return new Set(names.filter((name) => typeof name === "string"));
}

interface PolicyList {
  readonly items: readonly unknown[];
  readonly unread: PolicyWorld["unread"];
}

async function readOwn({ cluster, recorder }: Look, namespace: string): Promise<PolicyList> {
  const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
  const read = await cluster.list(path, {}, { most: MOST_POLICIES });
  if (read.outcome === "read" && read.isComplete) return { items: read.items, unread: [] };
  const unread = [{ kind: "NetworkPolicy", namespace }];
  if (read.outcome === "read") return { items: read.items, unread };
  recorder.gap(
    gapOf(read, { verb: "list", resource: "networkpolicies.networking.k8s.io", namespace }, "cni"),
  );
  return { items: [], unread };
}

function readOthers(
  { cluster, recorder }: Look,
  [kind, version, resource, isNamespaced]: (typeof otherKinds)[number],
  names: readonly string[],
): readonly Promise<PolicyList>[] {
  return (isNamespaced ? names : [null]).map(async (namespace) => {
    const where = namespace === null ? "" : `namespaces/${namespace}/`;
    const read = await cluster.list(`/apis/${version}/${where}${resource}`, {}, { most: 1 });
    if (read.outcome === "missing") return { items: [], unread: [] };
    if (read.outcome === "read")
      return { items: [], unread: read.items.length === 0 ? [] : [{ kind, namespace }] };
    const wanted = { verb: "list", resource: `${resource}.${groupOf(version)}`, namespace } as const;
    recorder.gap(gapOf(read, wanted, "cni"));
    return { items: [], unread: [{ kind, namespace }] };
  });
}

/** One object, in a list; none, and a gap, where it may not be read; none where it is gone. */
async function one(
  { cluster, recorder }: Look,
  path: string,
  what: Omit<Wanted, "verb">,
): Promise<readonly unknown[]> {
  const read = await cluster.get(path);
  if (read.outcome === "read") return [read.object];
  if (read.outcome !== "missing") recorder.gap(gapOf(read, { verb: "get", ...what }, "cni"));
  return [];
}

async function readDns(look: Look): Promise<NonNullable<PoliciesRead["dns"]>> {
  const { cluster, recorder } = look;
  const namespace = DNS_NAMESPACE;
  const selector = { labelSelector: `kubernetes.io/service-name=${DNS_SERVICE}` };
  const [services, slices, caches] = await Promise.all([
    one(look, `/api/v1/namespaces/${namespace}/services/${DNS_SERVICE}`, { resource: "services", namespace }),
    cluster.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, selector, { most: 10 }),
    cluster.list(
      `/api/v1/namespaces/${namespace}/pods`,
      { labelSelector: "k8s-app=node-local-dns" },
      { most: 1 },
    ),
  ]);
  if (slices.outcome !== "read" && slices.outcome !== "missing") {
    const wanted = { verb: "list", resource: "endpointslices.discovery.k8s.io", namespace } as const;
    recorder.gap(gapOf(slices, wanted, "cni"));
  }
  return {
    service: services[0] ?? null,
    slices: slices.outcome === "read" ? slices.items : [],
    hasNodeCache: caches.outcome !== "read" || caches.items.length > 0,
  };
}

/** Pods that slices of endpoints lead to, at most four. */
function podsOf(slices: readonly unknown[]): { readonly namespace: string; readonly name: string }[] {
  return slices
    .flatMap((slice) => {
      const { endpoints } = rawObject(slice);
      return Array.isArray(endpoints) ? endpoints : [];
    })
    .flatMap((endpoint: unknown) => {
      const { kind, namespace, name } = rawObject(rawObject(endpoint)["targetRef"]);
      const isPod = kind === "Pod" && typeof namespace === "string" && typeof name === "string";
      return isPod ? [{ namespace, name }] : [];
    })
    .slice(0, 4);
}
