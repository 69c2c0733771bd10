import type { Ms } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { inSeconds, slotsOf } from "./answer-symptom.ts";
import { finalExchanges } from "./final-exchanges.ts";

/** Over 1 s more than the path's round trips explain is slow. docs/contract.md, "Status". */
export const SLOW: Ms = 1000;

/** Round trips between the request and the first octet: one, and one more where its packet was lost and found by a duplicate. */
const ROUND_TRIPS = 2;

/** Whether the server took long for its first octet, beyond what the way there explains. */
export const readSlowAnswer: Reader = (evidence, { asked }) => {
  const roundTrip = roundTripOf(evidence);
  const isLate = ({ value }: Evidence<"http-exchange">) =>
    value.phases.firstByte !== null && value.phases.firstByte > SLOW + ROUND_TRIPS * roundTrip;
  const finals = finalExchanges(evidence);
  const late = finals.filter(({ attempt, exchange }) => attempt.value.answeredProperly && isLate(exchange));
  const slowest = late.toSorted((a, b) => firstByteOf(b.exchange) - firstByteOf(a.exchange))[0];
  const unanswered = finals.filter(
    ({ attempt, exchange }) =>
      attempt.value.failedAt === "exchange" &&
      exchange.value.outcome === "no-answer" &&
      exchange.value.error !== "unacknowledged" &&
      exchange.value.sentOctets >= exchange.value.requestBodyOctets &&
      exchange.value.took > SLOW + ROUND_TRIPS * roundTrip,
  );
  const waitedFor =
    asked.deadline === null
      ? []
      : waitedExchanges(evidence, asked.deadline).filter(
          (one) => isLate(one) || one.value.outcome === "no-answer",
        );
  const unacknowledged = finals.filter(({ exchange }) => exchange.value.error === "unacknowledged");
  const takesLong = [
    ...late.map(({ exchange }) => exchange),
    ...unanswered.map(({ exchange }) => exchange),
    ...waitedFor,
  ];
  return [
    ...observe("first-byte-late", true, {
      records: slowest === undefined ? [] : [slowest.attempt, slowest.exchange],
      slots:
        slowest === undefined
          ? {}
          : { ...slotsOf(slowest.exchange.value), seconds: inSeconds(firstByteOf(slowest.exchange)) },
    }),
    ...observe("data-unacknowledged", true, {
      records: unacknowledged.map(({ exchange }) => exchange),
    }),
    ...observe("answer-takes-long", true, {
      records: takesLong,
      slots:
        takesLong[0] === undefined
          ? {}
          : { seconds: inSeconds(takesLong[0].value.phases.firstByte ?? takesLong[0].value.took) },
    }),
  ];
};

const firstByteOf = ({ value }: Evidence<"http-exchange">): Ms => value.phases.firstByte ?? 0;

/** The shortest handshake of TCP that was seen: one with a SYN sent again is longer than a round trip. 0 where none was. */
export function roundTripOf(evidence: readonly Evidence[]): Ms {
  const handshakes = ofKind(evidence, "tcp-connect").flatMap(({ value }) =>
    value.handshake === null ? [] : [value.handshake],
  );
  return handshakes.length === 0 ? 0 : Math.min(...handshakes);
}

/** Exchanges of whole attempts that were made without the caller's deadline, those that a proxy cut short left out. */
function waitedExchanges(evidence: readonly Evidence[], deadline: Ms): readonly Evidence<"http-exchange">[] {
  const steps = new Set(
    ofKind(evidence, "attempt")
      .filter(({ purpose, value }) => purpose === "difference" && value.took > deadline)
      .flatMap(({ value }) => value.steps),
  );
  return ofKind(evidence, "http-exchange").filter(
    ({ id, value }) => steps.has(id) && (value.status === null || value.status < 500),
  );
}
