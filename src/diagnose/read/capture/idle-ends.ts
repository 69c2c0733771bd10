import type { Ms } from "../../../base/index.ts";
import { type CapturedFlow, resetByServer } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { LEAST_IDLE, sameTime } from "../same-time.ts";
import { bareFailures, othersFlows } from "./captured-flows.ts";
import { placeReset } from "./reset-circumstance.ts";

/** After how long an idle time the server closed connections; and the requests that a reset met, where no other reader tells of it. */
export const readIdleEnds: Reader = (evidence, request) => {
  const cut = othersFlows(evidence, request).flatMap((record) => {
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
