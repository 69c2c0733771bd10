import type { PodRoute } from "../../evidence/index.ts";
import { type Family, holds, oneOf, type Range, rangeOf, rangesOf, textOf } from "./range.ts";
import { type Route, routeTo } from "./routes.ts";

/** Another node, and where its Pods have their addresses. */
export interface OtherNode {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly podRanges: readonly string[];
  /** Of Pods that are there now; left out where they are not known. */
  readonly podAddresses?: readonly string[];
}

const refusing: readonly string[] = ["unreachable", "prohibit", "blackhole"];

/** One place to be reached: what is told of, and the address that the route is looked up for. */
interface Place {
  readonly node: OtherNode;
  readonly range: string;
  readonly address: Range;
}

/**
 * The way to the Pods of each other node. `missing`: nothing leads there, or the default route alone where the ranges of other nodes
 * have routes of their own; `elsewhere`: by another node, or by a default route whose router may know more.
 */
export function podRoutes(
  routes: readonly Route[],
  others: readonly OtherNode[],
  family: Family = 4,
): readonly PodRoute[] {
  const places = others.flatMap((node) => placesOf(node, family));
  const found = places.map((place) => ({ place, route: routeTo(routes, place.address) }));
  const hasOwnRoutes = found.some(
    ({ route }) => route !== null && route.to.bits > 0 && !refusing.includes(route.type),
  );
  return found.map(({ place, route }): PodRoute => {
    const { node, range } = place;
    const told = { node: node.name, range, via: route?.via ?? null, device: route?.device ?? null };
    if (route === null) return { ...told, outcome: "missing" };
    if (refusing.includes(route.type)) return { ...told, outcome: "refused" };
    if (route.via !== null && node.addresses.includes(route.via)) return { ...told, outcome: "routed" };
    if (route.to.bits === 0) return { ...told, outcome: hasOwnRoutes ? "missing" : "elsewhere" };
    const isOther = others.some(({ addresses }) => route.via !== null && addresses.includes(route.via));
    return { ...told, outcome: isOther ? "elsewhere" : "routed" };
  });
}

/** The Pods' own addresses go before ranges: a network that hands out addresses by itself does not keep to those of the node. */
function placesOf(node: OtherNode, family: Family): readonly Place[] {
  const ranges = node.podRanges.flatMap((text) => {
    const range = rangeOf(text);
    return range?.family !== family ? [] : [{ text, range }];
  });
  const pods = rangesOf(node.podAddresses ?? [], family);
  if (pods.length === 0)
    return ranges.map(({ text, range }) => ({ node, range: text, address: oneOf(range, 1n) }));
  const seen = new Set<string>();
  return pods.flatMap((address) => {
    const within = ranges.find(({ range }) => holds(range, address) === true);
    const range = within?.text ?? textOf(address);
    if (seen.has(range)) return [];
    seen.add(range);
    return [{ node, range, address }];
  });
}
