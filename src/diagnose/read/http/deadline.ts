import type { Ms } from "../../../base/index.ts";
import type { Attempt } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { inSeconds } from "./answer-symptom.ts";
import { roundTripOf, SLOW } from "./slow-answer.ts";

/** Round trips of a request on a new connection: TCP one, TLS 1.3 one, the request one. RFC 9293, RFC 8446, section 2. */
const TRIPS_IN_CLEAR = 2;
const TRIPS_OVER_TLS = 3;

/** Whether the caller's own deadline ended attempts, and what the same request takes when it is waited for. */
export const readDeadline: Reader = (evidence, { asked, client }) => {
  const { deadline } = asked;
  if (deadline === null) return [];
  const attempts = ofKind(evidence, "attempt");
  const missed = attempts.filter(
    ({ purpose, value }) => purpose === "reference" && value.failedAt === "deadline",
  );
  if (missed.length === 0) return [];
  // Only an attempt without the deadline can take longer than it and be proper.
  const waited = attempts.filter(
    ({ purpose, value }) => purpose === "difference" && value.answeredProperly && value.took > deadline,
  );
  const roundTrip = roundTripOf(evidence);
  const trips = asked.scheme === "https" || asked.scheme === "tls" ? TRIPS_OVER_TLS : TRIPS_IN_CLEAR;
  const quick = waited.filter(({ value }) => isQuick(value, roundTrip));
  const slow = waited.filter(({ value }) => !isQuick(value, roundTrip));
  const connects = ofKind(evidence, "tcp-connect").filter(
    ({ vantage, value }) => vantage === client && value.handshake !== null,
  );
  const slots = {
    deadline: inSeconds(deadline),
    needs: inSeconds(Math.min(...waited.map(({ value }) => value.took))),
  };
  return [
    ...observe("deadline-missed", true, { records: missed, slots: { deadline: inSeconds(deadline) } }),
    ...observe("passes-without-deadline", true, { records: waited, slots }),
    ...observe("every-step-quick", slow.length === 0, { records: slow.length > 0 ? slow : quick, slots }),
    ...observe("round-trips-fit-deadline", roundTrip * trips < deadline, {
      records: connects,
      slots: { roundTrip: String(Math.round(roundTrip)), trips: String(trips) },
    }),
  ];
};

/** Whether no phase took over 1 s more than a few round trips. */
function isQuick({ phases }: Attempt, roundTrip: Ms): boolean {
  const limits: readonly (readonly [Ms | null, number])[] = [
    [phases.lookup, 0],
    [phases.connect, 1],
    [phases.tls, 2],
    [phases.firstByte, 2],
    [phases.transfer, Number.POSITIVE_INFINITY], // A body takes what its size takes.
  ];
  return limits.every(
    ([took, trips]) =>
      took === null || trips === Number.POSITIVE_INFINITY || took <= SLOW + trips * roundTrip,
  );
}
