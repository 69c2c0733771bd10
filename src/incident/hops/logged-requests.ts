import type { EpochMs } from "../../base/index.ts";
import {
  type Evidence,
  type HttpExchange,
  type LoggedExchange,
  type ProxyConfiguration,
  type Recorder,
  type RequestAsked,
  statusesOfLimits,
} from "../../evidence/index.ts";

/** Requests of others that are taken down; those that failed go before. */
const MOST_REQUESTS = 30;

/** Ends that the client itself made: they say nothing of the way behind the log. */
const byClient: ReadonlySet<string | null> = new Set(["client-left", "client-timed-out"]);

/** What counts, and where it went. */
export interface LoggedCounting {
  readonly asked: RequestAsked;
  readonly recorder: Recorder;
  /** Addresses that the run sent from: where a log names no sender, what came from there before may be of an earlier run. */
  readonly clients: readonly string[];
  /** Where the run's own requests went: the others' came to the same proxy. */
  readonly reached: { readonly address: string | null; readonly port: number | null };
  readonly from: EpochMs;
  /** What the proxy that wrote the logs is told to do with the request; `null` where that is not known. */
  readonly configuration: Pick<ProxyConfiguration, "route" | "knownHosts"> | null;
  /** When the run began. */
  readonly began: EpochMs;
  readonly until: EpochMs;
}

/**
 * Takes down what became of others' requests for the same route, as a log tells it: as attempts. Of these only a 5xx is a failure, for
 * what others send may deserve the rest. docs/contract.md, "Status".
 *
 * @returns how many there were.
 */
export function takeLoggedRequests(
  logs: readonly Evidence<"logged-exchanges">[],
  { asked, recorder, clients, reached, configuration, from, began, until }: LoggedCounting,
): number {
  if (asked.scheme !== "http" && asked.scheme !== "https") return 0;
  // The same path of another host is another route. Which name the log has for ours, the lines about our requests say.
  const hosts = new Set(
    logs.flatMap(({ value }) => value.kept.flatMap(({ isOurs, host }) => (isOurs ? (host ?? []) : []))),
  );
  const isOfHost = ({ host, tries }: LoggedExchange) =>
    host === null ? mayBeOfRoute(tries, configuration) : hosts.size === 0 || hosts.has(host);
  const hasOwnPassed = haveAllPassed(recorder.evidence);
  const theirs = logs.flatMap(({ value }) => {
    const namesSender = value.kept.some(({ isOurs, isByFaultline }) => isOurs && isByFaultline === true);
    // An address translation shows the run's own requests, and those of others, under one address: only the time tells them apart.
    const seenAs = new Set(value.kept.flatMap(({ isOurs, client }) => (isOurs ? (client ?? []) : [])));
    const isOwn = ({ client, at, isByFaultline }: LoggedExchange): boolean =>
      namesSender
        ? isByFaultline === true
        : client !== null && (clients.includes(client) || (seenAs.has(client) && at >= began));
    return value.kept.filter((exchange) => {
      const { at, status, reason } = exchange;
      const isInTime = at >= from && at <= until;
      // The run knows what became of each of its requests: a failure that none of them met is another's, wherever it came from.
      const isSurelyTheirs =
        hasOwnPassed && at >= began && isFailure(exchange) && exchange.isByFaultline !== true;
      return (
        isInTime &&
        (isSurelyTheirs || (!exchange.isOurs && !isOwn(exchange))) &&
        isOfHost(exchange) &&
        status !== null &&
        status >= 200 &&
        // No failure of the way, where others' requests met it, and no proper answer.
        !statusesOfLimits.includes(status) &&
        !byClient.has(reason)
      );
    });
  });
  const counted = theirs
    .toSorted((a, b) => Number(isFailure(b)) - Number(isFailure(a)) || b.at - a.at)
    .slice(0, MOST_REQUESTS)
    .toSorted((a, b) => a.at - b.at);
  let number = recorder.evidence.reduce((most, { attempt }) => Math.max(most, attempt ?? 0), 0);
  for (const exchange of counted) {
    number += 1;
    const { at, took, status } = exchange;
    const details = {
      by: "logged",
      purpose: "reference",
      attempt: number,
      observedAt: at,
      took: took ?? 0,
    } as const;
    const step = recorder.record("http-exchange", exchangeOf(exchange, asked, reached), {
      ...details,
      boundary: "app",
      command: "grep the access log for the request's path",
    });
    const isProper = !isFailure(exchange);
    recorder.record(
      "attempt",
      {
        number,
        answeredProperly: isProper,
        failedAt: isProper ? null : "exchange",
        address: reached.address,
        port: reached.port,
        took: took ?? 0,
        phases: { lookup: null, connect: null, tls: null, firstByte: took, transfer: null },
        status,
        steps: [step.id],
      },
      { ...details, boundary: "client", command: "grep the access log for the request's path" },
    );
  }
  return counted.length;
}

