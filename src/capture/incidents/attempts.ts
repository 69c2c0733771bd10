import type { Ms } from "../../base/index.ts";
import {
  type Attempt,
  type AttemptStep,
  type Evidence,
  flowEnd,
  type HttpExchange,
  type TlsHandshake,
} from "../../evidence/index.ts";
import type { CapturedDatabase, CapturedHttp, CapturedTls } from "../application/index.ts";
import { tshark, tsharkStream } from "./command.ts";
import type { ConnectEnd } from "./connect-seen.ts";
import type { SeenFlow } from "./endpoint.ts";
import { httpSeen, isProperSeen } from "./http-seen.ts";
import type { Taking } from "./incident.ts";
import { recordSteps } from "./look-up-records.ts";
import type { LookUp } from "./look-ups.ts";
import { failsByDatabase, sessionSeen } from "./sessions-seen.ts";
import { tlsSeen } from "./tls-seen.ts";

/** One connection or one request of it, judged as far as its end, before it is taken down. */
export interface Draft {
  readonly seen: SeenFlow;
  /** Three lone SYNs to one place are no chance: then each is a try without an answer. */
  readonly connect: ConnectEnd | "half-made" | null;
  readonly tls: { readonly seen: CapturedTls; readonly value: TlsHandshake } | null;
  readonly http: { readonly seen: CapturedHttp; readonly value: HttpExchange } | null;
  readonly database: CapturedDatabase | null;
  /** The first of its connection: the steps before an exchange are its own. */
  readonly isFirst: boolean;
  readonly failedAt: AttemptStep | null;
}

/** What a connection carried, where it was read. */
export interface Carried {
  readonly tls: CapturedTls | null;
  readonly http: readonly CapturedHttp[];
  readonly database: CapturedDatabase | null;
}

/** The attempts of one connection: one, or one for each request; none where the capture does not show how it went. */
export function draftsOf(
  seen: SeenFlow,
  { tls, http, database }: Carried,
  { facts, wall, endsAt, gone, refusedLogins }: Taking,
): readonly Draft[] {
  const { flow, connect } = seen;
  const base = { seen, tls: null, http: null, database: null, isFirst: true } as const;
  if (connect.outcome === "half-made") return [{ ...base, connect: "half-made", failedAt: "connect" }];
  if (connect.outcome === "lone-syn") return [];
  const made = connect.outcome === "unseen" ? null : connect;
  if (made !== null && made.outcome !== "connected") return [{ ...base, connect: made, failedAt: "connect" }];
  if (flow.fromClient.packets === 0 || flow.fromServer.packets === 0 || isForgotten(flow)) return [];
  // A handshake that the client itself breaks off, as a scan does, is no request.
  const isSilent = flow.fromClient.firstData === null && flow.fromServer.firstData === null;
  if (made === null && flow.syns.length > 0 && isSilent) return [];
  const end = flowEnd(flow);
  if (end === "reset-at-once" || end === "closed-at-once")
    return [{ ...base, connect: made, failedAt: "connect" }];
  if (database !== null && refusedLogins.has(flow.stream))
    return [{ ...base, connect: made, database, failedAt: "exchange" }];
  if (database !== null && failsByDatabase(database))
    return [{ ...base, connect: made, database, failedAt: "exchange" }];
  const isGone = end === "answer-unacknowledged" && gone.has(flow.stream);
  const handshake = tls === null ? null : tlsSeen(tls, { flow, wall, endsAt });
  const tlsPart = tls === null || handshake === null ? null : { seen: tls, value: handshake };
  // Clients of databases verify nothing where they are not told to: libpq, sslmode.
  if (handshake !== null && !(database === null ? isSoundHandshake : isCompleted)(handshake))
    return [
      { ...base, connect: made, tls: tlsPart, database, failedAt: database === null ? "tls" : "exchange" },
    ];
  const exchanges = http.flatMap((one) => {
    const isLast = one === http.at(-1);
    if (isLast && isGone) return [];
    const value = httpSeen(one, { flow, isLast, endsAt });
    return value === null ? [] : [{ seen: one, value }];
  });
  if (exchanges.length > 0)
    return exchanges.map((one, index) => ({
      ...base,
      connect: made,
      tls: tlsPart,
      http: one,
      isFirst: index === 0,
      failedAt: isProperSeen(one.value) ? null : "exchange",
    }));
  if (isGone) return [];
  // Where the snap length cut off what the connection carried, TCP alone tells how it went.
  const isUnread = facts.quality.cutFrames > 0;
  const isHttp = (http.length > 0 && !isUnread) || isLeftUnanswered(flow);
  // A request whose fate the capture does not tell is none that failed.
  // What TCP sent again and again in vain is told, whatever HTTP still waited for.
  const isInVain = end === "request-unacknowledged" || end === "answer-unacknowledged";
  const isOpen =
    (isHttp && !isInVain) || (made === null && connect.outcome === "unseen" && flow.syns.length > 0);
  const isFarewell = tls !== null && isAfterFarewell(tls, flow.fromClient.lastData?.at ?? 0);
  if (end === "proper" || isOpen || (end === "request-reset" && isFarewell))
    return isHttp ? [] : [{ ...base, connect: made, tls: tlsPart, database, failedAt: null }];
  return [{ ...base, connect: made, tls: tlsPart, database, failedAt: "exchange" }];
}

