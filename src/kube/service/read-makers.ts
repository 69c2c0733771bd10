import type { KubeMaker } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { listOf, mapOf, messageOf, textOf } from "../api/json.ts";
import { beginLook, type KubeContext } from "../context.ts";
import { eventOf } from "../objects/event.ts";
import { seeWorkload } from "../overview/see.ts";
import { isSelected } from "../overview/world.ts";
import { inNamespace } from "./read-service.ts";

/** Objects of one kind in a namespace that are read. */
const MOST_READ = 2_000;

/** Makers that are kept, and events of one of them that are read. */
const [MOST_KEPT, MOST_EVENTS] = [10, 20];

/** Of a Pod that could not be made. Kubernetes, pkg/controller, FailedCreatePodReason. */
const FAILED = "FailedCreate";

const KINDS = [
  ["Deployment", "deployments"],
  ["StatefulSet", "statefulsets"],
  ["DaemonSet", "daemonsets"],
] as const;

/** Whose Pods there should be. */
interface MakersAsked {
  readonly namespace: string;
  readonly service: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** Reads and records what would make the Pods that a Service selects, and what hinders it. What may not be read is a gap. */
export async function readMakers(
  { namespace, service, selector }: MakersAsked,
  cluster: Cluster,
  context: KubeContext,
): Promise<void> {
  const record = beginLook(context);
  const lists = await Promise.all(
    KINDS.map(async ([kind, resource]) => {
      const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/${resource}`;
      const list = await cluster.list(path, {}, { most: MOST_READ });
      if (list.outcome !== "read") {
        if (list.outcome !== "missing")
          context.recorder.gap(gapOf(list, { verb: "list", resource: `${resource}.apps`, namespace }));
        return { isWhole: list.outcome === "missing", found: [] };
      }
      const found = list.items.flatMap((object) => {
        const seen = seeWorkload(kind)(object);
        return seen !== null && isSelected(selector, seen.podLabels) ? [{ seen, object }] : [];
      });
      return { isWhole: list.isComplete, found };
    }),
  );
  const makers = await Promise.all(
    lists
      .flatMap(({ found }) => found)
      .slice(0, MOST_KEPT)
      .map(
        async ({ seen: { kind, name, wanted }, object }): Promise<KubeMaker> => ({
          ...{ kind, name, wanted },
          hindrance:
            wanted === 0 ? null : (failureOf(object) ?? (await failedOf(object, cluster, namespace))),
        }),
      ),
  );
  const isComplete = lists.every(({ isWhole }) => isWhole);
  record(
    "kube-makers",
    { namespace, service, isComplete, makers },
    { command: `kubectl -n ${namespace} get deployments,statefulsets,daemonsets -o wide` },
  );
}

/** What a Deployment's own condition says. Kubernetes API, DeploymentCondition: ReplicaFailure. */
function failureOf(object: unknown): string | null {
  const conditions = listOf(mapOf(mapOf(object)["status"])["conditions"]).map(mapOf);
  const failure = conditions.find(({ type, status }) => type === "ReplicaFailure" && status === "True");
  return failure === undefined ? null : messageOf(failure["message"]);
}

/** What the newest event of a maker says that could not make a Pod. */
async function failedOf(object: unknown, cluster: Cluster, namespace: string): Promise<string | null> {
  const uid = textOf(mapOf(mapOf(object)["metadata"])["uid"]);
  if (uid === null) return null;
  const query = { fieldSelector: `involvedObject.uid=${uid},reason=${FAILED}` };
  const list = await cluster.list(`${inNamespace(namespace)}/events`, query, { most: MOST_EVENTS });
  if (list.outcome !== "read") return null;
  const failed = list.items
    .flatMap((item) => eventOf(item, uid) ?? [])
    .filter(({ reason, message }) => reason === FAILED && message !== "");
  return failed.toSorted((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))[0]?.message ?? null;
}
