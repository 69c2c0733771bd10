import { countOf, isMap, labelsOf, listOf, mapOf, numberOf, textOf, timeOf } from "../api/json.ts";
import { conditionOf } from "../objects/pod.ts";
import type { PodSeen } from "./seen.ts";

/** Containers of one Pod that are looked at. */
const MOST_CONTAINERS = 50;

/** What the overview holds of a Pod; `null` where it has no name. Kubernetes API, Pod v1. */
export function seePod(object: unknown): PodSeen | null {
  const { metadata: rawMeta, spec: rawSpec, status: rawStatus } = mapOf(object);
  const meta = mapOf(rawMeta);
  const spec = mapOf(rawSpec);
  const status = mapOf(rawStatus);
  const name = textOf(meta["name"]);
  if (name === null) return null;
  const ready = conditionOf(status["conditions"], "Ready");
  const states = [...listOf(status["initContainerStatuses"]), ...listOf(status["containerStatuses"])]
    .slice(0, MOST_CONTAINERS)
    .map(mapOf);
  const owners = listOf(meta["ownerReferences"]).map(mapOf);
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  return {
    namespace: textOf(meta["namespace"]) ?? "",
    name,
    labels: labelsOf(meta["labels"]),
    phase: textOf(status["phase"]) ?? "Unknown",
    isReady: ready["status"] === "True",
    readyChangedAt: timeOf(ready["lastTransitionTime"]),
    createdAt: timeOf(meta["creationTimestamp"]),
    isDeleted: meta["deletionTimestamp"] !== undefined,
    waiting:
      states
        .map(({ state }) => textOf(mapOf(mapOf(state)["waiting"])["reason"]))
        .find((one) => one !== null) ?? null,
    restarts: states.reduce((sum, { restartCount }) => sum + (countOf(restartCount) ?? 0), 0),
    lastExit: lastExitOf(states),
    owner: owner === undefined ? null : `${textOf(owner["kind"]) ?? ""}/${textOf(owner["name"]) ?? ""}`,
    node: textOf(spec["nodeName"]),
    container: textOf(mapOf(listOf(spec["containers"])[0])["name"]),
    portNames: containersOf(spec)
      .flatMap(({ ports }) => listOf(ports))
      .flatMap((port) => textOf(mapOf(port)["name"]) ?? []),
    images: imagesOf(spec),
    configMaps: configMapsOf(spec),
    isOnHostNetwork: spec["hostNetwork"] === true,
  };
}

/** Containers of a Pod's description, those that start first among them. */
export const containersOf = (spec: unknown) =>
  [...listOf(mapOf(spec)["initContainers"]), ...listOf(mapOf(spec)["containers"])]
    .slice(0, MOST_CONTAINERS)
    .map(mapOf);

/** Images of a Pod's description. */
export const imagesOf = (spec: unknown): readonly string[] =>
  containersOf(spec).flatMap(({ image }) => textOf(image) ?? []);

/** Names of the ConfigMaps that a Pod mounts. */
export const configMapsOf = (spec: unknown): readonly string[] =>
  listOf(mapOf(spec)["volumes"]).flatMap((volume) => {
    const { name } = mapOf(mapOf(volume)["configMap"]);
    return textOf(name) ?? [];
  });

function lastExitOf(states: readonly Readonly<Record<string, unknown>>[]): PodSeen["lastExit"] {
  const exits = states
    .flatMap(({ state, lastState }) => [mapOf(state)["terminated"], mapOf(lastState)["terminated"]])
    .filter(isMap)
    .map(({ reason, exitCode, finishedAt }) => ({
      reason: textOf(reason),
      code: numberOf(exitCode),
      endedAt: timeOf(finishedAt),
    }))
    // An init container that has done its work has ended, too.
    .filter(({ code }) => code !== 0);
  return exits.toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))[0] ?? null;
}
