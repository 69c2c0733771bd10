import type { Ms } from "../../base/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import type { Cluster, ObjectRead } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { beginLook, type KubeContext } from "../context.ts";
import type { PodRead } from "../objects/pod.ts";
import { type Change, deploymentOf, jobOf, restartsOf, rolloutOf, type Window } from "./rollout.ts";

/** What changed longer ago was in place while all was well. */
const WINDOW: Ms = 24 * 3_600_000;

/** ReplicaSets of one Service that are read: two while a rollout goes on, four where two Deployments share it. */
const MOST_SETS = 4;

const MOST_JOBS = 500;

/** The most that a record holds. */
const MOST_CHANGES = 20;

/**
 * Records what changed in the cluster in the day before a time, newest first: rollouts and restarts of these Pods, and Jobs that ran in the
 * window. `null` where nothing is known to have changed, which says nothing.
 */
export async function readRollout(
  asked: { readonly namespace: string; readonly pods: readonly PodRead[] } & Window,
  cluster: Cluster,
  context: KubeContext,
): Promise<Evidence<"recent-changes"> | null> {
  const { namespace, pods, from, until } = asked;
  const record = beginLook({ ...context, recorder: context.recorder.at("cluster") });
  const owners = pods.flatMap(({ pod }) => (pod.owner?.startsWith("ReplicaSet/") ? pod.owner.slice(11) : []));
  const apps = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}`;
  const read = async (resource: string, name: string): Promise<unknown> => {
    const one: ObjectRead = await cluster.get(`${apps}/${resource}/${encodeURIComponent(name)}`);
    if (one.outcome === "read") return one.object;
    if (one.outcome !== "missing")
      context.recorder.gap(gapOf(one, { verb: "get", resource: `${resource}.apps`, namespace }));
    return null;
  };
  const rollouts = [...new Set(owners)].slice(0, MOST_SETS).map(async (name): Promise<Change | null> => {
    const set = await read("replicasets", name);
    const deployment = deploymentOf(set);
    return rolloutOf(set, deployment === null ? null : await read("deployments", deployment));
  });
  const jobs = async (): Promise<readonly (Change | null)[]> => {
    const path = `/apis/batch/v1/namespaces/${encodeURIComponent(namespace)}/jobs`;
    const list = await cluster.list(path, {}, { most: MOST_JOBS });
    if (list.outcome === "read") return list.items.map((item) => jobOf(item, { from, until }));
    if (list.outcome !== "missing")
      context.recorder.gap(gapOf(list, { verb: "list", resource: "jobs.batch", namespace }));
    return [];
  };
  const [ran, ...rolled] = await Promise.all([jobs(), ...rollouts]);
  const changes = [...ran, ...rolled, ...restartsOf(pods)]
    .filter((change) => change !== null)
    .filter(({ at, what }) => at <= until && (what === "job" || at >= until - WINDOW))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MOST_CHANGES);
  if (changes.length === 0) return null;
  return record(
    "recent-changes",
    { changes },
    {
      boundary: "app",
      command: `kubectl -n ${namespace} get replicasets,pods,jobs --sort-by=.metadata.creationTimestamp`,
    },
  );
}
