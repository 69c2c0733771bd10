import type { Observation } from "../../observation.ts";
import { observe, ofKind } from "../reader.ts";
import { serviceSlots } from "./cluster.ts";
import { recordsOf } from "./failures.ts";
import type { NetworkKnown, NodeRecord } from "./network-known.ts";
import { type PodWay, tableAt, waysTo } from "./pod-ways.ts";
import { leadsNodeToNode, looksOf, saidUnreachable, servingAt, unwrittenNeighbour } from "./way-lacks.ts";

/** Whether a node has no way to the Pods of another to which it has to send the request, or its answers. */
export function readPodRoutes(record: NodeRecord, known: NetworkKnown): readonly Observation[] {
  const { node } = record.value;
  if (node === null || known.failures.length === 0) return [];
  const lacks = waysTo(node, record, known).flatMap((way) => lackOf(way, record, known) ?? []);
  const worst = lacks.find(({ strength }) => strength === "states") ?? lacks[0];
  if (worst === undefined) return [];
  return observe("pod-route-lacks", true, {
    records: [record, ...worst.records, ...known.cluster.endpoints, ...recordsOf(known.failures)],
    strength: worst.strength,
    slots: {
      ...serviceSlots(known.cluster),
      place: record.vantage,
      lackingNode: node,
      podNode: worst.way.podNode,
      podRange: worst.way.range,
      routeWhy: worst.why,
    },
  });
}

/**
 * Where none of the nodes by which the request comes is in view: a router's own word that it has no route to the Pods, which serve at
 * their own node.
 */
export function readSaidRoutes(known: NetworkKnown): readonly Observation[] {
  const { endpoints, entry, evidence, cluster, failures } = known;
  const [first] = endpoints;
  const isInView = ofKind(evidence, "node-network").some(({ value }) => entry.has(value.node ?? ""));
  if (first === undefined || first.node === null || failures.length === 0 || isInView) return [];
  const said = saidUnreachable({ isBack: false, podNode: first.node }, known);
  const serving = servingAt(first.node, known);
  if (said.length === 0 || entry.has(first.node)) return [];
  const range = `${first.address}/${first.address.includes(":") ? 128 : 32}`;
  return observe("pod-route-lacks", true, {
    records: [...said, ...serving, ...cluster.endpoints, ...recordsOf(failures)],
    strength: serving.length > 0 ? "states" : "suggests",
    slots: {
      ...serviceSlots(cluster),
      place: first.node,
      lackingNode: [...entry][0] || "on the way",
      podNode: first.node,
      podRange: range,
      routeWhy: "or a router behind it says that it has no route",
    },
  });
}

interface Lack {
  readonly way: PodWay;
  readonly why: string;
  readonly strength: "states" | "suggests";
  readonly records: readonly { readonly id: string }[];
}

const BY_DEFAULT = "has no route but its default one, if any,";

/** What a way lacks; `null` where nothing says that it lacks anything. */
function lackOf(way: PodWay, record: NodeRecord, known: NetworkKnown): Lack | null {
  const states = { way, strength: "states", records: [] } as const;
  if (way.outcome === "refused") return { ...states, why: "has a route that refuses" };
  if (way.outcome === "missing") return { ...states, why: BY_DEFAULT };
  const looks = looksOf(way, known);
  if (looks === null) return null;
  if (way.outcome === "routed") {
    const unwritten = unwrittenNeighbour(way, record, known);
    if (unwritten === null) return null;
    const why = `has no entry of the neighbour ${way.via ?? way.address} on ${way.device ?? "its device"}`;
    return { way, why, strength: unwritten.strength, records: [...unwritten.records, ...looks] };
  }
  // The router behind a default route may know the way: that it does not takes its own word, or how the other nodes are led.
  const table = tableAt(record.vantage, known.evidence);
  const proofs = [...leadsNodeToNode(way, record, known), ...saidUnreachable(way, known)];
  return {
    way,
    why: BY_DEFAULT,
    strength: proofs.length > 0 ? "states" : "suggests",
    records: [...(table === undefined ? [] : [table]), ...proofs, ...looks],
  };
}
