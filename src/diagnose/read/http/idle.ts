import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { inSeconds } from "./answer-symptom.ts";

/** Two ends after the same time are one timer: timers of servers and devices have a resolution of a second. */
const SAME_TIMER = 1000;

/** A shorter pause is no idle time: it is the client's own haste. The shortest usual idle timer is 2 s (gunicorn). */
const LEAST_IDLE = 1000;

/** What became of connections that were left idle, and of the first request after it. */
export const readIdle: Reader = (evidence) => {
  const watched = ofKind(evidence, "idle-connection").filter(({ value }) => value.outcome !== "open");
  const later = ofKind(evidence, "http-exchange").filter(
    ({ value }) => value.onConnection > 1 && value.idleBefore >= LEAST_IDLE,
  );
  const failed = later.filter(({ value }) => value.outcome === "reset" || value.outcome === "closed");
  const pair = sameTime(watched);
  return [
    ...observe("idle-connection-cut", true, {
      records: watched,
      slots: { seconds: watched[0] === undefined ? "some" : inSeconds(watched[0].value.idle) },
    }),
    ...observe("idle-cut-recurs", true, {
      records: pair,
      slots: { seconds: pair[0] === undefined ? "some" : inSeconds(pair[0].value.idle) },
    }),
    ...observe("request-after-idle-fails", true, {
      records: failed,
      slots: { seconds: failed[0] === undefined ? "some" : inSeconds(failed[0].value.idleBefore) },
    }),
  ];
};

/** The first two connections that were ended after the same idle time; none where no two were. */
function sameTime(watched: readonly Evidence<"idle-connection">[]): readonly Evidence<"idle-connection">[] {
  for (const [index, one] of watched.entries()) {
    const other = watched
      .slice(index + 1)
      .find(({ value }) => Math.abs(value.idle - one.value.idle) < SAME_TIMER);
    if (other !== undefined) return [one, other];
  }
  return [];
}