/** What comes for a client that had closed before the capture began, and refuses it. RFC 9293, section 3.10.7.1. */
const isForgotten = ({ syns, fromClient, resets }: SeenFlow["flow"]): boolean =>
  syns.length === 0 && resets.filter(({ claims }) => claims === "client").length >= fromClient.packets;

/** A client asked over HTTP and closed without an octet of answer: whether in haste or tired of waiting, it was not served. */
const isLeftUnanswered = ({ fromClient, fromServer }: SeenFlow["flow"]): boolean =>
  fromClient.beganWith === "http-request" &&
  fromServer.dataOctets === 0 &&
  fromServer.missedByCapture === 0 &&
  fromClient.finAt !== null;

const isCompleted = ({ outcome }: TlsHandshake): boolean => outcome === "completed";

const isSoundHandshake = ({ outcome, trust, nameMatches, dates }: TlsHandshake): boolean =>
  outcome === "completed" &&
  trust?.trusted !== false &&
  nameMatches !== false &&
  dates !== "expired" &&
  dates !== "not-yet-valid";

/** The client's last octets were an alert: it had said goodbye, and who resets then has read no farther. RFC 8446, section 6.1. */
const isAfterFarewell = ({ alerts }: CapturedTls, lastData: Ms): boolean =>
  alerts.some(({ from, mark }) => from === "client" && mark.at >= lastData);

