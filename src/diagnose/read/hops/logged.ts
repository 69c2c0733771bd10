import type { Evidence, LoggedError, LoggedExchange, LoggedReason } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { type FinalExchange, failedExchanges } from "../http/final-exchanges.ts";
import { answersHead } from "../http/large-head.ts";
import { tlsReasonIn } from "../http/tls-reason.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { isFailedConnect, isRefused, serverOf } from "./failing-tries.ts";
import { fitsStatus } from "./fits-status.ts";
import { ownLines } from "./own-lines.ts";
import { refusalIn } from "./refusal-in.ts";
import { isNoneFit } from "./state.ts";

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
export const readLogged: Reader = (evidence, { asked, hop }) => {
  const all = failedExchanges(evidence);
  const failed = new Set(all.map(({ attempt }) => (attempt.by === "logged" ? "theirs" : "ours")));
  const statuses = new Set(all.map(({ exchange }) => exchange.value.status));
  const said = [
    ...ofErrorLogs(evidence, hostsOf(evidence, hop === 1 ? asked.host : null)),
    ...ofAccessLogs(evidence, { statuses, hasOwnFailed: failed.has("ours") }),
  ];
  const ours = failed.has("ours") ? said.filter(({ isOurs }) => isOurs) : [];
  const theirs = said.filter(({ isOurs }) => !isOurs && failed.has("theirs"));
  // Servers that broke off under others' requests are why the proxy has none left for this one: it counts real requests as checks.
  const before = ours.length > 0 && ours.every(tells("upstream-none-healthy"));
  const telling =
    ours.length === 0 ? theirs : before ? [...ours, ...theirs.filter(tells("upstream-breaks-off"))] : ours;
  // An earlier try may have ended in another way than the last one, whose status the answer has.
  return telling.flatMap(asSaidOfThis).filter(({ name }) => fitsLastTry(name, all));
};

/** A limit that another's body met says nothing sure of this one's. */
const asSaidOfThis = ({ isOurs, observation }: Said): readonly Observation[] =>
  isOurs
    ? observation
    : observation.map((one) =>
        one.name === "proxy-body-limit-met" ? { ...one, strength: "suggests" as const } : one,
      );

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

/** The names that this run's own requests have in a proxy's logs; where no line tells, the one that was asked for. None: any. */
function hostsOf(evidence: readonly Evidence[], asked: string | null): ReadonlySet<string> {
  const lines = [
    ...ofKind(evidence, "logged-errors").flatMap(({ value }) => value.errors),
    ...ofKind(evidence, "logged-exchanges").flatMap(({ value }) => value.kept),
  ];
  const own = lines.flatMap(({ isOurs, host }) => (isOurs && host !== null ? [nameOf(host)] : []));
  return new Set(own.length === 0 && asked !== null ? [nameOf(asked)] : own);
}

/** Names are the same in either case, with a dot at the end and with a port or without. */
const nameOf = (host: string): string =>
  host
    .toLowerCase()
    .replace(/(?<=[^:]):\d{1,5}$/, "")
    .replace(/\.$/, "")
    .replace(/^\[|\]$/g, "");

/** The same path of another virtual host is another route. */
const ofErrorLogs = (evidence: readonly Evidence[], hosts: ReadonlySet<string>): readonly Said[] =>
  ofKind(evidence, "logged-errors").flatMap((record) =>
    record.value.errors
      .filter(
        ({ isOurs, isOfRoute, host }) =>
          isOurs || (isOfRoute && (host === null || hosts.size === 0 || hosts.has(nameOf(host)))),
      )
      .flatMap(({ reason, phase, upstream, isOurs, text }) => {
        const name = reason === null ? undefined : wordOf(reason, phase);
        const why = name === undefined ? {} : wordsIn(text, name, phase);
        return name === undefined ? [] : [{ isOurs, observation: say(name, upstream, record, why) }];
      }),
  );

