import { isLoopback } from "../../../base/index.ts";
import type { AddressConflict, Evidence, LocalRoutes } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { hardwareAddressesOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { cameTo, triesOf } from "../tcp/tries.ts";
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
  const answers = twice[0]?.value.answers ?? [];
  const claimants = answers.map(({ hardwareAddress }) => hardwareAddress);
  const count =
    twice.length === 0 ? null : (hostsOf(evidence, slots.claimed, claimants) ?? hostsByEcho(answers));
  return [
    ...observe("address-claimed-twice", count !== "one", {
      records: twice,
      strength: count === null ? "suggests" : "states",
      slots,
    }),
    ...(count === null
      ? observe("claimants-are-apart", true, {
          records: answersDiffer(evidence, request) ? twice : [],
          strength: "suggests",
        })
      : observe("claimants-are-apart", count === "several", { records: twice })),
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
 * Whether hardware addresses that answer for one address are of one host or of several; `null` where nobody can tell: a host that has
 * several interfaces on a link answers from each of them, whichever has the address. Kernel doc ip-sysctl, arp_ignore 0.
 */
function hostsOf(
  evidence: readonly Evidence[],
  address: string,
  claimants: readonly string[],
): "one" | "several" | null {
  const vantages = new Set(ofKind(evidence, "local-routes").map(({ vantage }) => vantage));
  const own = [...vantages].map((vantage) => hardwareAddressesOf(evidence, vantage) ?? []);
  if (own.some((addresses) => claimants.every((claimant) => addresses.includes(claimant)))) return "one";
  // One that a vantage has, and another that it has not.
  if (own.some((addresses) => claimants.some((claimant) => addresses.includes(claimant)))) return "several";
  return areTwoHosts(evidence, address) ? "several" : null;
}

/**
 * Whether those that claim an address answered an echo each for itself, or one for all: a host sends its answers by the route to
 * whom they are for, not by the interface that it was asked by. RFC 1122, section 3.3.4.2.
 */
function hostsByEcho(answers: AddressConflict["answers"]): "one" | "several" | null {
  const from = answers.map(({ echoAnsweredBy }) => echoAnsweredBy ?? null);
  if (from.includes(null)) return null;
  const hosts = new Set(from).size;
  return hosts === 1 ? "one" : hosts === answers.length ? "several" : null;
}

/** Whether owners of the address, as far as they were looked from, cannot answer from several interfaces. */
function areTwoHosts(evidence: readonly Evidence[], address: string): boolean {
  const owners = new Map<string, boolean>();
  for (const { vantage, value } of ofKind(evidence, "local-routes")) {
    const outer = value.interfaces.filter(({ name }) => name !== "lo");
    if (outer.some(({ addresses }) => addresses.some((own) => own.split("/")[0] === address)))
      owners.set(vantage, outer.length === 1);
  }
  return owners.size > 1 || [...owners.values()].includes(true);
}

/** Whether one port of the address connects at times and refuses at others: one host has one state of a port. RFC 9293, section 3.10.7. */
function answersDiffer(evidence: readonly Evidence[], request: ReferenceRequest): boolean {
  const tries = triesOf(evidence, request);
  return tries.some(cameTo("connected")) && tries.some(cameTo("refused"));
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
