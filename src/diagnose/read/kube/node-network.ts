import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { clusterOf, serviceSlots, usableOf } from "./cluster.ts";
import { failedBy, failuresOf, recordsOf } from "./failures.ts";
import type { NetworkKnown, NodeRecord } from "./network-known.ts";
import { startOf, translatingNodes } from "./places.ts";
import { readPodRoutes, readSaidRoutes } from "./pod-routes.ts";

/** What the nodes that the request's packets pass do with the packets of Pods: whether they forward them, and know the way. */
export const readNodeNetwork: Reader = (evidence, request) => {
  const cluster = clusterOf(evidence);
  if (cluster === null) return [];
  const start = startOf(evidence, request);
  const known: NetworkKnown = {
    evidence,
    cluster,
    start,
    entry: start.isPod ? new Set([start.node ?? ""]) : translatingNodes(evidence, start, request.client),
    endpoints: cluster.endpoints.flatMap(({ value }) => usableOf(value)),
    failures: failedBy(failuresOf(evidence), "silent", "refused", "gateway"),
    request,
  };
  const ofNodes = ofKind(evidence, "node-network").flatMap((record) => [
    ...forwarding(record, known),
    ...readPodRoutes(record, known),
  ]);
  return [...ofNodes, ...readSaidRoutes(known)];
};

/** Whether a node that stands between two others of the request's packets does not forward. */
function forwarding(record: NodeRecord, known: NetworkKnown): readonly Observation[] {
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
function isBetween(node: string, { start, entry, endpoints }: NetworkKnown): boolean {
  if (start.isPod && start.node === node) return true;
  const isStart = start.node === node;
  return !isStart && (entry.has(node) || endpoints.some((endpoint) => endpoint.node === node));
}
