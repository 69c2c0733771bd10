import type { Ms } from "../base/index.ts";
import {
  bodyToCompare,
  createRecorder,
  isProperAnswer,
  type KeptRequest,
  maySendAgain,
} from "../evidence/index.ts";
import { exchangeHttp, watchIdle } from "../probe/index.ts";
import { closeWay, type Origin, openWay, type Way } from "./connect.ts";
import { contextOf, patience, type StepBudget, type Walk } from "./walk.ts";

/** How long a pool leaves its connections: from one busy page to the next up to just past the usual timers of 5, 10 and 60 s. */
const waits: readonly Ms[] = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000];

/** Requests without a pause, where no time is asked for: as many as tell a failure of each of them from chance. */
const AT_ONCE = 10;

/** What ends so often is known. */
const MOST_FAILURES = 3;

/** The waits that fit into this time, the shortest first; requests without a pause where there is none. */
export function waitsWithin(time: Ms | null): readonly Ms[] {
  if (time === null) return Array.from({ length: AT_ONCE }, () => 0);
  let sum = 0;
  return waits.filter((wait) => {
    sum += wait;
    return sum <= time;
  });
}

/**
 * Sends the request again on a connection that was kept and left idle for growing times, as a client with a pool does. Nothing else is
 * sent meanwhile: a server that serves one connection at a time must not be kept from the others, and what a proxy keeps towards its
 * upstream is left idle as well.
 *
 * These are differences and no attempts, since the request as asked opens a connection; and a connection that the peer has closed before the
 * request costs nobody one. RFC 9112, section 9.3.
 *
 * @param idles How long the connection is left alone before each of the requests.
 * @returns Nothing where the request is no plain one of HTTP/1.1, or the server keeps no connection.
 */
export async function sendOnKept(walk: Walk, idles: readonly Ms[]): Promise<readonly KeptRequest[]> {
  const { scheme, host, port, proxy, dataOctets } = walk.asked;
  const isWhole = dataOctets === bodyToCompare(walk.asked);
  const isPlain = (scheme === "http" || scheme === "https") && maySendAgain(walk.asked) && isWhole;
  if (!isPlain || proxy !== null || idles.length === 0) return [];
  const origin: Origin = { scheme, host, port, isTarget: true };
  const sent: KeptRequest[] = [];
  let failures = 0;
  let way: Way | null = null;
  let requests = 0;
  // What is tried here stays out of the run's records: the series says what came of it.
  const aside: Walk = { ...walk, recorder: createRecorder(walk.vantage.name) };
  try {
    for (const idle of idles) {
      if (way === null || way.stream === null || way.stream.destroyed || !way.stream.writable) {
        if (way !== null) closeWay(way, walk.signal);
        way = await openKept(aside, origin);
        requests = 1;
      }
      if (way === null) return sent;
      const { outcome, idled } = await leaveAlone(aside, way, { idle, requests });
      const at = walk.clock.now();
      if (outcome !== "open") {
        sent.push({ at, idle: idled, outcome: outcome === "fin" ? "closed" : "failed" });
        if (outcome !== "fin") failures += 1;
        closeWay(way, walk.signal);
        way = null;
      } else {
        requests += 1;
        const value = await send(aside, origin, way, { onConnection: requests, idleBefore: idled });
        const isProper = value !== null && isProperAnswer(value, walk.asked);
        sent.push({ at, idle: idled, outcome: isProper ? "answered" : "failed" });
        if (!isProper) failures += 1;
      }
      if (failures >= MOST_FAILURES) break;
    }
    return sent;
  } finally {
    if (way !== null) closeWay(way, walk.signal);
  }
}

const budget: StepBudget = { purpose: "difference", attempt: null, deadlineAt: null };

/** A connection that has had its first proper answer and stands; `null` where there is none to be had. */
async function openKept(walk: Walk, origin: Origin): Promise<Way | null> {
  const way = await openWay(walk, origin, budget);
  if (way.stream === null || way.protocol !== "http/1.1") {
    closeWay(way, walk.signal);
    return null;
  }
  // Each exchange on it and each watch leaves a listener for late errors; they are as many as the waits.
  way.stream.setMaxListeners(0);
  const value = await send(walk, origin, way, { onConnection: 1, idleBefore: 0 });
  const stands = !way.stream.destroyed && way.stream.writable;
  if (value !== null && stands && isProperAnswer(value, walk.asked)) return way;
  closeWay(way, walk.signal);
  return null;
}

async function leaveAlone(
  walk: Walk,
  { stream, address }: Way,
  { idle, requests }: { readonly idle: Ms; readonly requests: number },
) {
  if (stream === null || address === null || idle <= 0) return { outcome: "open", idled: 0 } as const;
  const { value } = await watchIdle(
    { stream, address, port: walk.asked.port, requestsBefore: requests },
    contextOf(walk, idle, budget),
  );
  return { outcome: value.outcome, idled: value.idle };
}

async function send(
  walk: Walk,
  { scheme, host, port }: Origin,
  { stream, address }: Way,
  which: { readonly onConnection: number; readonly idleBefore: Ms },
) {
  if (stream === null || address === null) return null;
  const { value } = await exchangeHttp(
    {
      stream,
      protocol: "http/1.1",
      scheme: scheme === "https" ? "https" : "http",
      address,
      port,
      host,
      path: walk.secrets.path,
      method: walk.asked.method,
      headers: walk.secrets.headers,
      bodyOctets: bodyToCompare(walk.asked),
      absoluteForm: false,
      keepOpen: true,
      ...which,
    },
    contextOf(walk, patience.exchange, budget),
  );
  return value;
}
