import type { KubePod } from "../../evidence/index.ts";
import { addressOf, countOf, labelsOf, listOf, mapOf, messageOf, textOf, timeOf } from "../api/json.ts";
import { containersOf } from "./container.ts";
import { nameOf } from "./name.ts";

/** Addresses of one node that are kept: one of each family is usual. */
const MOST_HOSTS = 4;

/** A Pod as it was read: what evidence holds of it, and what policies and selectors are matched with. */
export interface PodRead {
  readonly pod: KubePod;
  readonly labels: Readonly<Record<string, string>>;
  /** Of what made it; `null` for nothing. */
  readonly ownerUid: string | null;
}

/** A Pod of the API as evidence; `null` where it has no name. Kubernetes API, Pod v1. */
export function podOf(object: unknown, isSelected: boolean): PodRead | null {
  const id = nameOf(object, "Pod");
  if (id === null) return null;
  const { metadata, spec: rawSpec, status: rawStatus } = mapOf(object);
  const meta = mapOf(metadata);
  const spec = mapOf(rawSpec);
  const status = mapOf(rawStatus);
  const ready = conditionOf(status["conditions"], "Ready");
  const scheduled = conditionOf(status["conditions"], "PodScheduled");
  const told = listOf(status["podIPs"]).map((one) => mapOf(one)["ip"]);
  const addresses = [...new Set([status["podIP"], ...told].flatMap((value) => addressOf(value) ?? []))];
  const hosts = [status["hostIP"], ...listOf(status["hostIPs"]).map((one) => mapOf(one)["ip"])];
  const nodeAddresses = [...new Set(hosts.flatMap((value) => addressOf(value) ?? []))].slice(0, MOST_HOSTS);
  const owners = listOf(meta["ownerReferences"]).map(mapOf);
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  const deletedAt = timeOf(meta["deletionTimestamp"]);
  // What is being deleted has its own grace, that may be shorter than what its description asks for.
  const graces = [meta["deletionGracePeriodSeconds"], spec["terminationGracePeriodSeconds"]];
  const grace = graces.map(countOf).find((seconds) => seconds !== null) ?? null;
  return {
    labels: labelsOf(meta["labels"]),
    ownerUid: owner === undefined ? null : textOf(owner["uid"]),
    pod: {
      id,
      addresses: addresses.slice(0, 10),
      isOnHostNetwork: spec["hostNetwork"] === true,
      node: textOf(spec["nodeName"]),
      ...(nodeAddresses.length === 0 ? {} : { nodeAddresses }),
      phase: textOf(status["phase"]) ?? "Unknown",
      isSelected,
      isReady: ready["status"] === "True",
      readyChangedAt: timeOf(ready["lastTransitionTime"]),
      createdAt: timeOf(meta["creationTimestamp"]),
      deletedAt,
      grace: grace === null ? null : grace * 1000,
      unscheduled:
        scheduled["status"] === "False"
          ? (messageOf(scheduled["message"]) ?? textOf(scheduled["reason"]) ?? "no reason is told")
          : null,
      containers: containersOf(object),
      owner: owner === undefined ? null : `${textOf(owner["kind"]) ?? ""}/${textOf(owner["name"]) ?? ""}`,
    },
  };
}

/** A condition of an object; an empty one where it has none of that type. */
export const conditionOf = (conditions: unknown, type: string): ReturnType<typeof mapOf> =>
  mapOf(listOf(conditions).find((one) => mapOf(one)["type"] === type));

/** Whether a Pod is one of those that tell why a request fails: not ready, or a container of it has ended before. */
export const isIll = ({ isReady, phase, containers, deletedAt }: KubePod): boolean =>
  (!isReady && phase !== "Succeeded") ||
  deletedAt !== null ||
  containers.some(({ isInit, restarts, state }) => !isInit && (restarts > 0 || state === "terminated"));
