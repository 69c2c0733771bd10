import type { EpochMs } from "../../../base/index.ts";
import type { Evidence, KubePod, SeriesSample } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { seriesAtTimes } from "../series/own-series.ts";
import { type Cluster, clusterOf, named, serviceSlots } from "./cluster.ts";
import { type Failure, failuresOf } from "./failures.ts";
import { endOf } from "./looks.ts";
import { failedMeanwhile, SPREAD } from "./outages.ts";
import { ROUNDING } from "./troubles.ts";

/** So many attempts that passed while no Pod was ended show that what is silent is silent by that. */
const ENOUGH = 3;

/** A Pod of the Service that was told to end. */
interface PodEnd {
  readonly name: string;
  readonly at: EpochMs;
  readonly hasPreStop: boolean | null;
  readonly leavesOthers: boolean | null;
  readonly record: Evidence<"kube-pods">;
}

/** Ways in which a request ends that is led to a Pod that ends, or has ended. */
const fitting: ReadonlySet<Failure["way"]> = new Set([
  "refused",
  "silent",
  "broken-off",
  "stalled",
  "gateway",
]);

/**
 * Whether all that failed began to fail just as Pods of the Service were told to end, and nothing failed besides: connections are still
 * led to what listens no more. It is stated where nothing held their end back (no preStop), others were kept at work, and no Pod counts as
 * ready before it listens.
 */
export const readEndedPods: Reader = (evidence, { client }) => {
  const cluster = clusterOf(evidence);
  const series = seriesAtTimes(evidence, client);
  if (cluster === null || series === null) return [];
  const { samples = [], failures: count } = series.value;
  const failed = samples.filter(({ failedAt }) => failedAt !== null);
  const known = failuresOf(evidence);
  const ends = endsOf(cluster);
  // The series lists them all: what it leaves out may have failed at any time.
  if (failed.length !== count || known.length === 0 || ends.length === 0) return [];
  if (!known.every(({ way }) => fitting.has(way)) || isDown(cluster, known, ends)) return [];
  const by = failed.map((sample) => ends.filter((end) => isBy(end, sample)));
  if (by.some((some) => some.length === 0)) return [];
  const meeting = ends.filter((end) => by.some((some) => some.includes(end)));
  const [first] = meeting;
  if (first === undefined) return [];
  const isHasty = by.every((some) =>
    some.some(({ hasPreStop, leavesOthers }) => hasPreStop === false && leavesOthers === true),
  );
  const silent = known.filter(({ way }) => way === "silent" || way === "stalled");
  const looks = silent.length === 0 ? [] : silentEnded(evidence, meeting);
  const passed = samples.filter(
    (sample) => sample.failedAt === null && !ends.some((end) => touches(end, sample)),
  );
  const isShown = silent.length === 0 || looks.length > 0 || passed.length >= Math.max(ENOUGH, failed.length);
  const more = meeting.length > 1 ? ` and ${meeting.length - 1} more` : "";
  return observe("pods-end-meanwhile", true, {
    records: [series, ...meeting.map(({ record }) => record), ...looks, ...known.map(({ record }) => record)],
    strength: isHasty && isShown && cluster.pods.every(areProbed) ? "states" : "suggests",
    slots: {
      ...serviceSlots(cluster),
      place: first.name,
      endedUpstream: `${first.name}${more}`,
      endedBy: `${new Date(first.at).toISOString().slice(11, 19)} UTC${first.hasPreStop === false ? ", without a preStop" : ""}`,
    },
  });
};

/** Pods that controllers ended, and those that were seen while they were ended. */
function endsOf(cluster: Cluster): readonly PodEnd[] {
  const told = cluster.pods.flatMap((record) =>
    (record.value.ended ?? []).map(({ id, at, hasPreStop, leavesOthers }) => ({
      ...{ name: named(id), at, hasPreStop, leavesOthers, record },
    })),
  );
  const seen = cluster.pods.flatMap((record) =>
    record.value.pods.flatMap(({ id, deletedAt, grace, containers }) => {
      const name = named(id);
      if (deletedAt === null || grace === null || told.some((end) => end.name === name)) return [];
      const hasPreStop = containers.some((one) => one.hasPreStop);
      // Whoever asked for its end may have asked for that of all others.
      return [{ name, at: deletedAt - grace, hasPreStop, leavesOthers: null, record }];
    }),
  );
  return [...told, ...seen].filter(
    ({ name, at }, index, all) => all.findIndex((end) => end.name === name && end.at === at) === index,
  );
}

/** A connection fails that is begun after the end; an exchange that was begun before is broken off. */
const isBy = (end: PodEnd, { at, took, failedAt }: SeriesSample): boolean =>
  failedAt === "connect" ? at >= end.at - ROUNDING && at <= end.at + SPREAD : touches(end, { at, took });

const touches = (end: PodEnd, { at, took }: Pick<SeriesSample, "at" | "took">): boolean =>
  at + took >= end.at - ROUNDING && at <= end.at + SPREAD;

/** Whether an attempt failed while a container of a Pod was down that nobody had told to end: it crashed. */
function isDown(cluster: Cluster, failures: readonly Failure[], ends: readonly PodEnd[]): boolean {
  const names = new Set(ends.map(({ name }) => name));
  return cluster.pods
    .flatMap(({ value }) => value.pods)
    .filter(({ id, deletedAt }) => deletedAt === null && !names.has(named(id)))
    .some((pod) => failedMeanwhile(pod, cluster, failures).length > 0);
}

/** Looks at Pods that have ended, from inside the cluster, that were not answered: so is what is still led there. */
const silentEnded = (evidence: readonly Evidence[], ends: readonly PodEnd[]): readonly Evidence[] =>
  ofKind(evidence, "service-look").filter(
    ({ value }) =>
      value.to === "endpoint" &&
      value.from !== "outside" &&
      value.pod !== null &&
      ends.some(({ name }) => value.pod !== null && named(value.pod) === name) &&
      endOf(value) === "silent",
  );

/** Whether each Pod is ready by a probe: without one it is so before it listens, and refuses while others are ended. */
const areProbed = ({ value }: Evidence<"kube-pods">): boolean =>
  value.pods.filter(({ isSelected }) => isSelected).every(hasProbe);

const hasProbe = ({ containers }: KubePod): boolean => containers.some(({ readiness }) => readiness !== null);
