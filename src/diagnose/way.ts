import type { Evidence } from "../evidence/index.ts";
import { ofKind } from "./read/reader.ts";

/** The vantages that a flow passes, as the route decisions of each of them tell it. */
export interface Way {
  /** In the order in which its packets pass, the first being where they start. */
  readonly passed: readonly string[];
  /** Whether it was followed to its end: no next hop belonged to a host that nobody looked from. */
  readonly isWhole: boolean;
  /** The address of the next hop that nobody is known to have looked from; `null` where it was followed to its end. */
  readonly unseen: string | null;
}

/** Longer ways are loops. */
const MOST_HOSTS = 32;

/**
 * Follows the decisions from host to host: the gateway that one names is the address of the next.
 *
 * @param from The vantage where the packets start.
 */
export function followWay(evidence: readonly Evidence[], from: string, way: "forward" | "back"): Way {
  const decisions = ofKind(evidence, "route-decision").filter(({ value }) => value.way === way);
  const passed: string[] = [];
  let here: string | null = from;
  while (here !== null && !passed.includes(here) && passed.length < MOST_HOSTS) {
    passed.push(here);
    const decision = decisions.findLast(({ vantage }) => vantage === here)?.value;
    if (decision === undefined) return { passed, isWhole: false, unseen: null };
    if (decision.outcome !== "unicast") return { passed, isWhole: true, unseen: null };
    const { gateway, destination, device } = decision;
    const address = gateway ?? destination;
    here = neighbourOf(evidence, { vantage: here, address, device });
    if (here === null) return { passed, isWhole: gateway === null, unseen: address };
  }
  return { passed, isWhole: true, unseen: null };
}

/**
 * The vantage that answers for an address on a link of another; `null` where it is none that is known. Networks of different sites
 * use the same private addresses (RFC 1918), so that an address alone names no host: the hardware address that answered for it does.
 */
export function neighbourOf(
  evidence: readonly Evidence[],
  of: { readonly vantage: string; readonly address: string; readonly device: string | null },
): string | null {
  const answering = hardwareAddressOf(evidence, of);
  if (answering === null) return ownerOf(evidence, of.address);
  const owners = ownersOf(evidence, of.address);
  const bears = (vantage: string) => hardwareAddressesOf(evidence, vantage)?.includes(answering) === true;
  const bearing = owners.filter(bears);
  if (bearing.length > 0) return onlyOne(bearing);
  // A router may answer for who is behind it (RFC 1027): then the packets come to the router.
  const vantages = new Set(ofKind(evidence, "local-routes").map(({ vantage }) => vantage));
  const answerer = onlyOne([...vantages].filter((vantage) => vantage !== of.vantage && bears(vantage)));
  if (answerer !== null) return answerer;
  return onlyOne(
    owners.filter(
      (owner) =>
        hardwareAddressesOf(evidence, owner) === null || knowsAsNeighbour(evidence, owner, of.vantage),
    ),
  );
}

const onlyOne = (vantages: readonly string[]): string | null =>
  vantages.length === 1 ? (vantages[0] ?? null) : null;

/** Whether a host has heard from an address of another on its links: clouds answer ARP in the place of both. */
function knowsAsNeighbour(evidence: readonly Evidence[], at: string, other: string): boolean {
  const addresses = ofKind(evidence, "local-routes")
    .filter(({ vantage }) => vantage === other)
    .flatMap(({ value }) => value.interfaces.flatMap((one) => one.addresses))
    .map((own) => own.split("/")[0]);
  return ofKind(evidence, "neighbours")
    .filter(({ vantage }) => vantage === at)
    .flatMap(({ value }) => value.entries)
    .some(({ address, hardwareAddress }) => hardwareAddress !== null && addresses.includes(address));
}

/** What a host last heard to be the hardware address of a neighbour; `null` where it has none. */
function hardwareAddressOf(
  evidence: readonly Evidence[],
  of: { readonly vantage: string; readonly address: string; readonly device: string | null },
): string | null {
  const heard = ofKind(evidence, "neighbours")
    .filter(({ vantage }) => vantage === of.vantage)
    .flatMap(({ value }) => value.entries)
    .filter(({ address, device }) => address === of.address && (of.device === null || device === of.device));
  return heard.findLast(({ hardwareAddress }) => hardwareAddress !== null)?.hardwareAddress ?? null;
}

/** The hardware addresses of a vantage's interfaces; `null` where its records do not tell them. */
export function hardwareAddressesOf(evidence: readonly Evidence[], at: string): readonly string[] | null {
  const interfaces = ofKind(evidence, "local-routes")
    .filter(({ vantage }) => vantage === at)
    .flatMap((record) => record.value.interfaces);
  const isTold = interfaces.some(({ hardwareAddress }) => hardwareAddress !== undefined);
  return isTold ? interfaces.flatMap(({ hardwareAddress }) => hardwareAddress ?? []) : null;
}

/** The vantage that has an address as one of its own; `null` where none is known to, or several are. */
export function ownerOf(evidence: readonly Evidence[], address: string): string | null {
  const [only, ...others] = ownersOf(evidence, address);
  return only === undefined || others.length > 0 ? null : only;
}

const ownersOf = (evidence: readonly Evidence[], address: string): readonly string[] => [
  ...new Set(
    ofKind(evidence, "local-routes")
      .filter(({ value }) =>
        [...value.otherAddresses, ...value.interfaces.flatMap(({ addresses }) => addresses)].some(
          (own) => own.split("/")[0] === address,
        ),
      )
      .map(({ vantage }) => vantage),
  ),
];
