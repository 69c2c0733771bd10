import type { ComponentLog } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { beginLook, type KubeContext } from "../context.ts";
import { dnsPodsOf, dnsServiceOf } from "../overview/dns.ts";
import { SYSTEM } from "../overview/read-lists.ts";
import { seeService } from "../overview/see.ts";
import { seePod } from "../overview/see-pod.ts";
import type { PodSeen } from "../overview/seen.ts";
import { inNamespace } from "../service/read-service.ts";
import { NEWS, readComplaints } from "./read-complaints.ts";

/** Pods of one component whose log is read, and those that are listed. */
const [MOST_READ, MOST_LISTED] = [2, 50];

/** Whose logs are wanted. */
export interface ComponentsAsked {
  /** Resolvers that failed: where one of them is the cluster's own, its Pods' logs are read. */
  readonly resolvers: readonly string[];
  /** Nodes whose kube-proxy is read. */
  readonly nodes: readonly string[];
}

/** Records what the cluster's DNS and the kube-proxy of some nodes complain of in their logs; nothing for one that complains of nothing. */
export async function tellComponents(
  { resolvers, nodes }: ComponentsAsked,
  cluster: Cluster,
  context: KubeContext,
): Promise<void> {
  await Promise.all([
    ...(resolvers.length === 0 ? [] : [tellDns(resolvers, cluster, context)]),
    ...nodes.slice(0, MOST_READ).map(async (node) => {
      const query = { labelSelector: "k8s-app=kube-proxy", fieldSelector: `spec.nodeName=${node}` };
      const pods = await podsOf(query, cluster);
      await Promise.all(
        pods
          .slice(0, 1)
          .map((pod) => tellOf({ component: "kube-proxy", addresses: [] }, pod, cluster, context)),
      );
    }),
  ]);
}

async function tellDns(resolvers: readonly string[], cluster: Cluster, context: KubeContext): Promise<void> {
  const read = await cluster.list(
    `${inNamespace(SYSTEM)}/services`,
    { labelSelector: "k8s-app=kube-dns" },
    { most: MOST_LISTED },
  );
  // Which rights are missing is told by what the walk itself needs; this is only the DNS' own word.
  if (read.outcome !== "read") return;
  const service = dnsServiceOf(read.items.flatMap((item) => seeService(item) ?? []));
  const addresses = service?.service.clusterIps ?? [];
  if (!resolvers.some((resolver) => addresses.includes(resolver))) return;
  const pods = dnsPodsOf(await podsOf({ labelSelector: "k8s-app=kube-dns" }, cluster), service);
  await Promise.all(
    pods.slice(0, MOST_READ).map((pod) => tellOf({ component: "dns", addresses }, pod, cluster, context)),
  );
}

async function podsOf(
  query: Readonly<Record<string, string>>,
  cluster: Cluster,
): Promise<readonly PodSeen[]> {
  const read = await cluster.list(`${inNamespace(SYSTEM)}/pods`, query, { most: MOST_LISTED });
  const all = read.outcome === "read" ? read.items.flatMap((item) => seePod(item) ?? []) : [];
  return all.filter(({ isDeleted }) => !isDeleted).toSorted((a, b) => Number(a.isReady) - Number(b.isReady));
}

async function tellOf(
  of: Pick<ComponentLog, "component" | "addresses">,
  { namespace, name, container, node, restarts }: PodSeen,
  cluster: Cluster,
  context: KubeContext,
): Promise<void> {
  const record = beginLook(context);
  const gaps: Parameters<typeof context.recorder.gap>[0][] = [];
  const asked = { namespace, name, container, node, hasRestarted: restarts > 0 };
  const complaints = await readComplaints(asked, { cluster, gaps });
  for (const gap of gaps) context.recorder.gap(gap);
  if (complaints.length === 0) return;
  record(
    "component-log",
    { ...of, namespace, pod: name, node, complaints },
    {
      boundary: of.component === "dns" ? "dns" : "service",
      by: "logged",
      command: `kubectl -n ${namespace} logs ${name} --since ${NEWS / 60}m --timestamps`,
    },
  );
}
