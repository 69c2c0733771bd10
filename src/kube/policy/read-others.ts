import { gapOf } from "../api/gap.ts";
import { rawList, rawObject, rawText } from "./raw.ts";
import type { PolicyLook } from "./read-one.ts";
import type { OtherKind, PolicyWorld } from "./world.ts";

/** Policies of one kind and place that are read. More of them, and what they say is not known. */
export const MOST_POLICIES = 1_000;

/** Nodes that are read, of which names and addresses are held. With more of them it is not known which address is a node's. */
const MOST_NODES = 5_000;

/** A kind of policies besides NetworkPolicy. */
interface Kind {
  readonly group: string;
  /** Of those that are served the first is asked for: they are the same objects. */
  readonly versions: readonly string[];
  readonly resource: string;
  readonly isNamespaced: boolean;
}

const POLICY_GROUP = "policy.networking.k8s.io";

/** What is evaluated. Documents of Kubernetes SIG Network. */
const evaluated: Readonly<Record<Exclude<OtherKind, "Node">, Kind>> = {
  AdminNetworkPolicy: {
    group: POLICY_GROUP,
    versions: ["v1alpha1"],
    resource: "adminnetworkpolicies",
    isNamespaced: false,
  },
  BaselineAdminNetworkPolicy: {
    group: POLICY_GROUP,
    versions: ["v1alpha1"],
    resource: "baselineadminnetworkpolicies",
    isNamespaced: false,
  },
  ClusterNetworkPolicy: {
    group: POLICY_GROUP,
    versions: ["v1beta1", "v1alpha2"],
    resource: "clusternetworkpolicies",
    isNamespaced: false,
  },
};

/** What decides as well and is not evaluated. Documents of Cilium, Calico, Antrea. */
const named: Readonly<Record<string, Kind>> = {
  CiliumNetworkPolicy: {
    group: "cilium.io",
    versions: ["v2"],
    resource: "ciliumnetworkpolicies",
    isNamespaced: true,
  },
  CiliumClusterwideNetworkPolicy: {
    group: "cilium.io",
    versions: ["v2"],
    resource: "ciliumclusterwidenetworkpolicies",
    isNamespaced: false,
  },
  "Calico NetworkPolicy": {
    group: "crd.projectcalico.org",
    versions: ["v1"],
    resource: "networkpolicies",
    isNamespaced: true,
  },
  "Calico GlobalNetworkPolicy": {
    group: "crd.projectcalico.org",
    versions: ["v1"],
    resource: "globalnetworkpolicies",
    isNamespaced: false,
  },
  "Antrea NetworkPolicy": {
    group: "crd.antrea.io",
    versions: ["v1beta1"],
    resource: "networkpolicies",
    isNamespaced: true,
  },
  "Antrea ClusterNetworkPolicy": {
    group: "crd.antrea.io",
    versions: ["v1beta1"],
    resource: "clusternetworkpolicies",
    isNamespaced: false,
  },
};

/** The versions of each group that the API serves, by which what is not installed is not asked for; `null` where it does not tell. */
export type Served = ReadonlyMap<string, readonly string[]> | null;

/** Reads what the API serves. Without it each kind is asked for: what is not there is told so. */
export async function readServed({ cluster }: PolicyLook): Promise<Served> {
  const read = await cluster.get("/apis");
  if (read.outcome !== "read") return null;
  const groups = rawList(rawObject(read.object)["groups"]).map(rawObject);
  return new Map(
    groups.map(({ name, versions }) => [
      rawText(name) ?? "",
      rawList(versions).flatMap((one) => rawText(rawObject(one)["version"]) ?? []),
    ]),
  );
}

/** What was read of the kinds besides NetworkPolicy. */
type OthersRead = Pick<PolicyWorld, "others" | "unread">;

interface OneKind {
  /** `null` where the kind is not served. */
  readonly items: readonly unknown[] | null;
  readonly unread: PolicyWorld["unread"];
}

