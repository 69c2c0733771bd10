import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type IdleCut, LEAST_IDLE, sameTime } from "../same-time.ts";
import { inSeconds } from "./answer-symptom.ts";

/** What became of connections that were left idle, and of the first request after it. */
export const readIdle: Reader = (evidence) => {
  const watched = ofKind(evidence, "idle-connection").filter(({ value }) => value.outcome !== "open");
  const later = ofKind(evidence, "http-exchange").filter(
    ({ value }) => value.onConnection > 1 && value.idleBefore >= LEAST_IDLE,
  );
  const failed = later.filter(({ value }) => value.outcome === "reset" || value.outcome === "closed");
  const pair = sameTime([
    ...watched.map((record) => ({ record, idle: record.value.idle })),
    ...cutWhileWaiting(evidence),
  ]);
  return [
    ...observe("idle-connection-cut", true, {
      records: watched,
      slots: { seconds: watched[0] === undefined ? "some" : inSeconds(watched[0].value.idle) },
    }),
    ...(["idle-cut-recurs", "idle-time-ends-it"] as const).flatMap((name) =>
      observe(name, true, {
        records: pair.map(({ record }) => record),
        slots: { seconds: pair[0] === undefined ? "some" : inSeconds(pair[0].idle) },
      }),
    ),
    ...observe("request-after-idle-fails", true, {
      records: failed,
      slots: { seconds: failed[0] === undefined ? "some" : inSeconds(failed[0].value.idleBefore) },
    }),
  ];
};

/** Requests whose connection was ended while they waited for the first octet: the wait is the idle time. */
function cutWhileWaiting(evidence: readonly Evidence[]): readonly IdleCut[] {
  return ofKind(evidence, "http-exchange")
    .filter(
      ({ value: { outcome } }) => outcome === "reset" || outcome === "closed" || outcome === "truncated",
    )
    .filter(({ value }) => value.phases.firstByte === null && value.took >= LEAST_IDLE)
    .map((record) => ({ record, idle: record.value.took }));
}