/**
 * Whether a line that names no host may be of the request's route: by the servers that it tried; else where the proxy knows no more than one
 * host, for those of all others may be in the same log.
 */
function mayBeOfRoute(
  tries: LoggedExchange["tries"],
  configuration: LoggedCounting["configuration"],
): boolean {
  if (configuration === null) return true;
  const { route, knownHosts } = configuration;
  const servers = route?.action.kind === "upstream" ? route.action.upstream.servers : [];
  const ports = new Set(servers.map(({ port }) => port));
  const named = tries.flatMap(({ upstream }) => {
    const port = /:(\d{1,5})$/.exec(upstream ?? "")?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  if (named.length > 0 && servers.length > 0 && !named.some((port) => ports.has(port))) return false;
  return named.length > 0 || knownHosts.length <= 1;
}

/** Whether the run's own requests, those made to learn more among them, all got an answer, and none of these was a 5xx. */
function haveAllPassed(evidence: readonly Evidence[]): boolean {
  const own = evidence.filter(({ by, hop }) => by === "probe" && hop === undefined);
  const attempts = own.filter(({ kind, purpose }) => kind === "attempt" && purpose === "reference");
  return attempts.length > 0 && !own.some(hasFailed);
}

function hasFailed({ kind, value }: Evidence): boolean {
  if (kind === "attempt") return !value.answeredProperly;
  if (kind === "series") return value.failures > 0;
  return kind === "http-exchange" && (value.status === null || value.status >= 500);
}

const isFailure = ({ status }: LoggedExchange): boolean => status !== null && status >= 500;

/**
 * Who wrote the answer: the upstream where the log has its status as the same. What nginx itself makes of an upstream that fails, a 502
 * or 504, it logs as that upstream's status too. ngx_http_upstream.c, ngx_http_upstream_next.
 */
function answeredBy({ tries, status }: LoggedExchange): HttpExchange["answeredBy"] {
  const last = tries.at(-1);
  if (last === undefined || status === 502 || status === 504) return "unknown";
  return last.status === status ? "origin" : "intermediary";
}

function exchangeOf(
  exchange: LoggedExchange,
  asked: RequestAsked,
  { address, port }: LoggedCounting["reached"],
): HttpExchange {
  const { method, status, took } = exchange;
  return {
    address: address ?? asked.host,
    port: port ?? asked.port,
    protocol: "http/1.1",
    throughProxy: false,
    preamble: "none",
    method: method ?? asked.method,
    url: `${asked.scheme}://${asked.host}${asked.path}`,
    requestBodyOctets: 0,
    requestHeadOctets: 0,
    onConnection: 1,
    idleBefore: 0,
    outcome: "answered",
    connectionEnd: "open",
    error: null,
    interim: [],
    strangeAnswer: null,
    strangeProtocol: null,
    status,
    reason: null,
    headers: {},
    errorBody: null,
    answeredBy: answeredBy(exchange),
    software: null,
    promisedOctets: null,
    endsBy: null,
    bodyOctets: 0,
    location: null,
    locationSeenBefore: null,
    setsCookie: false,
    sentOctets: 0,
    phases: { firstByte: took, transfer: null },
    took: took ?? 0,
  };
}
