import type { Evidence } from "../evidence/index.ts";
import { clientAddressOf } from "./client-address.ts";
import { hopOf } from "./hops.ts";
import { ofKind } from "./read/reader.ts";
import type { ReferenceRequest, Window } from "./request.ts";
import { followWay, ownerOf } from "./way.ts";

/**
 * The request that a set of records is about, as they tell it themselves; `null` where none says what was asked.
 *
 * @param deeper The records of the hops behind it.
 */
export function referenceOf(
  evidence: readonly Evidence[],
  deeper: readonly Evidence[] = [],
): ReferenceRequest | null {
  const told = ofKind(evidence, "request-asked")[0];
  if (told === undefined) return null;
  const address = ofKind(evidence, "attempt").findLast(({ purpose }) => purpose === "reference")?.value
    .address;
  const client = told.vantage;
  const server = address == null ? null : serverOf(evidence, { address, client });
  return {
    asked: told.value,
    client,
    server,
    address: address ?? null,
    ...clientAddressOf(evidence, client),
    way: wayOf(evidence, client, server),
    window: windowOf(evidence, client),
    hop: hopOf(told),
    deeper,
  };
}

/** The vantage that answers at an address, or behind it, where the host that has it sends it on by destination NAT. */
function serverOf(
  evidence: readonly Evidence[],
  { address, client }: { readonly address: string; readonly client: string },
): string | null {
  // The client may translate by itself what it sends.
  const sent = translated(evidence, client) ?? address;
  // Loopback addresses are everybody's own: they mean the host that asks.
  const owner = isOwn(evidence, client, sent) ? client : ownerOf(evidence, sent);
  // The last hop hears another host answer for the address: who has it here has it in another network.
  if (owner !== client && followWay(evidence, client, "forward").unseen === sent) return null;
  if (owner === null || owner === client) return owner;
  const behind = translated(evidence, owner);
  return behind === null ? owner : ownerOf(evidence, behind);
}

/** The address that a host surely gives the flow's packets by destination NAT. */
const translated = (evidence: readonly Evidence[], at: string): string | null =>
  ofKind(evidence, "firewall")
    .filter(({ vantage }) => vantage === at)
    .flatMap(({ value }) => value.matches)
    .find(({ way, isCertain, newDestination }) => way === "forward" && isCertain && newDestination !== null)
    ?.newDestination?.address ?? null;

const isOwn = (evidence: readonly Evidence[], vantage: string, address: string): boolean =>
  ownerOf(
    evidence.filter((record) => record.vantage === vantage),
    address,
  ) !== null;

/** Where a way is not known to its end, every other vantage may lie on it. */
function wayOf(evidence: readonly Evidence[], client: string, server: string | null): readonly string[] {
  const there = followWay(evidence, client, "forward");
  const back = server === null ? null : followWay(evidence, server, "back");
  const passed = [...there.passed, ...(back?.passed ?? []), ...(server === null ? [] : [server])];
  const isWhole = there.isWhole && back?.isWhole === true;
  const others = isWhole ? [] : ofKind(evidence, "route-decision").map(({ vantage }) => vantage);
  return [...new Set([...passed, ...others])];
}

/** From the first reading of the client's counters to the last, which are then both inside the window and around it. */
function windowOf(evidence: readonly Evidence[], client: string): Window {
  const counted = ofKind(evidence, "kernel-counters").filter(({ vantage }) => vantage === client);
  const times = (counted.length > 1 ? counted : evidence).map(({ observedAt }) => observedAt);
  return {
    from: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    until: times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}
