import { isLoopback } from "../../../base/index.ts";
import type { Evidence, LocalRoutes } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { laterTables } from "./neighbour-state.ts";

/** Whether the addresses on the links are each of one host, and whether the two ends agree on the size of their network. */
export const readAddresses: Reader = (evidence, request) => [
  ...readClaims(evidence, request),
  ...readPrefixes(evidence, request),
];

/** RFC 5227, section 2.4: an address that two hosts answer for is in conflict. */
function readClaims(evidence: readonly Evidence[], request: ReferenceRequest): readonly Observation[] {
  const { address, client } = request;
  const asked = ofKind(evidence, "address-conflict");
  const twice = asked.filter(({ value }) => value.answers.length > 1);
  const slots = {
    claimed: twice[0]?.value.address ?? address ?? "",
    device: twice[0]?.value.interface ?? "DEVICE",
    claimants: (twice[0]?.value.answers ?? []).map(({ hardwareAddress }) => hardwareAddress).join(" and "),
  };
  // A host that takes over from another moves the address for good: two readings only suggest a conflict.
  const moving = ofKind(evidence, "neighbours").filter(
    ({ vantage, purpose }) => vantage === client && purpose === "freeze",
  );
  const changed = moving.flatMap((before) =>
    laterTables(evidence, request, client).filter(({ value }) =>
      value.entries.some(
        ({ address: one, device, hardwareAddress }) =>
          one === address &&
          hardwareAddress !== null &&
          before.value.entries.some(
            (other) =>
              other.address === one &&
              other.device === device &&
              other.hardwareAddress !== null &&
              other.hardwareAddress !== hardwareAddress,
          ),
      ),
    ),
  );
  return [
    ...observe("address-claimed-twice", true, {
      records: twice,
      strength: areTwoHosts(evidence, slots.claimed) ? "states" : "suggests",
      slots,
    }),
    ...observe("address-claimed-twice", true, {
      records: twice.length === 0 && changed.length > 0 ? [...moving, ...changed] : [],
      strength: "suggests",
      slots: { claimed: address ?? "", device: "DEVICE", claimants: "two hardware addresses" },
    }),
    ...observe("address-claimed-twice", false, {
      records:
        twice.length === 0
          ? asked.filter(({ value }) => value.address === address && value.answers.length === 1)
          : [],
      strength: "suggests",
    }),
  ];
}

/**
 * Whether hardware addresses that answer for one address are surely of several hosts: one that has several interfaces on a link
 * answers from each of them, whichever has the address. Kernel doc ip-sysctl, arp_ignore 0.
 */
function areTwoHosts(evidence: readonly Evidence[], address: string): boolean {
  const owners = new Map<string, boolean>();
  for (const { vantage, value } of ofKind(evidence, "local-routes")) {
    const outer = value.interfaces.filter(({ name }) => name !== "lo");
    if (outer.some(({ addresses }) => addresses.some((own) => own.split("/")[0] === address)))
      owners.set(vantage, outer.length === 1);
  }
  return owners.size > 1 || [...owners.values()].includes(true);
}

/** A network that a host has an address in. */
interface Network {
  readonly record: Evidence<"local-routes">;
  readonly network: string;
  readonly address: string;
  /** The way to all other networks leads over it, or the host has no other: it is no private network of its own, as of containers. */
  readonly isHome: boolean;
}

/** Whether one end takes the other for a neighbour by its prefix length, and the other end does not. */
function readPrefixes(
  evidence: readonly Evidence[],
  { client, server, address }: ReferenceRequest,
): readonly Observation[] {
  if (server === null || server === client || address === null) return [];
  const [clients, servers] = [client, server].map((vantage) => networksOf(evidence, vantage));
  if (clients === undefined || servers === undefined) return [];
  for (const own of clients) {
    for (const other of servers.filter((one) => one.address === address)) {
      const isTaken = covers(own.network, other.address);
      const takes = covers(other.network, own.address);
      const lengths = [own, other].map(({ network }) => network.split("/")[1]);
      if (isTaken === takes || lengths[0] === lengths[1] || !(isTaken ? own : other).isHome) continue;
      const slots = {
        wide: isTaken ? own.network : other.network,
        narrow: isTaken ? other.network : own.network,
        wideAt: isTaken ? client : server,
        narrowAt: isTaken ? server : client,
      };
      return observe("prefix-differs", true, { records: [own.record, other.record], slots });
    }
  }
  return [];
}

function networksOf(evidence: readonly Evidence[], vantage: string): readonly Network[] {
  const record = ofKind(evidence, "local-routes").findLast((one) => one.vantage === vantage);
  if (record === undefined) return [];
  return record.value.interfaces.flatMap(({ name, addresses }) =>
    addresses
      .map((own) => own.split("/")[0] ?? own)
      .filter((own) => !isLoopback(own) && !/^fe[89ab]/i.test(own))
      .flatMap((own) =>
        record.value.routes
          .filter(
            (route) => route.gateway === null && route.device === name && covers(route.destination, own),
          )
          .filter(({ destination }) => !destination.endsWith("/0"))
          .map(({ destination }) => ({
            record,
            network: destination,
            address: own,
            isHome: isHome(record.value, name, destination),
          })),
      ),
  );
}

function isHome({ routes, interfaces }: LocalRoutes, device: string, network: string): boolean {
  const isOnly = interfaces.every(
    ({ name, addresses }) => name === "lo" || name === device || addresses.length === 0,
  );
  return isOnly || routes.some((route) => route.gateway !== null && covers(network, route.gateway));
}
