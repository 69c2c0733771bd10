import type { Clock } from "../../base/index.ts";
import type { Gap, KubeOverview } from "../../evidence/index.ts";
import type { Cluster, ReadFailure } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { listOf, mapOf, textOf } from "../api/json.ts";
import { overviewOf } from "./overview.ts";
import { seePolicy } from "./policies.ts";
import { readCertificates } from "./read-certificates.ts";
import { readComponents } from "./read-components.ts";
import { type Listing, listSeen } from "./read-lists.ts";
import { readCorefile, readProxyMode } from "./read-settings.ts";
import { seeIngress, seeNamespace, seeNode, seeService, seeSlice, seeWebhooks, seeWorkload } from "./see.ts";
import { seePod } from "./see-pod.ts";
import type { KubeWorld, Seen } from "./world.ts";

/** What came of an overview. */
export type OverviewRead =
  | {
      readonly outcome: "read";
      readonly overview: KubeOverview;
      readonly gaps: readonly Gap[];
    }
  | { readonly outcome: "no-namespace" }
  /** Nothing at all could be read. */
  | { readonly outcome: "unread"; readonly gaps: readonly Gap[]; readonly failure: ReadFailure };

/** Lists one kind. */
type Lister = <T>(listing: Listing<T>) => Promise<Seen<T>>;

/** What an overview is taken with. */
export interface OverviewContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Reads what the network of a cluster consists of, all kinds side by side and page by page, and judges it. Of objects only what
 * is judged is held. Throws only for an abort.
 */
export async function readOverview(
  { namespace }: { readonly namespace: string | null },
  cluster: Cluster,
  { clock, signal }: OverviewContext,
): Promise<OverviewRead> {
  const gaps: Gap[] = [];
  const first = await cluster.get(
    namespace === null ? "/api" : `/api/v1/namespaces/${encodeURIComponent(namespace)}`,
  );
  if (namespace !== null && first.outcome === "missing") return { outcome: "no-namespace" };
  if (first.outcome === "unreachable" || first.outcome === "timed-out" || first.outcome === "unauthorized") {
    const wanted = { verb: "get", resource: "namespaces", namespace: null } as const;
    return { outcome: "unread", gaps: [gapOf(first, wanted)], failure: first };
  }
  const context = { cluster, gaps, namespace };
  const of: Lister = (listing) => listSeen(listing, context);
  const admission = "/apis/admissionregistration.k8s.io/v1";
  const webhooksOf = (kind: "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration") =>
    of({
      base: admission,
      resource: `${kind.toLowerCase()}s`,
      group: "admissionregistration.k8s.io",
      see: seeWebhooks(kind),
    });
  const [
    nodes,
    namespaces,
    services,
    slices,
    pods,
    daemonSets,
    policies,
    ingresses,
    validating,
    mutating,
    groups,
  ] = await Promise.all([
    of({ base: "/api/v1", resource: "nodes", see: seeNode }),
    of({ base: "/api/v1", resource: "namespaces", see: seeNamespace }),
    of({ base: "/api/v1", resource: "services", scope: "system", see: seeService }),
    of({
      base: "/apis/discovery.k8s.io/v1",
      resource: "endpointslices",
      group: "discovery.k8s.io",
      scope: "system",
      see: seeSlice,
    }),
    of({ base: "/api/v1", resource: "pods", scope: "system", see: seePod }),
    of({
      base: "/apis/apps/v1",
      resource: "daemonsets",
      group: "apps",
      scope: "every",
      see: seeWorkload("DaemonSet"),
    }),
    of({
      base: "/apis/networking.k8s.io/v1",
      resource: "networkpolicies",
      group: "networking.k8s.io",
      scope: "own",
      see: seePolicy,
    }),
    of({
      base: "/apis/networking.k8s.io/v1",
      resource: "ingresses",
      group: "networking.k8s.io",
      scope: "own",
      see: seeIngress,
    }),
    // Those of a namespace are the cluster's.
    namespace === null ? webhooksOf("ValidatingWebhookConfiguration") : null,
    namespace === null ? webhooksOf("MutatingWebhookConfiguration") : null,
    readGroups(cluster),
  ]);
  const readAll = [nodes, services, slices, pods];
  if (readAll.every((seen) => seen === null) && daemonSets === null)
    return {
      outcome: "unread",
      gaps,
      failure: { outcome: "forbidden", why: "answered nothing of what was asked" },
    };
  const webhooks =
    validating === null && mutating === null
      ? null
      : {
          all: [validating, mutating].flatMap((seen) => seen?.all.flat() ?? []),
          isComplete: validating?.isComplete === true && mutating?.isComplete === true,
        };
  const [corefile, proxyMode, complaints, shown] = await Promise.all([
    readCorefile({ services, pods }, context),
    readProxyMode(daemonSets, context),
    readComponents({ services, pods, daemonSets }, context),
    readCertificates(cluster.server, nodes?.all ?? [], signal),
  ]);
  const { asked, answered } = shown.kubelets;
  if (answered < asked)
    gaps.push({
      boundary: "service",
      needs: `certificates of ${asked - answered} of ${asked} kubelets`,
      reason: "unreachable",
      allowBy: "Run this where the nodes' port 10250 can be reached",
    });
  const world: KubeWorld = {
    now: clock.now(),
    namespace,
    nodes,
    namespaces,
    services,
    slices,
    pods,
    daemonSets,
    workloads: null,
    policies,
    ingresses,
    webhooks,
    groups,
    corefile,
    proxyMode,
    certificates: shown.certificates,
    complaints,
  };
  // What makes Pods bears only on what has none: most clusters need not be asked.
  const isNeeded = overviewOf({ ...world, workloads: null }).findings.some(({ id }) =>
    /^(service|policy)-selects-nothing/.test(id),
  );
  const workloads = isNeeded ? await readWorkloads(of) : null;
  return { outcome: "read", overview: overviewOf({ ...world, workloads }), gaps };
}

/** What makes Pods; `null` where one kind of it was not read whole, for it may be the one that does. */
async function readWorkloads(of: Lister): Promise<KubeWorld["workloads"]> {
  const scope = "own" as const;
  const apps = { base: "/apis/apps/v1", group: "apps", scope };
  const parts = await Promise.all([
    of({ ...apps, resource: "deployments", see: seeWorkload("Deployment") }),
    of({ ...apps, resource: "statefulsets", see: seeWorkload("StatefulSet") }),
    of({ base: "/apis/batch/v1", resource: "cronjobs", group: "batch", scope, see: seeWorkload("CronJob") }),
  ]);
  const whole = parts.filter((part) => part?.isComplete === true);
  return whole.length < parts.length
    ? null
    : { all: whole.flatMap((part) => part?.all ?? []), isComplete: true };
}

/** Names of the API's groups: everybody who may log in may read them. */
async function readGroups(cluster: Cluster): Promise<readonly string[] | null> {
  const read = await cluster.get("/apis");
  if (read.outcome !== "read") return null;
  return listOf(mapOf(read.object)["groups"]).flatMap((one) => textOf(mapOf(one)["name"]) ?? []);
}
