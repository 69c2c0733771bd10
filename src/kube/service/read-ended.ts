import type { Ms } from "../../base/index.ts";
import type { KubeEnd } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { mapOf } from "../api/json.ts";
import type { KubeContext } from "../context.ts";
import { endOf, leavesOthersOf, type Owner, preStopOf } from "../objects/ended.ts";
import { nameOf } from "../objects/name.ts";
import type { PodRead } from "../objects/pod.ts";
import { deploymentOf } from "../rollout/rollout.ts";
import { inNamespace } from "./read-service.ts";

/** What ended longer ago has nothing to do with a run that looks five minutes back and goes on for some. */
const OF_LATE: Ms = 900_000;

/** A Deployment keeps ten old ReplicaSets unless it is told otherwise (revisionHistoryLimit). */
const MOST_SETS = 100;

/** Deployments that share one Service. */
const MOST_DEPLOYMENTS = 4;

/** Events are kept for an hour: a rollout of so many Pods is told of in whole. */
const MOST_EVENTS = 500;

/** Ends that evidence keeps, the newest. */
const MOST_KEPT = 50;

/** Whose Pods. */
export interface EndedAsked {
  readonly namespace: string;
  /** The Service's labels, as the API takes them. */
  readonly labelSelector: string;
  readonly selected: readonly PodRead[];
}

/** Whether Pods came or went of late: else none was ended to be replaced. */
export const isChanging = (pods: readonly PodRead[], now: number): boolean =>
  pods.some(({ pod: { createdAt, deletedAt } }) => deletedAt !== null || (createdAt ?? 0) > now - OF_LATE);

/** The Pods of a Service that their controllers ended of late; `null` where that could not be read, which is a gap. */
export async function readEnded(
  { namespace, labelSelector, selected }: EndedAsked,
  cluster: Cluster,
  { recorder, clock }: KubeContext,
): Promise<readonly KubeEnd[] | null> {
  const space = encodeURIComponent(namespace);
  const [sets, events] = await Promise.all([
    cluster.list(`/apis/apps/v1/namespaces/${space}/replicasets`, { labelSelector }, { most: MOST_SETS }),
    cluster.list(
      `${inNamespace(namespace)}/events`,
      { fieldSelector: "reason=SuccessfulDelete" },
      { most: MOST_EVENTS },
    ),
  ]);
  if (sets.outcome !== "read" && sets.outcome !== "missing")
    recorder.gap(gapOf(sets, { verb: "list", resource: "replicasets.apps", namespace }));
  if (events.outcome !== "read") {
    if (events.outcome !== "missing")
      recorder.gap(gapOf(events, { verb: "list", resource: "events", namespace }));
    return null;
  }
  const replicaSets = sets.outcome === "read" ? sets.items : [];
  const names = [...new Set(replicaSets.flatMap((one) => deploymentOf(one) ?? []))].slice(
    0,
    MOST_DEPLOYMENTS,
  );
  const leaves = new Map(
    await Promise.all(
      names.map(async (name) => {
        const path = `/apis/apps/v1/namespaces/${space}/deployments/${encodeURIComponent(name)}`;
        const read = await cluster.get(path);
        if (read.outcome !== "read" && read.outcome !== "missing")
          recorder.gap(gapOf(read, { verb: "get", resource: "deployments.apps", namespace }));
        return [name, read.outcome === "read" ? leavesOthersOf(read.object) : null] as const;
      }),
    ),
  );
  const owners = [
    ...replicaSets.flatMap((set) => ownerOf(set, leaves.get(deploymentOf(set) ?? "") ?? null)),
    ...ownersOfPods(selected),
  ];
  const since = clock.now() - OF_LATE;
  return events.items
    .flatMap((event) => endOf(event, owners) ?? [])
    .filter(({ at }) => at >= since)
    .toSorted((a, b) => a.at - b.at)
    .slice(-MOST_KEPT);
}

function ownerOf(set: unknown, leavesOthers: boolean | null): readonly Owner[] {
  const id = nameOf(set, "ReplicaSet");
  if (id === null || id.uid === null) return [];
  const { template } = mapOf(mapOf(set)["spec"]);
  const hasPreStop = preStopOf(mapOf(template)["spec"]);
  return [{ uid: id.uid, name: `ReplicaSet/${id.name}`, hasPreStop, leavesOthers }];
}

/** What owns Pods itself and replaces them one at a time, as StatefulSets do: by its Pods of now, whose description may be a newer one. */
const ownersOfPods = (pods: readonly PodRead[]): readonly Owner[] =>
  [...Map.groupBy(pods, ({ ownerUid }) => ownerUid)].flatMap(([uid, own]): readonly Owner[] => {
    const name = own[0]?.pod.owner ?? null;
    return uid === null || name === null || !name.startsWith("StatefulSet/")
      ? []
      : [{ uid, name, hasPreStop: preStopOfAll(own), leavesOthers: own.length > 1 }];
  });

/** What all Pods of an owner say alike; `null` where they differ. */
function preStopOfAll(pods: readonly PodRead[]): boolean | null {
  const told = new Set(pods.map(({ pod }) => pod.containers.some(({ hasPreStop }) => hasPreStop)));
  return told.size === 1 ? told.has(true) : null;
}
