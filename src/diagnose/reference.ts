import type { Evidence } from "../evidence/index.ts";
import { ofKind } from "./read/reader.ts";
import type { ReferenceRequest, Window } from "./request.ts";

/** The request that a set of records is about, as they tell it themselves; `null` where none says what was asked. */
export function referenceOf(evidence: readonly Evidence[]): ReferenceRequest | null {
  const told = ofKind(evidence, "request-asked")[0];
  if (told === undefined) return null;
  const address = ofKind(evidence, "attempt").findLast(({ purpose }) => purpose === "reference")?.value
    .address;
  return {
    asked: told.value,
    client: told.vantage,
    server: address != null && isOwn(address, evidence) ? told.vantage : null,
    address: address ?? null,
    window: windowOf(evidence),
  };
}

/** Whether an address is one of the asking host's own, so that what it counts is counted of the server too. */
function isOwn(address: string, evidence: readonly Evidence[]): boolean {
  return ofKind(evidence, "local-routes").some(({ value }) =>
    [...value.otherAddresses, ...value.interfaces.flatMap(({ addresses }) => addresses)].some(
      (own) => own.split("/")[0] === address,
    ),
  );
}

/** From the first reading of the counters to the last, which are then both inside the window and around it. */
function windowOf(evidence: readonly Evidence[]): Window {
  const counted = ofKind(evidence, "kernel-counters");
  const times = (counted.length > 1 ? counted : evidence).map(({ observedAt }) => observedAt);
  return {
    from: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    until: times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}
