import { familyOf } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";
import { chooseRoute } from "../tcp/route-choice.ts";
import { triesOf } from "../tcp/tries.ts";
import { connects, endOf, type Look } from "./looks.ts";
import type { NetworkKnown, NodeRecord } from "./network-known.ts";
import { nodeAt } from "./places.ts";
import { type PodWay, tableAt } from "./pod-ways.ts";

/** Looks that reached Pods of a node from that very node, or from inside them: they serve, and the way to them is the matter. */
export const servingAt = (node: string, { evidence }: NetworkKnown): readonly Look[] =>
  ofKind(evidence, "service-look").filter(
    (look) =>
      look.value.to === "endpoint" &&
      look.value.podNode === node &&
      look.value.node === node &&
      connects(look),
  );

/**
 * The looks that show a way to be broken: no look that takes it gets a connection, one at least is kept back, and the Pods at its end
 * are reached at their own node. `null` where they do not show it.
 */
export function looksOf(way: PodWay, known: NetworkKnown): readonly Look[] | null {
  const serving = way.isBack ? way.node : way.podNode;
  const byIt = ofKind(known.evidence, "service-look").filter(
    ({ vantage, value }) =>
      value.to === "endpoint" &&
      value.podNode === serving &&
      (way.isBack
        ? vantage === known.request.client && value.from === "pod"
        : value.node === way.node && (value.from === "node" || value.from === "pod")),
  );
  const kept = byIt.filter(({ value }) => endOf(value) === "silent");
  const alive = servingAt(serving, known);
  return kept.length > 0 && alive.length > 0 && !byIt.some(connects) ? [...kept, ...alive] : null;
}

/**
 * Tables of other nodes that lead to Pods by the address of their node, where the node in question has that of the other on its own
 * link: so are the Pods of this cluster reached, and here the route lacks.
 */
export function leadsNodeToNode(
  way: PodWay,
  record: NodeRecord,
  { evidence }: NetworkKnown,
): readonly Evidence[] {
  const nodes = ofKind(evidence, "kube-nodes").flatMap(({ value }) => value.nodes);
  const family = familyOf(way.address);
  const addressesOf = (name: string) =>
    nodes.filter((one) => one.name === name).flatMap(({ addresses }) => addresses);
  const own = tableAt(record.vantage, evidence);
  const isOnLink = addressesOf(way.podNode).some((address) => {
    if (own === undefined || familyOf(address) !== family) return false;
    const route = chooseRoute(own.value.routes, address);
    return route !== null && route.gateway === null && !route.destination.endsWith("/0");
  });
  if (!isOnLink) return [];
  const others = new Set(nodes.map(({ name }) => name).filter((name) => name !== way.node));
  return ofKind(evidence, "local-routes").filter(({ vantage, value }) => {
    const name = nodeAt(vantage, evidence);
    if (name === null || !others.has(name)) return false;
    const ofOthers = new Set(nodes.filter((one) => one.name !== name).flatMap(({ addresses }) => addresses));
    return value.routes.some(
      ({ destination, gateway, type }) =>
        type === "unicast" &&
        gateway !== null &&
        ofOthers.has(gateway) &&
        !destination.endsWith("/0") &&
        destination.includes(":") === (family === 6),
    );
  });
}

/** ICMP "network unreachable", type and code by family. RFC 792; RFC 4443, section 3.1. */
const NO_ROUTE = { 4: { type: 3, code: 0 }, 6: { type: 1, code: 0 } } as const;

/**
 * Tries that a router answered with the word that it has no route. That it seems to come from the Service's own address is the
 * translation's work: so it was said of the Pod's.
 */
export function saidUnreachable(
  way: Pick<PodWay, "isBack" | "podNode">,
  { evidence, request, endpoints }: NetworkKnown,
): readonly Evidence[] {
  if (way.isBack || !endpoints.every(({ node }) => node === way.podNode)) return [];
  return triesOf(evidence, request).filter(({ value: { icmp, address } }) => {
    if (icmp == null || !icmp.isFromTarget) return false;
    const { type, code } = NO_ROUTE[familyOf(address)];
    return icmp.type === type && icmp.code === code;
  });
}

/**
 * Whether the next hop on the device that wraps is asked for in vain. Where other neighbours of such a device are written down, nobody
 * answers there: the entry lacks.
 */
export function unwrittenNeighbour(
  { via, address, device }: PodWay,
  record: NodeRecord,
  { evidence }: NetworkKnown,
): { readonly strength: "states" | "suggests"; readonly records: readonly Evidence[] } | null {
  if (device === null || record.value.overlay?.device !== device) return null;
  const hop = via ?? address;
  const read = ofKind(evidence, "neighbours");
  const own = read.filter(
    ({ vantage, value }) =>
      vantage === record.vantage && value.entries.some((one) => one.address === hop && one.device === device),
  );
  const isUnresolved = own.every(({ value }) =>
    value.entries.every((one) => one.address !== hop || one.device !== device || one.state === "incomplete"),
  );
  if (own.length === 0 || !isUnresolved) return null;
  const written = read.filter(({ value }) =>
    value.entries.some((one) => one.device === device && one.state === "permanent"),
  );
  return { strength: written.length > 0 ? "states" : "suggests", records: [...own, ...written] };
}
