import type { Recorder } from "../../evidence/index.ts";
import { gapOf } from "../api/gap.ts";
import { DNS_NAMESPACE, type DnsRead, podsOf, readDns } from "./read-dns.ts";
import { readServed } from "./read-kind.ts";
import { type PolicyCluster, type PolicyLook, readOne } from "./read-one.ts";
import { MOST_POLICIES, readOthers } from "./read-others.ts";
import type { PolicyWorld } from "./world.ts";

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
  readonly dns: DnsRead | null;
}

/** Pods that are read: those at the ends of one request. */
const MOST_PODS = 24;

/** Reads the policies of the namespaces at both ends and what they are matched against. What may not be read is a gap. */
export async function readPolicies(
  cluster: PolicyCluster,
  asked: PoliciesAsked,
  recorder: Recorder,
): Promise<PoliciesRead> {
  const look = { cluster, recorder };
  const names = [...new Set([...asked.namespaces, ...(asked.dns ? [DNS_NAMESPACE] : [])])];
  const [dns, served] = await Promise.all([asked.dns ? readDns(look) : null, readServed(look)]);
  const wanted = [...asked.pods, ...podsOf(dns?.slices ?? [])];
  const byName = new Map(wanted.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  const [policies, namespaces, pods] = await Promise.all([
    Promise.all(names.map((name) => readOwn(look, name))),
    Promise.all(
      names.map((name) =>
        readOne(look, `/api/v1/namespaces/${name}`, { resource: "namespaces", namespace: null }),
      ),
    ),
    Promise.all(
      [...byName.values()]
        .slice(0, MOST_PODS)
        .map(({ namespace, name }) =>
          readOne(look, `/api/v1/namespaces/${namespace}/pods/${name}`, { resource: "pods", namespace }),
        ),
    ),
  ]);
  const others = await readOthers(look, { served, namespaces: names, pods: pods.flat() });
  return {
    policies: policies.flatMap(({ items }) => items),
    others: others.others,
    unread: [...policies.flatMap(({ unread }) => unread), ...others.unread],
    namespaces: namespaces.flat(),
    pods: pods.flat(),
    ipBlockSkipsPods: served === null || [...served].some((api) => api.startsWith("cilium.io/")),
    dns,
  };
}

interface PolicyList {
  readonly items: readonly unknown[];
  readonly unread: PolicyWorld["unread"];
}

async function readOwn({ cluster, recorder }: PolicyLook, namespace: string): Promise<PolicyList> {
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
