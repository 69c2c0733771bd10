import type { KubeFinding, KubeService } from "../../evidence/index.ts";
import type { Labels, PodSeen } from "./seen.ts";
import { isSelected, type KubeWorld } from "./world.ts";

/** Why a Service has no endpoint, and whether that is a fault. */
export type Reason = Pick<KubeFinding, "id" | "level" | "what" | "advice">;

/** Pods start, and are ready, within this: image, network, first probes. */
const STARTING = 120_000;

/** Between a Pod's readiness and the slice that holds it. The controller takes milliseconds to seconds. */
const PROPAGATION = 30_000;

const note = (id: string, what: string): Reason => ({ id, level: "note", what, advice: null });

/** Says of a Service without a ready endpoint why; `null` where the lists do not tell it. */
export function whyNone(
  service: KubeService & { readonly selector: Labels; readonly serving: number },
  world: Pick<KubeWorld, "pods" | "workloads" | "daemonSets" | "now"> & {
    readonly podsHere: readonly PodSeen[];
  },
): Reason | null {
  const { selector, namespace } = service;
  if (world.pods === null)
    return {
      id: "service-without-endpoints",
      level: "fault",
      what: "no ready endpoint; its Pods could not be read",
      advice: "Look at the Pods that its selector matches",
    };
  // The Pods that are missing in a list that is not whole may be its own.
  if (!world.pods.isComplete) return null;
  const matched = world.podsHere.filter(({ labels }) => isSelected(selector, labels));
  const alive = matched.filter(({ phase }) => phase !== "Succeeded" && phase !== "Failed");
  if (alive.length > 0) return ofPods(alive, { now: world.now, serving: service.serving });
  if (matched.some(({ phase }) => phase === "Succeeded"))
    return note("service-pods-finished", "no endpoint: its Pods have finished");
  const makers = [...(world.workloads?.all ?? []), ...(world.daemonSets?.all ?? [])].filter(
    (one) => one.namespace === namespace && isSelected(selector, one.podLabels),
  );
  const wanting = makers.find(({ wanted }) => wanted !== null && wanted > 0);
  if (wanting !== undefined)
    return {
      id: "service-without-pods",
      level: "fault",
      what: `no endpoint: ${wanting.kind} ${wanting.name} should have Pods and has none`,
      advice: "Look at its events: a quota, an admission webhook or a missing account hinders it",
    };
  if (makers.length > 0)
    return note("service-scaled-to-zero", "no endpoint: what makes its Pods is scaled to 0 or runs at times");
  if (world.workloads === null)
    return note(
      "service-selects-nothing",
      "no endpoint: its selector matches no Pod; whether it is scaled to 0 could not be read",
    );
  // Charts make headless ones for metrics of Pods that not every cluster has.
  if (service.isHeadless) return note("service-selects-nothing", "headless, and its selector matches no Pod");
  return {
    id: "service-selects-nothing",
    level: "fault",
    what: "no endpoint: its selector matches no Pod, and nothing here would make one",
    advice: "Compare its selector with the labels of the Pods",
  };
}

function ofPods(
  alive: readonly PodSeen[],
  { now, serving }: { readonly now: number; readonly serving: number },
): Reason | null {
  if (alive.every(({ isDeleted }) => isDeleted))
    return note(
      "service-pods-leaving",
      `no ready endpoint: all its Pods are being deleted${stillOf(serving)}`,
    );
  const staying = alive.filter(({ isDeleted }) => !isDeleted);
  const ready = staying.filter(({ isReady }) => isReady);
  if (ready.length > 0) {
    const isSettled = ready.some(({ readyChangedAt }) => now - (readyChangedAt ?? now) > PROPAGATION);
    return isSettled
      ? {
          id: "endpoints-not-written",
          level: "fault",
          what: "ready Pods, and no EndpointSlice that holds them",
          advice: "Look at kube-controller-manager: its EndpointSlice controller writes them",
        }
      : null;
  }
  if (staying.every(({ createdAt }) => now - (createdAt ?? now) < STARTING))
    return note("service-pods-starting", "no ready endpoint yet: its Pods were made within the last 2 min");
  const why = staying.map(({ waiting }) => waiting).find((one) => one !== null);
  const pending = staying.every(({ node }) => node === null) ? "no node takes them" : null;
  return {
    id: "service-pods-not-ready",
    level: "fault",
    what: `no ready endpoint: none of its Pods is ready${why ? ` (${why})` : pending ? ` (${pending})` : ""}`,
    advice: "Look at the Pods' events, readiness probes and logs",
  };
}

const stillOf = (serving: number): string => (serving > 0 ? `, ${serving} still answering` : "");
