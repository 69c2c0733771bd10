import type { Ms } from "../../../base/index.ts";
import { type CapturedFlow, resetByServer } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { bareFailures, type Captured, capturedFlows } from "./captured-flows.ts";
import { placeReset } from "./reset-circumstance.ts";

/** A shorter pause is no idle time. The shortest usual idle timer is 2 s (gunicorn). */
const LEAST_IDLE: Ms = 1_000;
/** Two ends after the same time are one timer: timers of servers and devices have a resolution of a second. */
const SAME_TIMER: Ms = 1_000;
/** And no further apart than this share of the time itself: what an application computes varies more. */
const SAME_SHARE = 0.05;

/** After how long an idle time the server closed connections; and the requests that a reset met, where no other reader tells of it. */
export const readIdleEnds: Reader = (evidence, request) => {
  const cut = capturedFlows(evidence, request).flatMap((record) => {
    const idle = idleBeforeClose(record.value);
    return idle === null ? [] : [{ record, idle }];
  });
  const pair = sameTime(cut);
  const seconds = (idle: Ms | undefined) => ({ seconds: ((idle ?? 0) / 1000).toFixed(1) });
  return [
    ...observe("idle-connection-cut", true, {
      records: cut.map(({ record }) => record),
      slots: seconds(cut[0]?.idle),
    }),
    ...(["idle-cut-recurs", "idle-time-ends-it"] as const).flatMap((name) =>
      observe(name, true, { records: pair.map(({ record }) => record), slots: seconds(pair[0]?.idle) }),
    ),
    ...observe("closed-unanswered", true, {
      records: bareFailures(evidence, request, "closed-unanswered"),
    }),
    ...observe("reset-unanswered", true, {
      records: bareFailures(evidence, request, "request-reset").filter(({ value }) => isLeftOpen(value)),
    }),
  ];
};

/** How long nothing had been said when the server closed the connection first; `null` where it was no idle one. */
function idleBeforeClose({ fromClient, fromServer, clientKnownBy }: CapturedFlow): Ms | null {
  const closed = fromServer.finAt;
  if (clientKnownBy === "port" || closed === null) return null;
  if (fromClient.finAt !== null && fromClient.finAt.at <= closed.at) return null;
  const [asked, answered] = [fromClient.lastData?.at ?? -1, fromServer.lastData?.at ?? -1];
  // What the server closes in place of an answer was not idle.
  if (answered < 0 || asked > answered || closed.at - answered < LEAST_IDLE) return null;
  return closed.at - answered;
}

/** A reset of which its own reader cannot tell whether it did harm. */
function isLeftOpen(flow: CapturedFlow): boolean {
  const reset = resetByServer(flow);
  return reset !== null && placeReset(flow, reset).isHarmless !== false;
}

/** The first two connections that were ended after the same idle time; none where no two were. */
function sameTime(cuts: readonly { readonly record: Captured; readonly idle: Ms }[]) {
  for (const [index, one] of cuts.entries()) {
    const other = cuts
      .slice(index + 1)
      .find(({ idle }) => Math.abs(idle - one.idle) < Math.min(SAME_TIMER, one.idle * SAME_SHARE));
    if (other !== undefined) return [one, other];
  }
  return [];
}
