import type { EpochMs, Ms } from "../../../base/index.ts";
import type { Evidence, KubeContainer, KubeEvent, KubeExit, KubePod } from "../../../evidence/index.ts";
import { barringNode, isNodeUnfit, wordsOfNode } from "./unfit-nodes.ts";

/** Why a Pod does not serve, by what its node's kubelet or a controller states. The order is that in which one of several is told. */
export const troubleKinds = [
  "node-not-ready",
  "pod-not-running",
  "killed-for-memory",
  "crash-looping",
  "readiness-failing",
] as const;

export type TroubleKind = (typeof troubleKinds)[number];

/** One Pod's trouble at one time. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly pod: KubePod;
  /** In the words of the API: `container app: CrashLoopBackOff, exit code 1`. */
  readonly words: string;
  readonly records: readonly Evidence[];
}

/**
 * What is older than this is over: a container that has run for so long begins anew with the kubelet's patience. Kubernetes, Pod
 * lifecycle, "Container restart policy".
 */
export const OVER_AFTER: Ms = 600_000;

/** One restart is none "again and again". */
const AGAIN = 2;

/** The API's times are whole seconds. */
export const ROUNDING: Ms = 1_000;

/** Reasons by which a kubelet says that a container cannot be started as it is described. kubelet, images/types.go, container/sync_result.go. */
const cannotStart: ReadonlySet<string> = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "PreCreateHookError",
  "PreStartHookError",
  "PostStartHookError",
]);

/** How containerd's and CRI-O's words of a sandbox that gets no network begin. */
const withoutNetwork =
  /network for sandbox|NetworkPluginNotReady|cni plugin not initialized|network is not ready/i;

/** What is read beside a Pod, at the same time. */
export interface Beside {
  readonly pods: Evidence<"kube-pods">;
  readonly events: Evidence<"kube-events"> | undefined;
  readonly nodes: Evidence<"kube-nodes"> | undefined;
}

/** Why a Pod does not serve; `null` where nothing says that it does not. One that is to be ended has none. */
export function troubleOf(pod: KubePod, beside: Beside): Trouble | null {
  if (pod.deletedAt !== null) return null;
  const now = beside.pods.observedAt;
  const own = (beside.events?.value.events ?? []).filter(
    ({ about, lastAt, firstAt }) =>
      about.uid !== null && about.uid === pod.id.uid && now - (lastAt ?? firstAt ?? 0) < OVER_AFTER,
  );
  const says = (kind: TroubleKind, words: string, ...more: readonly (Evidence | undefined)[]): Trouble => ({
    kind,
    pod,
    words,
    records: [beside.pods, ...more.flatMap((record) => record ?? [])],
  });
  const node = (beside.nodes?.value.nodes ?? []).find(({ name }) => name === pod.node);
  if (node !== undefined && isNodeUnfit(node)) return says("node-not-ready", wordsOfNode(node), beside.nodes);
  const isWaiting = pod.containers.some(({ state }) => state === "waiting") || pod.containers.length === 0;
  const network = own.find(isOfNetwork);
  if (network !== undefined && isWaiting && pod.phase === "Pending")
    return says(
      "node-not-ready",
      `node ${pod.node ?? "?"}: ${network.reason}, ${network.message}`,
      beside.events,
    );
  const evicted = own.find(({ reason, message }) => reason === "Evicted" && /memory/i.test(message));
  if (evicted !== undefined && pod.phase === "Failed")
    return says("killed-for-memory", `evicted: ${evicted.message}`, beside.events);
  const barring = barringNode(pod, beside);
  if (barring !== null)
    return says("node-not-ready", `${wordsOfNode(barring)}; unschedulable: ${pod.unscheduled}`, beside.nodes);
  const stopped = wordsOfStart(pod, own);
  if (stopped !== null) return says("pod-not-running", stopped, beside.events);
  return ofContainers(pod, own, {
    now,
    says,
    events: beside.events,
    nodes: node === undefined ? undefined : beside.nodes,
  });
}

function ofContainers(
  pod: KubePod,
  own: readonly KubeEvent[],
  by: {
    readonly now: EpochMs;
    readonly says: (kind: TroubleKind, words: string, ...more: readonly (Evidence | undefined)[]) => Trouble;
    readonly events: Evidence<"kube-events"> | undefined;
    /** Where its node is known to be ready. */
    readonly nodes: Evidence<"kube-nodes"> | undefined;
  },
): Trouble | null {
  for (const container of pod.containers) {
    const killed = recentExits(container, by.now).find(isMemory);
    if (killed !== undefined) return by.says("killed-for-memory", wordsOfExit(container, killed));
  }
  for (const container of pod.containers) {
    if (!isCrashing(container, by.now)) continue;
    const [last] = container.exits;
    return by.says("crash-looping", wordsOfExit(container, last));
  }
  if (pod.phase !== "Running" || pod.isReady) return null;
  const unready = pod.containers.find(
    ({ isInit, state, isReady, readiness }) =>
      !isInit && state === "running" && !isReady && readiness !== null,
  );
  if (unready === undefined || isStarting(unready, by.now)) return null;
  const event = own.find(
    ({ reason, message, lastAt }) =>
      reason === "Unhealthy" &&
      message.startsWith("Readiness probe") &&
      (unready.startedAt === null || lastAt === null || lastAt >= unready.startedAt - ROUNDING),
  );
  const words = `container ${unready.name}: ${event?.message ?? "it was ready, and its readiness probe passes no more"}`;
  if (event !== undefined) return by.says("readiness-failing", words, by.events);
  // A node that is not heard of takes the readiness of its Pods away as well.
  return by.nodes !== undefined && lostReadiness(pod, unready)
    ? by.says("readiness-failing", words, by.nodes)
    : null;
}

