import type { EpochMs } from "../../base/index.ts";
import type { RecentChanges } from "../../evidence/index.ts";
import { listOf, mapOf, textOf, timeOf } from "../api/json.ts";
import { nameOf } from "../objects/name.ts";
import type { PodRead } from "../objects/pod.ts";

/** One change, as evidence holds it. */
export type Change = RecentChanges["changes"][number];

/** What changes are looked for in. */
export interface Window {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** The Deployment that owns a ReplicaSet; `null` where none does. */
export function deploymentOf(replicaSet: unknown): string | null {
  const owners = listOf(mapOf(mapOf(replicaSet)["metadata"])["ownerReferences"]).map(mapOf);
  return textOf(owners.find(({ kind }) => kind === "Deployment")?.["name"]);
}

/** A rollout by the ReplicaSet that it made, and its Deployment where that was read. apps/v1. */
export function rolloutOf(replicaSet: unknown, deployment: unknown): Change | null {
  const id = nameOf(replicaSet, "ReplicaSet");
  const { creationTimestamp, annotations } = mapOf(mapOf(replicaSet)["metadata"]);
  const at = timeOf(creationTimestamp);
  const owner = deploymentOf(replicaSet);
  if (id === null || at === null || owner === null) return null;
  const revision = textOf(mapOf(annotations)["deployment.kubernetes.io/revision"]);
  const strategy = mapOf(mapOf(mapOf(deployment)["spec"])["strategy"]);
  const { maxUnavailable } = mapOf(strategy["rollingUpdate"]);
  const bound = typeof maxUnavailable === "number" ? String(maxUnavailable) : textOf(maxUnavailable);
  const told = [
    `ReplicaSet ${id.name}`,
    ...(strategy["type"] === "Recreate" ? ["all are ended first"] : []),
    ...(bound === null ? [] : [`at most ${bound.slice(0, 20)} unavailable`]),
  ];
  return {
    at,
    what: "deployment",
    of: `${id.namespace}/${owner}${revision === null ? "" : ` to revision ${revision}`} (${told.join(", ")})`,
  };
}

/** Starts of containers that had run before. */
export const restartsOf = (pods: readonly PodRead[]): readonly Change[] =>
  pods.flatMap(({ pod: { id, containers } }) =>
    containers.flatMap(({ name, restarts, startedAt, isInit }): readonly Change[] =>
      restarts === 0 || startedAt === null || isInit
        ? []
        : [{ at: startedAt, what: "restart", of: `container ${name} of Pod ${id.namespace}/${id.name}` }],
    ),
  );

/** A Job that ran in the window, from its start on; `null` for another. batch/v1. */
export function jobOf(object: unknown, { from, until }: Window): Change | null {
  const id = nameOf(object, "Job");
  const { startTime, completionTime } = mapOf(mapOf(object)["status"]);
  const at = timeOf(startTime);
  const endedAt = timeOf(completionTime);
  if (id === null || at === null || at > until || (endedAt !== null && endedAt < from)) return null;
  const owners = listOf(mapOf(mapOf(object)["metadata"])["ownerReferences"]).map(mapOf);
  const cron = textOf(owners.find(({ kind }) => kind === "CronJob")?.["name"]);
  const end = endedAt === null ? "runs" : `ended ${new Date(endedAt).toISOString()}`;
  const by = cron === null ? "" : ` of CronJob ${cron}`;
  return { at, what: "job", of: `${id.namespace}/${id.name}${by}, ${end}` };
}
