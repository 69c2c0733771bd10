import type { Evidence, HttpExchange } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { hostsOnWay } from "./on-way.ts";
import { riseAround } from "./readings.ts";

/** Each segment that is sent again is met again: a stranger's packets come by once or twice. */
const ENOUGH_INVALID = 3;

/** Hosts on the way that track the flow and had forgotten it when, after an idle time, a request or an answer came. */
export const readIdleTrackers: Reader = (evidence, request) => {
  const failed = ofKind(evidence, "http-exchange").find(({ value }) => idleOf(value) > 0);
  if (failed === undefined) return [];
  return [...hostsOnWay(evidence, request)].flatMap(([at]) => {
    const tables = ofKind(evidence, "connection-tracking").filter(({ vantage }) => vantage === at);
    // A table without an entry of the flow may belong to a host that does not track it, unless it met packets of no connection.
    const table = tables.find(
      (one) => one.value.flow.some(({ isReplied }) => isReplied) || meetsInvalid(tables),
    );
    const seconds = table?.value.establishedTimeout ?? null;
    if (table === undefined || seconds === null || seconds * 1000 > idleOf(failed.value)) return [];
    return observe("tracker-forgets-sooner", true, {
      records: [table, failed],
      at,
      slots: { router: at, seconds: String(seconds) },
    });
  });
};

/** How long a connection was silent before a request, or an answer, failed on it; 0 where none did. */
function idleOf({ onConnection, outcome, idleBefore, phases, took }: HttpExchange): number {
  if (outcome === "answered") return 0;
  if (onConnection > 1 && idleBefore > 0) return idleBefore;
  return outcome === "no-answer" && phases.firstByte === null ? took : 0;
}

const meetsInvalid = (tables: readonly Evidence<"connection-tracking">[]): boolean =>
  (riseAround(tables, ({ value }) => value.statistics["invalid"] ?? 0)?.by ?? 0) >= ENOUGH_INVALID;
