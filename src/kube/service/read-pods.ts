import type { KubeEndpoint, KubeName, KubePods } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { beginLook, type KubeContext } from "../context.ts";
import { isSame } from "../objects/name.ts";
import { isIll, type PodRead, podOf } from "../objects/pod.ts";
import { isChanging, readEnded } from "./read-ended.ts";
import { inNamespace } from "./read-service.ts";
import { readUnowned } from "./read-unowned.ts";

/** The most Pods of one Service that are read: the API's own limit of a cluster's Service is far below. */
const MOST_READ = 5_000;

/** Pods that endpoints lead to and the selector does not match, which are asked for one by one. */
const MOST_SINGLE = 20;

/** Pods that evidence keeps. */
const MOST_KEPT = 50;

/** Whose Pods are read. */
export interface PodsAsked {
  readonly namespace: string;
  readonly service: string;
  /** `null` for a Service without one, or that could not be read. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly endpoints: readonly KubeEndpoint[];
  /** Whether an endpoint still leads there, asked again. */
  stillTargets(): Promise<readonly KubeName[]>;
}

/** Pods, all of them and as evidence. */
export interface PodsFound {
  readonly all: readonly PodRead[];
  readonly value: KubePods;
}

/** Reads and records the Pods that a Service is about; `null` where they could not be read, which is a gap. */
export async function readPods(
  asked: PodsAsked,
  cluster: Cluster,
  context: KubeContext,
): Promise<PodsFound | null> {
  const { namespace, service, selector, endpoints } = asked;
  const record = beginLook(context);
  const labelSelector = selectorOf(selector ?? {});
  const listed =
    selector === null
      ? null
      : await cluster.list(`${inNamespace(namespace)}/pods`, { labelSelector }, { most: MOST_READ });
  if (listed !== null && listed.outcome !== "read")
    context.recorder.gap(gapOf(listed, { verb: "list", resource: "pods", namespace }));
  const items = listed?.outcome === "read" ? listed.items : [];
  const selected = items.flatMap((item) => podOf(item, true) ?? []);
  const known = new Set(selected.map(({ pod }) => `${pod.id.name} ${pod.id.uid}`));
  const wanted = new Map(
    endpoints.flatMap(({ target }) =>
      target === null || target.kind !== "Pod" || known.has(`${target.name} ${target.uid}`)
        ? []
        : [[`${target.namespace}/${target.name}`, target] as const],
    ),
  );
  const [unowned, ended, ...single] = await Promise.all([
    readUnowned(endpoints, cluster, context),
    listed?.outcome === "read" && isChanging(selected, context.clock.now())
      ? readEnded({ namespace, labelSelector, selected }, cluster, context)
      : null,
    ...[...wanted.values()].slice(0, MOST_SINGLE).map((target) => readTarget(target, cluster, context)),
  ]);
  const others = single.flatMap((one) => (one === "gone" || one === null ? [] : [one]));
  const lost = [...wanted.values()].filter((_, index) => single[index] === "gone");
  // A Pod may go between the two reads, and its endpoint with it: only what still leads nowhere leads nowhere.
  const still = lost.length === 0 ? [] : await asked.stillTargets();
  const gone = lost.filter((name) => still.some((other) => isSame(name, other)));
  const all = [...selected, ...others];
  const isRead = listed?.outcome === "read";
  // Neither a list nor one Pod: nothing is known of them.
  const isNothing = !isRead && all.length === 0 && gone.length === 0;
  if (isNothing && (selector !== null || (endpoints.length > 0 && unowned === null))) return null;
  const pods = all.map(({ pod }) => pod);
  const value: KubePods = {
    namespace,
    service,
    isComplete: listed === null ? selector !== null : listed.outcome === "read" && listed.isComplete,
    selected: selected.length,
    selectedReady: selected.filter(({ pod }) => pod.isReady).length,
    pods: pods.toSorted((a, b) => Number(isIll(b)) - Number(isIll(a))).slice(0, MOST_KEPT),
    gone,
    ...(unowned === null ? {} : { unowned }),
    ...(ended === null ? {} : { ended }),
  };
  record("kube-pods", value, {
    command: `kubectl -n ${namespace} get pods ${labelSelector === "" ? "" : `-l ${labelSelector} `}-o wide`,
  });
  return { all, value };
}

/** The Pod of an endpoint; `gone` where there is none of that uid, `null` where that is not known. */
async function readTarget(
  target: KubeName,
  cluster: Cluster,
  context: KubeContext,
): Promise<PodRead | "gone" | null> {
  const read = await cluster.get(`${inNamespace(target.namespace)}/pods/${encodeURIComponent(target.name)}`);
  if (read.outcome === "missing") return "gone";
  if (read.outcome !== "read") {
    context.recorder.gap(gapOf(read, { verb: "get", resource: "pods", namespace: target.namespace }));
    return null;
  }
  const found = podOf(read.object, false);
  return found === null ? null : isSame(found.pod.id, target) ? found : "gone";
}

/** Labels as a selector of the API. */
export const selectorOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
