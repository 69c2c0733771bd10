import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** Handshakes in the making that no ordinary load leaves: tcp_max_syn_backlog is 128 at the least. tcp(7). */
const MANY_HALF_MADE = 100;
/** Fewer sources than that are clients of one place, whose acknowledgements may be lost. */
const MANY_SOURCES = 8;
/** A healthy client waits for few answers to its SYN at a time. */
const MANY_WAITING = 100;
/** A browser opens six connections to a host at once, a pool about ten: twice that is a loop or a crowd. */
const MANY_TRIES = 20;

/** Whether many connections to one place are begun at once: by peers that never finish them, or by clients that do not back off. */
export const readCrowds: Reader = (evidence, { client }) =>
  ofKind(evidence, "captured-endpoint")
    .filter(({ vantage }) => vantage === client)
    .flatMap(readCrowd);

function readCrowd(record: Evidence<"captured-endpoint">): readonly Observation[] {
  const { mostHalfMadeAtOnce, halfMadeSources, mostUnansweredAtOnce, made, busiest } = record.value;
  const isFlood =
    mostHalfMadeAtOnce >= MANY_HALF_MADE && (halfMadeSources >= MANY_SOURCES || busiest?.made === 0);
  const from = { records: [record], at: record.vantage };
  const isRenewed = busiest !== null && Math.min(busiest.unanswered, busiest.begunWhileWaiting) >= MANY_TRIES;
  const slots = { synSent: String(busiest?.unanswered ?? 0), stormer: busiest?.address ?? "the client" };
  return [
    ...observe("half-made-connections-pile-up", true, {
      records: isFlood ? [record] : [],
      slots: { halfMade: String(mostHalfMadeAtOnce) },
    }),
    ...observe("connects-pile-up", true, {
      ...from,
      records: mostUnansweredAtOnce >= MANY_WAITING ? [record] : [],
      slots: { synSent: String(mostUnansweredAtOnce) },
    }),
    ...observe("connects-renewed-at-once", true, { ...from, records: isRenewed ? [record] : [], slots }),
    // Of a client that comes through as a rule, as many are made at least.
    ...observe("retries-crowd-target", true, {
      ...from,
      records: isRenewed && made > 0 && busiest.unanswered > busiest.made ? [record] : [],
      slots,
    }),
  ];
}
