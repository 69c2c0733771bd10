import { isLoopback } from "../../../base/index.ts";
import type { Evidence, LocalRoute, LocalRoutes } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { chooseRoute, covers } from "./route-choice.ts";
import { cameTo, type Try, triesOf } from "./tries.ts";

/** The kernel asks three times, a second apart, before it gives a neighbour up; a filter's word comes at once. arp(7), mcast_solicit. */
const GIVING_UP_MS = 900;

/** Where the packets go first: over which interface, to which neighbour, and whether it answers. */
export const readNextHop: Reader = (evidence, request) => {
  const { client, address, server } = request;
  if (address === null || server === client || isLoopback(address)) return [];
  const table = ofKind(evidence, "local-routes").findLast(({ vantage }) => vantage === client);
  const route = table === undefined ? null : chooseRoute(table.value.routes, address);
  const nextHop = route?.gateway ?? address;
  const tries = triesOf(evidence, request);
  return [
    ...readRoute(table, route, address),
    ...readNeighbour({ evidence, tries, nextHop, client, device: route?.device ?? null }),
  ];
};

function readRoute(
  table: Evidence<"local-routes"> | undefined,
  route: LocalRoute | null,
  address: string,
): readonly Observation[] {
  if (table === undefined || route === null || route.type !== "unicast" || !table.value.listsEveryRoute)
    return [];
  const from = { records: [table] };
  const device = table.value.interfaces.find(({ name }) => name === route.device);
  const isDown =
    device?.hasCarrier === false || device?.state === "down" || device?.state === "lowerlayerdown";
  const slots = { device: route.device, nextHop: route.gateway ?? "", network: route.destination };
  return [
    ...observe("narrower-route-chosen", isNarrower(table.value, route, address), from),
    ...observe("next-hop-is-gateway", route.gateway !== null, { ...from, slots }),
    ...(isDown ? observe("route-device-down", true, { ...from, slots }) : []),
    ...(device?.hasCarrier === true && !isDown ? observe("route-device-down", false, from) : []),
  ];
}

/** Whether somebody added a route for the address beside the one that it would take, and that leads elsewhere. */
function isNarrower({ routes, interfaces }: LocalRoutes, chosen: LocalRoute, address: string): boolean {
  const own = interfaces.find(({ name }) => name === chosen.device)?.addresses ?? [];
  const isOwnNetwork = chosen.gateway === null && own.some((one) => covers(chosen.destination, one));
  const others = routes.filter(
    (one) => one !== chosen && one.type === "unicast" && covers(one.destination, address),
  );
  const leadsElsewhere = ({ device, gateway, destination }: LocalRoute) =>
    destination !== chosen.destination && (device !== chosen.device || gateway !== chosen.gateway);
  return !isOwnNetwork && others.some(leadsElsewhere);
}

interface NeighbourLook {
  readonly evidence: readonly Evidence[];
  readonly tries: readonly Try[];
  readonly nextHop: string;
  readonly client: string;
  readonly device: string | null;
}

function readNeighbour({ evidence, tries, nextHop, client, device }: NeighbourLook): readonly Observation[] {
  const firstTry = tries[0]?.observedAt ?? Number.POSITIVE_INFINITY;
  const entries = ofKind(evidence, "neighbours")
    .filter(({ vantage, observedAt }) => vantage === client && observedAt > firstTry)
    .flatMap((record) =>
      record.value.entries
        .filter((entry) => entry.address === nextHop && (device === null || entry.device === device))
        .map(({ state }) => ({ record, state })),
    );
  const unresolved = entries.filter(({ state }) => state === "incomplete").map(({ record }) => record);
  // Only the host itself sends ICMP about its own packet, after it has asked for the neighbour in vain.
  const gaveUp = tries.filter(
    (one) =>
      cameTo("unreachable")(one) &&
      one.took >= GIVING_UP_MS &&
      (one.value.counted?.icmpErrorsOut ?? 0) > 0 &&
      (one.value.counted?.heldPackets ?? 0) === 0,
  );
  const failing = [...gaveUp, ...unresolved];
  const resolved = entries.filter(({ state }) => state === "complete").map(({ record }) => record);
  return [
    ...observe("next-hop-unresolved", true, { records: failing, slots: { nextHop } }),
    // An entry stays complete for some seconds after its host has gone: it only suggests.
    ...observe("next-hop-unresolved", false, {
      records: failing.length === 0 ? resolved : [],
      strength: "suggests",
    }),
  ];
}
