import type { Evidence, KubeEndpoint } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { type Cluster, clusterOf, serviceSlots, usableOf } from "./cluster.ts";
import { type Failure, failedBy, failuresOf, recordsOf } from "./failures.ts";
import { type Start, startOf, translatingNodes } from "./places.ts";

/** What the nodes that the request's packets pass do with the packets of Pods: whether they forward them, and know the way. */
export const readNodeNetwork: Reader = (evidence, request) => {
  const cluster = clusterOf(evidence);
  if (cluster === null) return [];
  const start = startOf(evidence, request);
  const known: Known = {
    cluster,
    start,
    entry: start.isPod ? new Set([start.node ?? ""]) : translatingNodes(evidence, start, request.client),
    endpoints: cluster.endpoints.flatMap(({ value }) => usableOf(value)),
    failures: failedBy(failuresOf(evidence), "silent", "refused", "gateway"),
    request,
  };
  return ofKind(evidence, "node-network").flatMap((record) => [
    ...forwarding(record, known),
    ...routes(record, known),
  ]);
};

interface Known {
  readonly cluster: Cluster;
  readonly start: Start;
  /** The nodes by which the request comes to the Service. */
  readonly entry: ReadonlySet<string>;
  /** Those that get connections. */
  readonly endpoints: readonly KubeEndpoint[];
  readonly failures: readonly Failure[];
  readonly request: ReferenceRequest;
}

type NodeRecord = Evidence<"node-network">;

/** Whether a node that stands between two others of the request's packets does not forward. */
function forwarding(record: NodeRecord, known: Known): readonly Observation[] {
  const { node, forwards, forwardDropped } = record.value;
  const { start, entry, endpoints, failures } = known;
  if (node === null || !isBetween(node, known)) return [];
  if (forwards !== false && forwardDropped === null) return [];
  const felt = failures.filter(({ way }) => way !== "refused");
  // Where it holds one endpoint of several alone, what fails at times fails by it.
  const matters =
    entry.has(node) || endpoints.some((endpoint) => endpoint.node === node) || start.node === node;
  if (felt.length === 0 || !matters) return [];
  return observe("node-does-not-forward", true, {
    records: [record, ...known.cluster.endpoints, ...recordsOf(felt)],
    slots: {
      ...serviceSlots(known.cluster),
      place: record.vantage,
      forwardingNode: node,
      forwardWhy: forwards === false ? "net.ipv4.ip_forward is 0" : (forwardDropped ?? ""),
    },
  });
}

/** Packets come to a node from one interface and leave it by another: of its own Pod, to its own Pod, or for others. */
function isBetween(node: string, { start, entry, endpoints }: Known): boolean {
  if (start.isPod && start.node === node) return true;
  const isStart = start.node === node;
  return !isStart && (entry.has(node) || endpoints.some((endpoint) => endpoint.node === node));
}

/** Whether a node has no way to the Pods of another to which it has to send the request, or its answers. */
function routes(record: NodeRecord, known: Known): readonly Observation[] {
  const { node } = record.value;
  if (node === null) return [];
  const { entry, endpoints, failures, request, cluster, start } = known;
  const needed = record.value.routes.filter(({ node: other, range }) => {
    if (other === node) return false;
    const leadsThere = entry.has(node) && endpoints.some(({ address }) => covers(range, address));
    const answersThere =
      start.isPod &&
      request.clientAddress !== null &&
      covers(range, request.clientAddress) &&
      endpoints.some((endpoint) => endpoint.node === node);
    return leadsThere || answersThere;
  });
  if (needed.length === 0) return [];
  const lacking = needed.find(({ outcome }) => outcome === "missing" || outcome === "refused");
  if (lacking === undefined || failures.length === 0) return [];
  return observe("pod-route-lacks", true, {
    records: [record, ...cluster.endpoints, ...recordsOf(failures)],
    slots: {
      ...serviceSlots(cluster),
      place: record.vantage,
      lackingNode: node,
      podNode: lacking.node,
      podRange: lacking.range,
      routeWhy:
        lacking.outcome === "refused"
          ? "has a route that refuses"
          : "has no route but its default one, if any,",
    },
  });
}