/**
 * Whether its first probe may not have been answered yet: none is made before the initial delay, and the first within a period after
 * it. Kubernetes API, Probe v1; kubelet, prober/worker.go.
 */
const isStarting = ({ startedAt, readiness }: KubeContainer, now: EpochMs): boolean =>
  startedAt !== null &&
  readiness !== null &&
  now - startedAt < (readiness.initialDelay ?? 0) + readiness.period;

/** Readiness went while the container ran: at its start it has none, and is told so before it. */
const lostReadiness = ({ readyChangedAt }: KubePod, { startedAt }: KubeContainer): boolean =>
  readyChangedAt !== null && startedAt !== null && readyChangedAt > startedAt + ROUNDING;

const isOfNetwork = ({ reason, message }: KubeEvent): boolean =>
  reason === "NetworkNotReady" || (reason === "FailedCreatePodSandBox" && withoutNetwork.test(message));

/** Why it has not started; `null` where it has. */
function wordsOfStart(pod: KubePod, own: readonly KubeEvent[]): string | null {
  if (pod.unscheduled !== null && pod.node === null) return `unschedulable: ${pod.unscheduled}`;
  const stuck = pod.containers.find(
    ({ state, reason }) => state === "waiting" && reason !== null && cannotStart.has(reason),
  );
  if (stuck !== undefined)
    return `container ${stuck.name}: ${[stuck.reason, stuck.message].filter((word) => word !== null).join(", ")}`;
  if (pod.phase !== "Pending") return null;
  const mount = own.find(({ reason }) => reason === "FailedMount" || reason === "FailedAttachVolume");
  // What has run had its volumes: it failed before, and was tried again.
  const hasRun = pod.containers.some(({ startedAt, exits }) => startedAt !== null || exits.length > 0);
  if (mount !== undefined && !hasRun) return `${mount.reason}: ${mount.message}`;
  // An init container that ends is started again: that is for the rows of how it ends.
  const main = pod.containers.filter(({ isInit }) => !isInit);
  const isHeld = main.length > 0 && main.every(({ state }) => state === "waiting" || state === null);
  const init = pod.containers.find(
    (one) => one.isInit && one.state === "running" && !one.isReady && !hasFailed(one),
  );
  return isHeld && init !== undefined ? `its init container ${init.name} does not end` : null;
}

/** It has ended with a failure, and is tried again. */
const hasFailed = ({ exits: [last], restarts }: KubeContainer): boolean =>
  restarts > 0 && last !== undefined && last.code !== 0;

const isMemory = ({ reason }: KubeExit): boolean => reason === "OOMKilled";

/** Ends that are not over: of a container that is down, whenever; of one that runs, of late. */
function recentExits(container: KubeContainer, now: EpochMs): readonly KubeExit[] {
  const isDown = container.state !== "running";
  return container.exits.filter(({ endedAt }) => isDown || (endedAt !== null && now - endedAt < OVER_AFTER));
}

function isCrashing(container: KubeContainer, now: EpochMs): boolean {
  if (container.state === "waiting" && container.reason === "CrashLoopBackOff") return true;
  if (container.isInit && container.state === "terminated" && container.exits[0]?.code === 0) return false;
  const recent = recentExits(container, now);
  // Until it succeeds nothing of the Pod is started.
  if (container.isInit && !container.isReady && hasFailed(container) && recent.length > 0) return true;
  return container.restarts >= AGAIN && recent.length > 0 && recent[0]?.endedAt !== null;
}

function wordsOfExit(container: KubeContainer, exit: KubeExit | undefined): string {
  const state = container.state === "running" ? "" : (container.reason ?? container.state ?? "");
  const end =
    exit === undefined
      ? ""
      : [exit.reason, exit.code === null ? null : `exit code ${exit.code}`]
          .filter((word) => word !== null)
          .join(", ");
  const restarts = `${container.restarts} restarts`;
  return `container ${container.name}: ${[...new Set([state, end, restarts])].filter((word) => word !== "").join(", ")}`;
}
