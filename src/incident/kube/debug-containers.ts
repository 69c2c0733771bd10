import type { Clock, Ms } from "../../base/index.ts";
import { type KubeName, type Recorder, startOf } from "../../evidence/index.ts";
import {
  type Cluster,
  type ContainerNamed,
  type DebugContainerAsked,
  debugContainerPatch,
  debugContainerState,
  debugContainersPath,
  gapOf,
  podNameOf,
  type ReadFailure,
} from "../../kube/index.ts";
import { pause } from "../pause.ts";

/** A Pod by its name. */
export type PodCalled = Pick<KubeName, "namespace" | "name">;

/** Containers that this run may add to Pods that have no tools of their own. */
export interface DebugContainers {
  readonly image: string;
  /** The one of a Pod, which is added the first time; `null` where it cannot be had, which is a gap then. */
  in(pod: PodCalled): Promise<ContainerNamed | null>;
  /** The one of a Pod where it was asked for before; `null` for none. */
  known(pod: PodCalled): Promise<ContainerNamed | null>;
}

/** Its process ends by itself after this time: longer than any check of a Pod takes. */
export const ENDS_AFTER: Ms = 600_000;

/** How long its start is waited for: a small image is pulled within seconds. */
export const START: Ms = 30_000;

/** How often its kubelet is asked after. */
const BETWEEN: Ms = 500;

/** What it is added and looked after with. */
interface DebugContext {
  readonly image: string;
  readonly cluster: Cluster;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The containers of one run: one to a Pod at most. */
export function debugContainers(context: DebugContext): DebugContainers {
  const added = new Map<string, Promise<ContainerNamed | null>>();
  const keyOf = ({ namespace, name }: PodCalled) => `${namespace}/${name}`;
  return {
    image: context.image,
    in(pod) {
      const known = added.get(keyOf(pod));
      if (known !== undefined) return known;
      const adding = add(pod, context);
      added.set(keyOf(pod), adding);
      return adding;
    },
    known: async (pod) => (await added.get(keyOf(pod))) ?? null,
  };
}

async function add(pod: PodCalled, context: DebugContext): Promise<ContainerNamed | null> {
  const { cluster, clock, recorder, image } = context;
  const { observedAt, ticks } = startOf(clock);
  const asked: DebugContainerAsked = {
    name: `faultline-${Math.floor(observedAt).toString(36)}`,
    image,
    endsAfter: ENDS_AFTER,
  };
  const patched = await cluster.patch(debugContainersPath(pod), debugContainerPatch(asked));
  if (patched.outcome !== "read") {
    const wanted = { verb: "patch", resource: "pods/ephemeralcontainers", namespace: pod.namespace } as const;
    const gap = gapOf(patched, wanted);
    recorder.gap({
      ...gap,
      needs: `a look from Pod ${pod.namespace}/${pod.name}, by ${gap.needs}: the API ${patched.why}`,
      ...(isNotAdmitted(patched)
        ? { allowBy: "Let its namespace admit such a container, as that answer says" }
        : {}),
    });
    return null;
  }
  const notStarted = await waitForStart(pod, asked, context);
  recorder.record(
    "debug-container",
    {
      pod: podNameOf(patched.object) ?? { ...pod, kind: "Pod", uid: null },
      ...{ container: asked.name, image, endsAfter: ENDS_AFTER, notStarted },
    },
    {
      ...{ boundary: "service", by: "probe", purpose: "context", observedAt },
      took: clock.ticks() - ticks,
      command: `kubectl -n ${pod.namespace} get pod ${pod.name} -o jsonpath='{.status.ephemeralContainerStatuses}'`,
    },
  );
  if (notStarted === null) return { namespace: pod.namespace, pod: pod.name, container: asked.name };
  recorder.gap({
    boundary: "service",
    needs: `a look from Pod ${pod.namespace}/${pod.name}, by a container of ${image}: ${notStarted}`,
    reason: "unreachable",
    allowBy: "Name an image that its node has or can pull: --allow ephemeral-container=IMAGE",
  });
  return null;
}

/** Who may patch it is told so by admission in other words. Kubernetes, "Controlling Access to the Kubernetes API". */
const isNotAdmitted = ({ outcome, why }: ReadFailure): boolean =>
  outcome === "forbidden" && !/cannot patch resource/.test(why);

/** Waits until it runs. @returns Why it does not; `null` where it does. */
async function waitForStart(
  { namespace, name }: PodCalled,
  { name: container }: DebugContainerAsked,
  { cluster, clock, signal }: DebugContext,
): Promise<string | null> {
  const until = clock.ticks() + START;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  for (;;) {
    const read = await cluster.get(path);
    const seen = read.outcome === "read" ? debugContainerState(read.object, container) : null;
    if (seen?.state === "running") return null;
    if (seen?.state === "failed") return seen.why;
    const why = seen?.why ?? (read.outcome === "read" ? "" : `the API ${read.why}`);
    if (clock.ticks() >= until) return `it did not start within ${START / 1000} s (${why})`;
    await pause(BETWEEN, signal);
  }
}