/** Takes down the records of one attempt, each step before the whole, as a check does. */
export function takeDown(draft: Draft, number: number, taking: Taking): Evidence<"attempt"> {
  const { recorder, facts, wall } = taking;
  const { flow } = draft.seen;
  const command = tsharkStream(facts.quality.file, flow.stream);
  const of = (boundary: Evidence["boundary"], at: Ms, took: Ms) =>
    ({
      boundary,
      by: "observed",
      purpose: "reference",
      attempt: number,
      observedAt: wall(at),
      took,
      command,
    }) as const;
  const steps: Evidence[] = [];
  const lookUp = draft.isFirst ? taking.lookUpBefore(flow.stream) : null;
  if (lookUp !== null) {
    const details = { by: "observed", purpose: "reference", attempt: number } as const;
    const first = lookUp.exchanges[0]?.query?.frame ?? 0;
    const look = tshark(facts.quality.file, `frame.number==${first}`);
    steps.push(...recordSteps(lookUp, taking, { ...details, boundary: "dns", command: look, isWhole: true }));
    taking.told.add(lookUp.questions);
  }
  const connect = draft.connect === "half-made" ? null : draft.connect;
  if (draft.isFirst && connect !== null)
    steps.push(
      recorder.record("tcp-connect", connectValue(draft, connect), of("tcp", connect.began, connect.took)),
    );
  if (draft.isFirst) {
    const lasted = flow.last.at - flow.first.at;
    steps.push(recorder.record("captured-flow", flow, of("tcp", flow.first.at, lasted)));
  }
  if (draft.isFirst && draft.tls !== null) {
    const { seen, value } = draft.tls;
    const at = seen.clientHello?.first.at ?? flow.first.at;
    // TLS that a database's own protocol asks for is a step of its login.
    const purpose = draft.database === null ? "reference" : "context";
    steps.push(recorder.record("tls-handshake", value, { ...of("tls", at, value.took), purpose }));
  }
  if (draft.database !== null) {
    const { database } = draft;
    const lasted = database.last.at - database.first.at;
    steps.push(
      recorder.record("captured-session", sessionSeen(database), of("database", database.first.at, lasted)),
    );
  }
  if (draft.http !== null) {
    const { seen, value } = draft.http;
    const at = seen.requestFirst?.at ?? flow.first.at;
    steps.push(recorder.record("http-exchange", value, of("app", at, value.took)));
    const upstream = taking.upstreamOf(seen);
    if (upstream !== null)
      recorder.record("captured-upstream", upstream, {
        ...of("proxy", at, upstream.took),
        purpose: "context",
        command: tsharkStream(facts.quality.file, upstream.stream),
      });
  }
  const value = attemptValue(draft, lookUp, { number, steps: steps.map(({ id }) => id) });
  const began = lookUp === null ? beganAt(draft) : startOfLookUp(lookUp);
  return recorder.record("attempt", value, of("client", began, value.took));
}

const beganAt = ({ seen: { flow }, http, isFirst }: Draft): Ms =>
  isFirst || http === null ? flow.first.at : (http.seen.requestFirst?.at ?? flow.first.at);

const startOfLookUp = ({ walk, from }: LookUp): Ms => walk?.from ?? from;

function connectValue({ seen: { flow }, connect: draft }: Draft, connect: ConnectEnd) {
  const end = draft === "half-made" ? "proper" : flowEnd(flow);
  const isMade = connect.outcome === "connected";
  return {
    address: flow.server.address,
    port: flow.server.port,
    localAddress: flow.client.address,
    outcome: connect.outcome,
    // The SYN to the first acknowledgement: the whole round trip, wherever between the ends it is captured.
    handshake: isMade ? connect.took : null,
    errno: connect.errno,
    isTargetPort: true,
    icmp: connect.icmp,
    icmpErrorCounted: null,
    counted: null,
    afterwards: !isMade
      ? null
      : end === "reset-at-once"
        ? "reset-by-peer"
        : end === "closed-at-once"
          ? "closed-by-peer"
          : null,
  } as const;
}

function attemptValue(
  draft: Draft,
  lookUp: LookUp | null,
  { number, steps }: Pick<Attempt, "number" | "steps">,
): Attempt {
  const { seen, connect, tls, http, isFirst, failedAt } = draft;
  const { flow } = seen;
  const made = connect === null || connect === "half-made" ? null : connect;
  const served = http === null ? flow.last.at - flow.first.at : http.value.took;
  const lookedUp = lookUp === null ? null : lookUp.until - startOfLookUp(lookUp);
  return {
    number,
    answeredProperly: failedAt === null,
    failedAt,
    address: flow.server.address,
    port: flow.server.port,
    took: (lookedUp ?? 0) + served,
    phases: {
      lookup: lookedUp,
      connect: isFirst && made?.outcome === "connected" ? made.took : null,
      tls: isFirst && tls?.value.outcome === "completed" ? tls.value.took : null,
      firstByte: http?.value.phases.firstByte ?? null,
      transfer: http?.value.phases.transfer ?? null,
    },
    status: http?.value.status ?? null,
    steps,
  };
}
