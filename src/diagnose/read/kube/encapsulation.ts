import { observe, ofKind, type Reader } from "../reader.ts";
import { clusterOf, serviceSlots, usableOf } from "./cluster.ts";
import { failedBy, failuresOf, recordsOf } from "./failures.ts";
import { startOf, translatingNodes } from "./places.ts";

/** Whether the interfaces of Pods take larger packets than the overlay between the nodes has room for. */
export const readEncapsulation: Reader = (evidence, request) => {
  const cluster = clusterOf(evidence);
  if (cluster === null) return [];
  const endpoints = cluster.endpoints.flatMap(({ value }) => usableOf(value));
  const start = startOf(evidence, request);
  const entry = start.isPod ? new Set([start.node ?? ""]) : translatingNodes(evidence, start, request.client);
  const felt = failedBy(failuresOf(evidence), "stalled", "broken-off", "gateway");
  return ofKind(evidence, "node-network").flatMap((record) => {
    const { node, overlay, podMtus } = record.value;
    if (node === null || overlay === null || podMtus.length === 0) return [];
    // Between a node and its own Pods nothing is wrapped.
    const isCrossed =
      (entry.has(node) && endpoints.some((endpoint) => endpoint.node !== node)) ||
      endpoints.some((endpoint) => endpoint.node === node && !entry.has(node));
    const room =
      overlay.underlayMtu === null
        ? overlay.mtu
        : Math.min(overlay.mtu, overlay.underlayMtu - overlay.overhead);
    const largest = Math.max(...podMtus.map(({ mtu }) => mtu));
    // An overlay device that is itself too large lets its own node's packets of that size vanish as well.
    const isTooLarge =
      overlay.underlayMtu !== null && Math.max(largest, overlay.mtu) + overlay.overhead > overlay.underlayMtu;
    const leavesNoRoom = largest > room || isTooLarge;
    if (!leavesNoRoom)
      return overlay.underlayMtu === null
        ? []
        : observe("overlay-leaves-no-room", false, { records: [record], at: record.vantage });
    if (felt.length === 0 || !isCrossed) return [];
    return observe("overlay-leaves-no-room", true, {
      records: [record, ...cluster.endpoints, ...recordsOf(felt)],
      slots: {
        ...serviceSlots(cluster),
        place: record.vantage,
        overlayNode: node,
        overlayDevice: overlay.device,
        overlayKind: overlay.kind,
        podMtu: String(largest),
        overhead: String(overlay.overhead),
        roomOctets: String(room),
        underlayMtu: overlay.underlayMtu === null ? "not known" : String(overlay.underlayMtu),
      },
    });
  });
};
