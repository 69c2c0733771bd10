import type { Ms } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { inSeconds } from "./answer-symptom.ts";

/** Two ends after the same time are one timer: timers of servers and devices have a resolution of a second. */
const SAME_TIMER = 1000;

/** And no further apart than this share of the time itself: what an application computes varies more. */
const SAME_SHARE = 0.05;

/** A shorter pause is no idle time: it is the client's own haste. The shortest usual idle timer is 2 s (gunicorn). */
const LEAST_IDLE = 1000;

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

/** A connection that was ended, and how long it had been idle by then. */
interface Cut {
  readonly record: { readonly id: string };
  readonly idle: Ms;
}

/** Requests whose connection was ended while they waited for the first octet: the wait is the idle time. */
function cutWhileWaiting(evidence: readonly Evidence[]): readonly Cut[] {
  return ofKind(evidence, "http-exchange")
    .filter(
      ({ value: { outcome } }) => outcome === "reset" || outcome === "closed" || outcome === "truncated",
    )
    .filter(({ value }) => value.phases.firstByte === null && value.took >= LEAST_IDLE)
    .map((record) => ({ record, idle: record.value.took }));
}

/** The first two connections that were ended after the same idle time; none where no two were. */
function sameTime(cuts: readonly Cut[]): readonly Cut[] {
  for (const [index, one] of cuts.entries()) {
    const other = cuts
      .slice(index + 1)
      .find(({ idle }) => Math.abs(idle - one.idle) < Math.min(SAME_TIMER, one.idle * SAME_SHARE));
    if (other !== undefined) return [one, other];
  }
  return [];
}
