import { observe, ofKind, type Reader } from "../reader.ts";
import { finalExchanges } from "./final-exchanges.ts";

/**
 * Whether the connection of every attempt was seen alive while its answer was late: a peer answers a PING by itself, whatever stands behind
 * it. RFC 9113, section 6.7. That it lived then says nothing of how long it does; and that one lives, nothing of another attempt's.
 */
export const readPing: Reader = (evidence) => {
  const attempts = ofKind(evidence, "attempt").filter(({ purpose }) => purpose === "reference");
  const finals = finalExchanges(evidence);
  const alive = finals.filter(({ exchange: { value } }) => (value.ping?.roundTrip ?? null) !== null);
  if (alive.length === 0 || alive.length < attempts.length) return [];
  const longest = Math.max(...alive.map(({ exchange: { value } }) => value.ping?.roundTrip ?? 0));
  return observe("peer-answers-ping", true, {
    records: alive.flatMap(({ attempt, exchange }) => [attempt, exchange]),
    slots: { pingMs: longest.toFixed(1) },
  });
};
