import type { Evidence, KubePod } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, type Reader } from "../reader.ts";
import { type Cluster, clusterOf, isNoneUsable, named, nearest, serviceSlots, wasUsed } from "./cluster.ts";
import { type Failure, failedBy, failuresOf, recordsOf } from "./failures.ts";
import { endOf, failingLooksAt, type LookEnd } from "./looks.ts";
import { failedMeanwhile } from "./outages.ts";
import { type Trouble, type TroubleKind, troubleKinds, troubleOf } from "./troubles.ts";

/** The proposition of each trouble. */
const saying: Readonly<Record<TroubleKind, ObservationName>> = {
  "node-not-ready": "pods-node-not-ready",
  "pod-not-running": "pod-does-not-start",
  "killed-for-memory": "killed-for-memory",
  "crash-looping": "container-crashes-again",
  "readiness-failing": "readiness-probe-fails",
};

/** A trouble that the request suffers by, and what says that it does. */
interface Felt {
  readonly trouble: Trouble;
  readonly records: readonly Evidence[];
}

/**
 * Whether what befalls the Service's Pods is what the request suffers by: none of them gets connections, and this is why; or the request
 * went to one that is down, by a look at it or by the time at which its container was.
 */
export const readPods: Reader = (evidence) => {
  const cluster = clusterOf(evidence);
  if (cluster === null || cluster.pods.length === 0) return [];
  const failures = failuresOf(evidence);
  const felt = [...ofAll(cluster, failures), ...ofSome(evidence, cluster, failures)];
  return troubleKinds.flatMap((kind) => ofKindOf(kind, felt, cluster));
};

function ofKindOf(kind: TroubleKind, felt: readonly Felt[], cluster: Cluster): readonly Observation[] {
  const of = felt.filter(({ trouble }) => trouble.kind === kind);
  const [first] = of;
  if (first !== undefined) {
    const pods = [...new Set(of.map(({ trouble }) => named(trouble.pod.id)))];
    const more = pods.length > 1 ? ` and ${pods.length - 1} more` : "";
    const { pod, words } = first.trouble;
    return observe(saying[kind], true, {
      records: of.flatMap(({ trouble, records }) => [...trouble.records, ...records]),
      slots: {
        ...serviceSlots(cluster),
        place: named(pod.id),
        pod: `${named(pod.id)}${more}`,
        podName: pod.id.name,
        podNode: pod.node ?? "NODE",
        podSays: words,
        killed: `${named(pod.id)} (${words})`,
      },
    });
  }
  // Of processes outside the cluster other records tell.
  if (kind === "killed-for-memory" || !cluster.pods.every(({ value }) => isWhole(value))) return [];
  const anywhere = cluster.pods.some((pods) =>
    pods.value.pods.some((pod) => troubleAt(cluster, pods, pod)?.kind === kind),
  );
  return anywhere ? [] : observe(saying[kind], false, { records: cluster.pods });
}

const isWhole = ({ isComplete, selected, pods }: Evidence<"kube-pods">["value"]): boolean =>
  isComplete && pods.filter(({ isSelected }) => isSelected).length >= selected;

const troubleAt = (cluster: Cluster, pods: Evidence<"kube-pods">, pod: KubePod): Trouble | null =>
  troubleOf(pod, { pods, events: nearest(cluster.events, pods), nodes: nearest(cluster.nodes, pods) });

/** Where no Pod gets connections: the trouble that most of them have. */
function ofAll(cluster: Cluster, failures: readonly Failure[]): readonly Felt[] {
  // A headless Service of no Pod has no address, or no name.
  const fitting = failedBy(failures, "refused", "silent", "broken-off", "gateway", "lookup", "no-address");
  if (fitting.length === 0) return [];
  const felt = cluster.endpoints
    .filter(({ value }) => isNoneUsable(value))
    .flatMap((endpoints) => {
      const pods = nearest(cluster.pods, endpoints);
      if (pods === undefined) return [];
      const selected = pods.value.pods.filter(({ isSelected, isReady }) => isSelected && !isReady);
      const records = [endpoints, ...recordsOf(fitting)];
      return selected.flatMap((pod) => {
        const trouble = troubleAt(cluster, pods, pod);
        return trouble === null ? [] : [{ trouble, records }];
      });
    });
  const numberOf = (kind: TroubleKind) => felt.filter(({ trouble }) => trouble.kind === kind).length;
  const [most] = troubleKinds.toSorted((a, b) => numberOf(b) - numberOf(a));
  return felt.filter(({ trouble }) => trouble.kind === most);
}

/** Where some Pods get connections and are down. */
function ofSome(
  evidence: readonly Evidence[],
  cluster: Cluster,
  failures: readonly Failure[],
): readonly Felt[] {
  const fitting = failedBy(failures, "refused", "silent", "broken-off", "stalled", "gateway");
  if (fitting.length === 0) return [];
  return cluster.pods.flatMap((pods) =>
    pods.value.pods.flatMap((pod) => {
      const trouble = troubleAt(cluster, pods, pod);
      if (trouble === null) return [];
      const looks = wasUsed(pod, cluster)
        ? failingLooksAt(evidence, pod).filter(({ value }) => fits(trouble.kind, endOf(value)))
        : [];
      const meanwhile = isOfContainer.has(trouble.kind) ? failedMeanwhile(pod, cluster, fitting) : [];
      if (looks.length === 0 && meanwhile.length === 0) return [];
      const failed = meanwhile.length > 0 ? meanwhile : fitting;
      return [{ trouble, records: [...looks, ...recordsOf(failed), ...cluster.endpoints] }];
    }),
  );
}

/** A Pod without its process still has its address and refuses; one without its node is silent. */
const fits = (kind: TroubleKind, end: LookEnd): boolean =>
  kind === "node-not-ready" ? end === "silent" : end === "refused" || end === "broken-off";

/** Troubles with times of their own at which a container was down. */
const isOfContainer: ReadonlySet<TroubleKind> = new Set(["killed-for-memory", "crash-looping"]);
