import { gapOf } from "../api/gap.ts";
import { calicoNamedKinds, evaluatedKinds, type KindServed, namedKinds } from "./kinds.ts";
import { rawObject, rawText } from "./raw.ts";
import { readKind, type Served } from "./read-kind.ts";
import { type PolicyLook, readOne } from "./read-one.ts";
import type { PolicyWorld } from "./world.ts";

/** Policies of one kind and place that are read. More of them, and what they say is not known. */
export const MOST_POLICIES = 1_000;

/** Nodes that are read, of which names and addresses are held. With more of them it is not known which address is a node's. */
const MOST_NODES = 5_000;

/** Service accounts that are read: those of the Pods at the ends of one request. */
const MOST_ACCOUNTS = 24;

/** Whose policies are read. */
export interface OthersAsked {
  readonly served: Served;
  readonly namespaces: readonly string[];
  /** The Pods that policies are matched with. */
  readonly pods: readonly unknown[];
}

/** What was read of the kinds besides NetworkPolicy. */
type OthersRead = Pick<PolicyWorld, "others" | "unread">;

/** Reads the policies of other kinds that may bear on Pods of these namespaces, and what they name. */
export async function readOthers(look: PolicyLook, asked: OthersAsked): Promise<OthersRead> {
  const { served, namespaces } = asked;
  const [lists, more] = await Promise.all([
    readKinds(look, evaluatedKinds, { served, namespaces, most: MOST_POLICIES }),
    readKinds(look, namedKinds, { served, namespaces, most: 1 }),
  ]);
  const found = lists.filter(({ items }) => items.length > 0);
  const ofCalico = found.filter(({ kind }) => kind.startsWith("Calico"));
  const [nodes, named, accounts] = await Promise.all([
    found.length > ofCalico.length ? readNodes(look) : {},
    ofCalico.length > 0 ? readNamed(look, served) : {},
    // Few of Calico's rules go by service accounts.
    ofCalico.some(({ items }) => JSON.stringify(items).includes('"serviceAccount'))
      ? readAccounts(look, asked)
      : {},
  ]);
  return {
    others: {
      ...Object.fromEntries(found.map(({ kind, items }) => [kind, items])),
      ...nodes,
      ...named,
      ...accounts,
    },
    unread: [...lists.flatMap(({ unread }) => unread), ...more.flatMap(({ there }) => there)],
  };
}

async function readKinds(
  look: PolicyLook,
  kinds: Readonly<Record<string, KindServed>>,
  asked: Parameters<typeof readKind>[2],
) {
  return Promise.all(
    Object.entries(kinds).map(async ([kind, of]) => {
      const places = await readKind(look, of, asked);
      const unread = places.filter(({ isWhole }) => !isWhole);
      const there = places.filter(({ items }) => items === null || items.length > 0);
      const at = ({ namespace }: { readonly namespace: string | null }) => ({ kind, namespace });
      const items = places.flatMap((place) => place.items ?? []);
      return { kind, items, unread: unread.map(at), there: there.map(at) };
    }),
  );
}

/** What is only named by policies; left out where not all of it was read. */
async function readNamed(look: PolicyLook, served: Served): Promise<PolicyWorld["others"]> {
  const lists = await readKinds(look, calicoNamedKinds, { served, namespaces: [], most: MOST_POLICIES });
  return Object.fromEntries(
    lists.flatMap(({ kind, items, unread }) => (unread.length > 0 ? [] : [[kind, items]])),
  );
}

/** What peers of a rule are matched with of a node: its labels, its addresses and those of its Pods. */
function keepNode(node: unknown): unknown {
  const { metadata, spec, status } = rawObject(node);
  const { name, labels } = rawObject(metadata);
  return {
    metadata: { name, labels },
    spec: { podCIDRs: rawObject(spec)["podCIDRs"] },
    status: { addresses: rawObject(status)["addresses"] },
  };
}

/** The nodes; without them it is not known which addresses are theirs. */
async function readNodes({ cluster, recorder }: PolicyLook): Promise<PolicyWorld["others"]> {
  const read = await cluster.list("/api/v1/nodes", {}, { most: MOST_NODES, keep: keepNode });
  if (read.outcome === "read") return read.isComplete ? { Node: read.items } : {};
  recorder.gap(gapOf(read, { verb: "list", resource: "nodes", namespace: null }, "cni"));
  return {};
}

/** The service accounts of the Pods. */
async function readAccounts(look: PolicyLook, { pods }: OthersAsked): Promise<PolicyWorld["others"]> {
  const paths = pods.map((pod) => {
    const { metadata, spec } = rawObject(pod);
    const namespace = rawText(rawObject(metadata)["namespace"]) ?? "";
    return { namespace, name: rawText(rawObject(spec)["serviceAccountName"]) ?? "default" };
  });
  const unique = new Map(paths.map((one) => [`${one.namespace}/${one.name}`, one]));
  const read = await Promise.all(
    [...unique.values()].slice(0, MOST_ACCOUNTS).map(({ namespace, name }) =>
      readOne(look, `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`, {
        resource: "serviceaccounts",
        namespace,
      }),
    ),
  );
  return { ServiceAccount: read.flat() };
}
