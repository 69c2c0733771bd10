import type { Evidence, LoggedError, LoggedExchange, LoggedReason } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { type FinalExchange, failedExchanges } from "../http/final-exchanges.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { fitsStatus } from "./fits-status.ts";
import { ownLines } from "./own-lines.ts";

/** What a proxy's own statement says of the hop behind it, or of itself. What speaks of the client says nothing of these. */
const words: Readonly<Partial<Record<LoggedReason, ObservationName>>> = {
  "upstream-refused": "upstream-refuses",
  "upstream-unreachable": "upstream-unreachable",
  "upstream-timed-out": "upstream-answers-late",
  "upstream-closed": "upstream-breaks-off",
  "upstream-reset": "upstream-breaks-off",
  "upstream-answer-invalid": "upstream-breaks-off",
  "upstream-tls-failed": "upstream-tls-fails",
  "upstream-none-healthy": "upstream-none-healthy",
  "queue-timed-out": "proxy-limit-met",
  "limit-met": "proxy-limit-met",
  "out-of-resources": "proxy-limit-met",
  "head-too-large": "proxy-head-limit-met",
  "body-too-large": "proxy-body-limit-met",
  "route-missing": "route-missing",
  "source-refused": "source-address-refused",
  "proxy-protocol-broken": "proxy-header-disagrees",
};

/** A proxy that ran into a timer before it had a connection did not reach its upstream at all. */
const wordOf = (reason: LoggedReason, phase: LoggedError["phase"]): ObservationName | undefined =>
  reason === "upstream-timed-out" && (phase === "connect" || phase === "tls")
    ? "upstream-unreachable"
    : words[reason];

/**
 * Why a proxy failed the request, by its own log: the lines about this run's own requests; where there are none, those about others
 * for the same route, which count as attempts.
 */
export const readLogged: Reader = (evidence) => {
  const all = failedExchanges(evidence);
  const failed = new Set(all.map(({ attempt }) => (attempt.by === "logged" ? "theirs" : "ours")));
  const statuses = new Set(all.map(({ exchange }) => exchange.value.status));
  const said = [...ofErrorLogs(evidence), ...ofAccessLogs(evidence, statuses)];
  const ours = failed.has("ours") ? said.filter(({ isOurs }) => isOurs) : [];
  const theirs = said.filter(({ isOurs }) => !isOurs && failed.has("theirs"));
  // Servers that broke off under others' requests are why the proxy has none left for this one: it counts real requests as checks.
  const before = ours.length > 0 && ours.every(tells("upstream-none-healthy"));
  const telling =
    ours.length === 0 ? theirs : before ? [...ours, ...theirs.filter(tells("upstream-breaks-off"))] : ours;
  // An earlier try may have ended in another way than the last one, whose status the answer has.
  return telling.flatMap(({ observation }) => observation).filter(({ name }) => fitsLastTry(name, all));
};

/** Refused, broken off at once: no timer, and no answer of the application's own. What says nothing of the upstream may have any status. */
const fitsLastTry = (name: ObservationName, failed: readonly FinalExchange[]): boolean =>
  !endedAtOnce.has(name) ||
  (fitsStatus(name, failed) &&
    failed.some(({ exchange: { value } }) => value.answeredBy !== "origin" || value.outcome !== "answered"));

const endedAtOnce: ReadonlySet<ObservationName> = new Set([
  "upstream-refuses",
  "upstream-breaks-off",
  "upstream-tls-fails",
]);

/** Whether it says nothing but that. */
const tells =
  (word: ObservationName) =>
  ({ observation }: Said): boolean =>
    observation.every(({ name }) => name === word);

interface Said {
  readonly isOurs: boolean;
  readonly observation: readonly Observation[];
}

const ofErrorLogs = (evidence: readonly Evidence[]): readonly Said[] =>
  ofKind(evidence, "logged-errors").flatMap((record) =>
    record.value.errors
      .filter(({ isOurs, isOfRoute }) => isOurs || isOfRoute)
      .flatMap(({ reason, phase, upstream, isOurs }) => {
        const name = reason === null ? undefined : wordOf(reason, phase);
        return name === undefined ? [] : [{ isOurs, observation: say(name, upstream, record) }];
      }),
  );

/** Where own lines have a status that failed, those with another one beside them are of what somebody else asked at the same time. */
const ofAccessLogs = (evidence: readonly Evidence[], statuses: ReadonlySet<number | null>): readonly Said[] =>
  ofKind(evidence, "logged-exchanges").flatMap((record) => {
    const byTime = ownLines(record.value);
    const fitting = byTime.filter(({ status }) => statuses.has(status));
    const own = fitting.length > 0 ? fitting : byTime;
    return record.value.kept.flatMap((exchange) => {
      const { reason } = exchange;
      const isOurs = own.includes(exchange);
      const phase = phaseOf(exchange, record.value.kept);
      const name = reason === null ? undefined : wordOf(reason, phase);
      // A timer without its phase may be either: the upstream was not reached, or did not answer.
      return name === undefined || (reason === "upstream-timed-out" && phase === null)
        ? []
        : [{ isOurs, observation: say(name, exchange.tries.at(-1)?.upstream ?? null, record) }];
    });
  });

/** How far the last try came: haproxy's state says so, other logs by the time of the connection, where they have one at all. */
function phaseOf({ tries, code }: LoggedExchange, all: readonly LoggedExchange[]): LoggedError["phase"] {
  const state = /^.([CHDQ])/.exec(code ?? "")?.[1];
  if (state !== undefined) return state === "C" ? "connect" : "head";
  const last = tries.at(-1);
  if (last === undefined) return null;
  if (last.connect !== null) return "head";
  return all.some((one) => one.tries.some(({ connect }) => connect !== null)) ? "connect" : null;
}

const say = (name: ObservationName, upstream: string | null, record: Evidence): readonly Observation[] =>
  observe(name, true, { records: [record], slots: upstream === null ? {} : { upstream } });
