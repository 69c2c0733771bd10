import { groupBy, type Ms } from "../../base/index.ts";
import type { CapturedUpstream, FrameMark } from "../../evidence/index.ts";
import type { CapturedHttp } from "../application/index.ts";
import type { SeenFlow } from "./endpoint.ts";

/** Statuses by which a gateway says that what is behind it failed. RFC 9110, section 15.6.3 to 15.6.5. */
const OF_GATEWAYS: readonly number[] = [502, 503, 504];
/** A gateway that waits for an answer gives up by a timer: of whole seconds as a rule, and 100 ms at the least. */
const LEAST_TIMER: Ms = 100;

/** What befell a gateway's own request, in the time between a request to it and its answer. */
export type Upstreams = (exchange: CapturedHttp) => CapturedUpstream | null;

/** Finds what a gateway met behind itself, where the capture holds both of its sides. */
export function upstreamsIn(seen: readonly SeenFlow[], http: readonly CapturedHttp[]): Upstreams {
  const byHost = new Map(
    groupBy(seen, ({ flow }) => flow.client.address).map((flows) => [flows[0].flow.client.address, flows]),
  );
  const exchanges = new Map(
    groupBy(http, ({ stream }) => String(stream)).map((ofStream) => [ofStream[0].stream, ofStream]),
  );
  return ({ server, stream, status, method, path, requestFirst, answerFirst }) => {
    if (status === null || !OF_GATEWAYS.includes(status) || requestFirst === null || answerFirst === null)
      return null;
    const [from, until] = [requestFirst.at, answerFirst.at];
    const met = (byHost.get(server.address) ?? [])
      .filter(({ flow }) => flow.stream !== stream && flow.first.at <= until && flow.last.at >= from)
      .flatMap((one) => metOn(one, exchanges.get(one.flow.stream) ?? [], { from, until }));
    const same = met.filter(({ asked }) => asked === null || asked === `${method} ${path}`);
    const own = same.length > 0 ? same : met;
    // Of several at once it is not known which one was made for this request, unless all ended alike.
    if (new Set(own.map(({ value }) => value.outcome)).size > 1) return null;
    return own.toSorted((a, b) => a.endedAt - b.endedAt).at(-1)?.value ?? null;
  };
}

interface Span {
  readonly from: Ms;
  readonly until: Ms;
}

interface Met {
  readonly value: CapturedUpstream;
  readonly endedAt: Ms;
  /** Method and path of its request; `null` where it came to none. */
  readonly asked: string | null;
}

function metOn({ flow, connect }: SeenFlow, exchanges: readonly CapturedHttp[], span: Span): readonly Met[] {
  const { client, server, stream } = flow;
  const base = { client, server, stream, onConnection: 0, idleBefore: 0, crossedItsEnd: false };
  const began = flow.first.at;
  const isRefused =
    connect.outcome === "refused" || connect.outcome === "unreachable" || connect.outcome === "prohibited";
  if (isRefused && began >= span.from && began + connect.took <= span.until)
    return [
      {
        value: { ...base, outcome: "refused", took: connect.took },
        endedAt: began + connect.took,
        asked: null,
      },
    ];
  if (connect.outcome === "timed-out" || connect.outcome === "lone-syn") {
    const took = span.until - began;
    return began >= span.from && took >= LEAST_TIMER
      ? [{ value: { ...base, outcome: "unanswered", took }, endedAt: span.until, asked: null }]
      : [];
  }
  return exchanges.flatMap((one): readonly Met[] => {
    const { requestFirst, status, bothEndsSeen, onConnection, idleBefore } = one;
    if (requestFirst === null || status !== null || !bothEndsSeen) return [];
    if (requestFirst.at < span.from || requestFirst.at > span.until) return [];
    const fields = { ...base, onConnection, idleBefore, crossedItsEnd: isCrossing(one, flow) };
    const asked = `${one.method} ${one.path}`;
    const end = firstEndOf(one);
    const endedAt = Math.max(requestFirst.at, end?.mark.at ?? span.until);
    const took = Math.max(0, Math.min(endedAt, span.until) - requestFirst.at);
    if (end?.by === "server" && endedAt <= span.until)
      return [
        { value: { ...fields, outcome: end.how === "fin" ? "closed" : "reset", took }, endedAt, asked },
      ];
    const isGivenUp = (end === null || end.by === "client") && took >= LEAST_TIMER;
    return isGivenUp
      ? [{ value: { ...fields, outcome: "no-answer", took }, endedAt: span.until, asked }]
      : [];
  });
}

/** A FIN that the request crossed comes before the reset that answers it. */
const firstEndOf = ({ end, crossed }: CapturedHttp): CapturedHttp["end"] =>
  crossed === null || crossed.fin === null ? end : { by: "server", how: "fin", mark: crossed.fin };

/** What an end needs at most to answer by itself, its application not asked. */
const AT_ONCE: Ms = 10;
/** Clocks of captures and queues of cards blur what is at the same time by so much. */
const BLUR: Ms = 1;
/** The shortest usual idle timers are of whole seconds (gunicorn: 2 s, Node: 5 s). */
const LEAST_IDLE: Ms = 1_000;

/**
 * Whether the upstream had ended the connection before the request came to it. A FIN that comes within one round trip of the request left
 * before. A reset may also be what a live socket says to a request that it has read: it counts at once, after idle time or a FIN.
 */
function isCrossing(
  { crossed, idleBefore, requestFirst }: CapturedHttp,
  { serverRoundTrip, fromClient }: SeenFlow["flow"],
): boolean {
  if (crossed === null || requestFirst === null) return false;
  const roundTrip = serverRoundTrip ?? fromClient.roundTrips?.least ?? 0;
  const after = (mark: FrameMark) => mark.at - requestFirst.at - roundTrip;
  const { fin, reset } = crossed;
  if (fin !== null) return after(fin) <= (reset === null ? BLUR : AT_ONCE);
  return reset !== null && idleBefore >= LEAST_IDLE && after(reset) <= AT_ONCE;
}
