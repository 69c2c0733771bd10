import type { EpochMs, Ms } from "../../../base/index.ts";
import type { KubePod } from "../../../evidence/index.ts";
import { type Cluster, leadsTo, usableOf, wasUsed } from "./cluster.ts";
import type { Failure } from "./failures.ts";
import { ROUNDING } from "./troubles.ts";

/** A process that has begun listens within so long. */
const START_UP: Ms = 10_000;

/** The end of an endpoint is known at every node within so long. KEP-672 and kube-proxy's minSyncPeriod, with room. */
export const SPREAD: Ms = 10_000;

/** A time in which a container of a Pod was down. */
interface Outage {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** When containers of a Pod were down, by all that was read of it. */
function outagesOf(pods: readonly KubePod[]): readonly Outage[] {
  const containers = pods.flatMap((pod) => pod.containers.filter(({ isInit }) => !isInit));
  return containers.flatMap((container) => {
    const starts = containers
      .filter(({ name }) => name === container.name)
      .flatMap(({ startedAt, exits }) => [startedAt, ...exits.map((exit) => exit.startedAt)])
      .flatMap((at) => at ?? []);
    return container.exits.flatMap(({ endedAt }) => {
      if (endedAt === null) return [];
      const next = starts.filter((at) => at >= endedAt).toSorted((a, b) => a - b)[0];
      return [
        { from: endedAt - ROUNDING, until: next === undefined ? Number.POSITIVE_INFINITY : next + START_UP },
      ];
    });
  });
}

/**
 * Whether a Pod that was not ready at any read was so between them: what has no readiness probe is ready as soon as it runs. Kubernetes,
 * Pod lifecycle, "Container probes": the default state of readiness is Success.
 */
const wasReadyBetween = (states: readonly KubePod[]): boolean =>
  states.some(
    ({ isSelected, containers }) =>
      isSelected &&
      containers.every(({ isInit, readiness }) => isInit || readiness === null) &&
      containers.some(({ isInit, restarts }) => !isInit && restarts > 0),
  );

/** Attempts that failed while a Pod that gets connections was down; once others are left, until it is known to be. */
export function failedMeanwhile(
  pod: KubePod,
  cluster: Cluster,
  failures: readonly Failure[],
): readonly Failure[] {
  const states = cluster.pods.flatMap(({ value }) =>
    value.pods.filter(({ id }) => id.uid !== null && id.uid === pod.id.uid),
  );
  if (!wasUsed(pod, cluster) && !wasReadyBetween(states)) return [];
  const isWithdrawn = cluster.endpoints.some(
    ({ value }) => usableOf(value).length > 0 && !usableOf(value).some((one) => leadsTo(one, pod)),
  );
  return failures.filter(({ from, until }) =>
    outagesOf(states).some(
      (outage) =>
        until >= outage.from &&
        from <= (isWithdrawn ? Math.min(outage.until, outage.from + SPREAD) : outage.until),
    ),
  );
}