/** Reads the policies of other kinds that may bear on Pods of these namespaces, and the nodes where they are. */
export async function readOthers(
  look: PolicyLook,
  served: Served,
  namespaces: readonly string[],
): Promise<OthersRead> {
  const [lists, more] = await Promise.all([
    Promise.all(
      Object.entries(evaluated).map(async ([kind, asked]) => {
        const read = await readKind(look, { ...asked, kind }, { served, namespaces, most: MOST_POLICIES });
        return [kind, read] as const;
      }),
    ),
    Promise.all(
      Object.entries(named).map(([kind, asked]) =>
        readKind(look, { ...asked, kind }, { served, namespaces, most: 1 }),
      ),
    ),
  ]);
  const found = lists.filter(([, { items }]) => items !== null && items.length > 0);
  return {
    others: {
      ...Object.fromEntries(found.map(([kind, { items }]) => [kind, items ?? []])),
      ...(found.length === 0 ? {} : await readNodes(look)),
    },
    unread: [
      ...lists.flatMap(([, { unread }]) => unread),
      ...more.flatMap(({ items, unread }, index) => {
        const kind = Object.keys(named)[index] ?? "";
        return items === null || items.length === 0 ? unread : [...unread, ...placesOf(kind, items)];
      }),
    ],
  };
}

/** Where policies that are there are for. */
const placesOf = (kind: string, items: readonly unknown[]): PolicyWorld["unread"] => [
  ...new Map(
    items.map((one) => {
      const namespace = rawText(rawObject(rawObject(one)["metadata"])["namespace"]);
      return [namespace, { kind, namespace }];
    }),
  ).values(),
];

async function readKind(
  look: PolicyLook,
  asked: Kind & { readonly kind: string },
  {
    served,
    namespaces,
    most,
  }: { readonly served: Served; readonly namespaces: readonly string[]; readonly most: number },
): Promise<OneKind> {
  const versions =
    served === null
      ? asked.versions
      : asked.versions.filter((one) => served.get(asked.group)?.includes(one)).slice(0, 1);
  for (const version of versions) {
    const reads = await Promise.all(
      (asked.isNamespaced ? namespaces : [null]).map((namespace) =>
        readPlace(look, asked, { version, namespace, most }),
      ),
    );
    const items = reads.flatMap((read) => read.items ?? []);
    if (reads.some((read) => read.items !== null)) return { items, unread: reads.flatMap((r) => r.unread) };
  }
  return { items: null, unread: [] };
}

async function readPlace(
  { cluster, recorder }: PolicyLook,
  { kind, group, resource }: Kind & { readonly kind: string },
  {
    version,
    namespace,
    most,
  }: { readonly version: string; readonly namespace: string | null; readonly most: number },
): Promise<OneKind> {
  const where = namespace === null ? "" : `namespaces/${namespace}/`;
  const read = await cluster.list(`/apis/${group}/${version}/${where}${resource}`, {}, { most });
  if (read.outcome === "missing") return { items: null, unread: [] };
  const unread = [{ kind, namespace }];
  if (read.outcome === "read") return { items: read.items, unread: read.isComplete ? [] : unread };
  recorder.gap(gapOf(read, { verb: "list", resource: `${resource}.${group}`, namespace }, "cni"));
  return { items: [], unread };
}

/** What peers of a rule are matched with of a node: its labels and its addresses. */
function keepNode(node: unknown): unknown {
  const { metadata, status } = rawObject(node);
  const { name, labels } = rawObject(metadata);
  return { metadata: { name, labels }, status: { addresses: rawObject(status)["addresses"] } };
}

/** The nodes; without them it is not known which addresses are theirs. */
async function readNodes({ cluster, recorder }: PolicyLook): Promise<PolicyWorld["others"]> {
  const read = await cluster.list("/api/v1/nodes", {}, { most: MOST_NODES, keep: keepNode });
  if (read.outcome === "read") return read.isComplete ? { Node: read.items } : {};
  recorder.gap(gapOf(read, { verb: "list", resource: "nodes", namespace: null }, "cni"));
  return {};
}