/** What a line says beyond its reason. */
function wordsIn(
  text: string,
  name: ObservationName,
  phase: LoggedError["phase"],
): Readonly<Record<string, string>> {
  if (name === "upstream-tls-fails") return tlsReasonIn(text);
  if (name === "upstream-refuses") return refusalIn(text);
  return name === "proxy-head-limit-met" && phase === "head" ? answersHead : {};
}

interface Failed {
  readonly statuses: ReadonlySet<number | null>;
  /** Else what failed at the time of the run's own requests was somebody else's. */
  readonly hasOwnFailed: boolean;
}

/** Where own lines have a status that failed, those with another one beside them are of what somebody else asked at the same time. */
const ofAccessLogs = (evidence: readonly Evidence[], { statuses, hasOwnFailed }: Failed): readonly Said[] =>
  ofKind(evidence, "logged-exchanges").flatMap((record) => {
    const byTime = ownLines(record.value).filter(({ status }) => hasOwnFailed || (status ?? 0) < 500);
    const fitting = byTime.filter(({ status }) => statuses.has(status));
    const own = fitting.length > 0 ? fitting : byTime;
    const telling =
      fitting.length > 0 ? fitting : record.value.kept.filter((one) => isFailure(one) && !own.includes(one));
    const failed = failedConnects(record, { own, telling, evidence });
    const said = record.value.kept.flatMap((exchange) => {
      const { reason } = exchange;
      const isOurs = own.includes(exchange);
      const phase = phaseOf(exchange, record.value.kept);
      const name = reason === null ? undefined : wordOf(reason, phase);
      // A timer without its phase may be either: the upstream was not reached, or did not answer.
      return name === undefined || (reason === "upstream-timed-out" && phase === null)
        ? []
        : [{ isOurs, observation: say(name, serverOf(exchange, evidence), record) }];
    });
    return [...said, ...failed];
  });

const isFailure = ({ status }: LoggedExchange): boolean => (status ?? 0) >= 500;

interface Lines {
  /** The run's own. */
  readonly own: readonly LoggedExchange[];
  /** All about requests that failed as the run's own did; where none of these did, as others' did. */
  readonly telling: readonly LoggedExchange[];
  readonly evidence: readonly Evidence[];
}

/** Servers were chosen and no connection came about: likely they refused, and where all lines say so, the proxy did not lack a server. */
function failedConnects(
  record: Evidence<"logged-exchanges">,
  { own, telling, evidence }: Lines,
): readonly Said[] {
  const failed = record.value.kept.filter(isFailedConnect);
  const isOurs = failed.some((one) => own.includes(one));
  const hadServers = telling.length > 0 && telling.every(isFailedConnect) && !isNoneFit(evidence);
  const refusing = failed.filter((one) => isRefused(one, evidence));
  const upstreams = new Set(refusing.flatMap((one) => serverOf(one, evidence) ?? []));
  const observation = [
    ...[...upstreams].flatMap((upstream) =>
      observe("upstream-refuses", true, { records: [record], slots: { upstream }, strength: "suggests" }),
    ),
    ...(hadServers ? observe("upstream-none-healthy", false, { records: [record] }) : []),
  ];
  return observation.length === 0 ? [] : [{ isOurs, observation }];
}

/** How far the last try came: haproxy's state says so, other logs by the time of the connection, where they have one at all. */
function phaseOf({ tries, code }: LoggedExchange, all: readonly LoggedExchange[]): LoggedError["phase"] {
  const state = /^.([CHDQ])/.exec(code ?? "")?.[1];
  if (state !== undefined) return state === "C" ? "connect" : "head";
  const last = tries.at(-1);
  if (last === undefined) return null;
  if (last.connect !== null) return "head";
  return all.some((one) => one.tries.some(({ connect }) => connect !== null)) ? "connect" : null;
}

const say = (
  name: ObservationName,
  upstream: string | null,
  record: Evidence,
  slots: Readonly<Record<string, string>> = {},
): readonly Observation[] =>
  observe(name, true, { records: [record], slots: upstream === null ? slots : { ...slots, upstream } });
