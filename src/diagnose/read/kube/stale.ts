import { groupBy, type Ms } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import {
  type Cluster,
  clusterOf,
  isWhole,
  named,
  nearest,
  placeOf,
  serviceSlots,
  usableOf,
} from "./cluster.ts";
import { type Failure, failedBy, failuresOf, recordsOf } from "./failures.ts";
import { startOf, translatingNodes } from "./places.ts";
import { deadAmongUnowned } from "./unowned.ts";

/** An update has spread within so long: kube-proxy gathers changes for a second (minSyncPeriod), then writes them. */
const SPREAD: Ms = 2_000;

/** Whether connections are led to a Pod that is gone, by its endpoint or by a node that still holds it, for longer than an update takes. */
export const readStaleEndpoints: Reader = (evidence, request) => {
  const cluster = clusterOf(evidence);
  if (cluster === null || cluster.endpoints.length === 0) return [];
  const failures = failedBy(failuresOf(evidence), "refused", "silent", "broken-off", "stalled", "gateway");
  if (failures.length === 0) return [];
  const nodes = translatingNodes(evidence, startOf(evidence, request), request.client);
  return [
    ...ofGone(cluster, failures),
    ...ofUnowned(evidence, cluster, failures),
    ...ofDatapath(evidence, cluster, { failures, nodes }),
  ];
};

/** Endpoints in use whose Pod is no more, or is past the time by which it had to be gone. */
function ofGone(cluster: Cluster, failures: readonly Failure[]): readonly Observation[] {
  const seen = cluster.endpoints.flatMap((endpoints) => {
    const pods = nearest(cluster.pods, endpoints);
    if (pods === undefined) return [];
    const isOver = (uid: string) =>
      pods.value.gone.some((one) => one.uid === uid) ||
      pods.value.pods.some(
        ({ id, deletedAt }) => id.uid === uid && deletedAt !== null && deletedAt + SPREAD < pods.observedAt,
      );
    return usableOf(endpoints.value).flatMap((endpoint) =>
      endpoint.target?.uid != null && endpoint.isReady && isOver(endpoint.target.uid)
        ? [{ endpoint, name: named(endpoint.target), key: endpoint.target.uid, records: [endpoints, pods] }]
        : [],
    );
  });
  const lasting = groupBy(seen, ({ key }) => key).filter((same) =>
    areApart(same.map(({ records }) => records[0]).filter((record) => record !== undefined)),
  );
  const [first] = lasting[0] ?? [];
  if (first === undefined) return [];
  return observe("endpoint-outlives-pod", true, {
    records: [...lasting.flat().flatMap(({ records }) => records), ...recordsOf(failures)],
    slots: {
      ...serviceSlots(cluster),
      stale: placeOf(first.endpoint),
      staleWhy: `its endpoint leads to the Pod ${first.name}, which is gone`,
    },
  });
}

/** Endpoints in use that name no Pod, lie where Pods have their addresses, and are nobody's. */
function ofUnowned(
  evidence: readonly Evidence[],
  cluster: Cluster,
  failures: readonly Failure[],
): readonly Observation[] {
  const seen = deadAmongUnowned(evidence, cluster);
  const lasting = groupBy(seen, ({ place }) => place).filter((same) =>
    areApart(same.map(({ endpoints }) => endpoints)),
  );
  const [first] = lasting[0] ?? [];
  if (first === undefined) return [];
  return observe("endpoint-outlives-pod", true, {
    records: [...lasting.flat().flatMap(({ records }) => records), ...recordsOf(failures)],
    strength: first.isSure ? "states" : "suggests",
    slots: {
      ...serviceSlots(cluster),
      stale: first.place,
      staleWhy: first.isSure
        ? "it is a Pod's address by its range, no Pod has it, and nothing answers there"
        : "no Pod has this address, and nothing answers there, while another endpoint does",
    },
  });
}

const areApart = (records: readonly { readonly observedAt: number }[]): boolean => {
  const times = records.map(({ observedAt }) => observedAt);
  return times.length > 1 && Math.max(...times) - Math.min(...times) >= SPREAD;
};

/** Backends that a node leads to, and that are no endpoints, not even ended ones, at any read. */
function ofDatapath(
  evidence: readonly Evidence[],
  cluster: Cluster,
  { failures, nodes }: { readonly failures: readonly Failure[]; readonly nodes: ReadonlySet<string> },
): readonly Observation[] {
  const { clusterIps } = cluster.service.value;
  if (!cluster.endpoints.every(({ value }) => isWhole(value))) return [];
  const known = new Set(cluster.endpoints.flatMap(({ value }) => value.endpoints.map(placeOf)));
  const first = Math.min(...cluster.endpoints.map(({ observedAt }) => observedAt));
  const seen = ofKind(evidence, "service-datapath")
    .filter(
      ({ value, observedAt }) =>
        value.outcome === "balances" &&
        value.node !== null &&
        nodes.has(value.node) &&
        clusterIps.includes(value.address) &&
        value.port === cluster.service.value.port?.port &&
        observedAt >= first,
    )
    .flatMap((record) =>
      record.value.backends
        .map(placeOf)
        .filter((place) => !known.has(place))
        .map((place) => ({ place, record })),
    );
  // A Pod may come and go between two reads of the endpoints: the node led to it before one of them, and after an update had the time to
  // spread it leads there still.
  const lasting = seen.filter(({ place, record }) =>
    cluster.endpoints.some(
      ({ observedAt }) =>
        record.observedAt - observedAt >= SPREAD &&
        seen.some(
          (one) =>
            one.place === place &&
            one.record.vantage === record.vantage &&
            one.record.observedAt <= observedAt,
        ),
    ),
  );
  const [stale] = lasting;
  if (stale === undefined) return [];
  return observe("endpoint-outlives-pod", true, {
    records: [...lasting.map(({ record }) => record), ...cluster.endpoints, ...recordsOf(failures)],
    slots: {
      ...serviceSlots(cluster),
      place: stale.record.vantage,
      stale: stale.place,
      staleWhy: `node ${stale.record.value.node ?? "?"} still leads to it, and it is no endpoint any more`,
    },
  });
}
