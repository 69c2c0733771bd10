import type { Ms } from "../../../base/index.ts";
import { LARGEST_UNSCALED_WINDOW, windowLimitedRate } from "../../../calc/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { readShapers } from "../way/shapers.ts";
import { slotsOf } from "./answer-symptom.ts";
import { type FinalExchange, finalExchanges } from "./final-exchanges.ts";
import { roundTripOf, SLOW } from "./slow-answer.ts";

/** Slower than this no link of today is; a modem of 1998 had 7 KiB in a second. */
const SLOWEST_RATE = 4 * 1024;

/** What a wide-area access line carries today without being out of order, in octets a second: 10 Mbit/s. */
const ORDINARY_RATE = 1_250_000;

/** What a long copper line still carries when it is in order, in octets a second: 5 Mbit/s, ADSL2+ at some 4 km. ITU-T G.992.5. */
const SLOW_LINE_RATE = 625_000;

/** Octets of TCP's first flight: ten full segments. RFC 6928. */
const FIRST_FLIGHT = 14_600;

/** A pause for a few lost packets is shorter. RFC 6298: retransmissions after 0.2, 0.4, 0.8 and 1.6 s on Linux. */
const LONG_TRANSFER: Ms = 5000;

/** A queue that holds the sender up is longer than this; below it the round trip is as short as on an empty line. */
const QUEUE = { share: 0.5, least: 10 } as const;

/** The sender, or its window, holds the transfer up where nothing came for at least this share of it. */
const MOSTLY = 0.5;

/** What a user writes who complains of the time, and of nothing else. */
const COMPLAINT =
  /\b(slow|speed|throughput|bandwidth|takes|time[ds]?[ -]?out|deadline|stall(s|ed)?|hangs?)\b/i;

/**
 * Whether the body of an answer came slowly beyond what is normal, and what held it up.
 *
 * docs/contract.md, "Status", calls a step slow that takes over 1 s more than the path's round trips explain. A full line takes time
 * by no round trip, and is as normal as a long one: a large file on a slow line is healthy. So a body whose length is known is
 * out of order where it takes over 1 s more than slow start and 10 Mbit/s need, and one of these says that no line in order is its
 * reason:
 *
 * - it comes slower than 5 Mbit/s, which even a slow line of today carries;
 * - the round trip under its load is as short as without: no queue stands before any link, so that a window, or the sender,
 *   sets the rate, and not what a link carries (RFC 7323, section 1.1);
 * - nothing at all came for most of the time: a full line sends without a pause;
 * - a rate limit of a host on the way held packets back while it was made, which somebody has set;
 * - or somebody complains of the time: then a slow line is what explains it.
 */
export const readSlowBody: Reader = (evidence, request) => {
  const roundTrip = roundTripOf(evidence);
  const isHeldByShaper = readShapers(evidence, request).length > 0;
  const isComplainedOf = ofKind(evidence, "symptom").some(({ value }) => COMPLAINT.test(value.text));
  const slow = finalExchanges(evidence).find(({ attempt, exchange }) => {
    if (!attempt.value.answeredProperly) return false;
    if (dribbles(exchange)) return true;
    if (!isLong(exchange, roundTrip)) return false;
    const isNoLine = hasNoQueue(infoOf(evidence, exchange), roundTrip) || isMostlyPaused(exchange);
    // The clients of a capture may sit behind any line: that it is slow is none of the server's faults.
    const isSlowLine = exchange.by === "probe" && rateOf(exchange) < SLOW_LINE_RATE;
    return isNoLine || isSlowLine || isHeldByShaper || isComplainedOf;
  });
  if (slow === undefined) return [];
  const { attempt, exchange } = slow;
  const info = infoOf(evidence, exchange);
  const waiting = info !== null && isPausedBySender(slow, info, roundTrip) ? [exchange, info] : [];
  const told = slotsOf(exchange.value);
  const slots =
    waiting.length === 0
      ? told
      : { ...told, seconds: told["transferSeconds"] ?? "", what: "the pieces of its answer" };
  return [
    ...observe("body-comes-slowly", true, { records: [attempt, exchange], slots }),
    ...observe("slower-than-any-link", dribbles(exchange), { records: [exchange] }),
    ...observe("rate-is-capped", true, {
      records: info !== null && isAtWindow(exchange, info, roundTrip) ? [exchange, info] : [],
      // An application that writes little at a time looks the same from here.
      strength: "suggests",
      slots: { limiter: `a window of some ${inKilobytes(exchange, roundTrip)} kB in each round trip` },
    }),
    ...observe("sender-pauses", true, {
      records: waiting,
      slots: { ...slots, pauseMs: (exchange.value.paused?.longest ?? 0).toFixed(0) },
    }),
    // A server that keeps to a rate by its own choice looks the same from here.
    ...observe("answer-takes-long", true, { records: waiting, strength: "suggests", slots }),
  ];
};

type Exchange = Evidence<"http-exchange">;

/** Octets in a second. */
const rateOf = ({ value }: Pick<Exchange, "value">): number =>
  value.bodyOctets / ((value.phases.transfer ?? 0) / 1000);

/** A body whose length is known, so that the server has it, and that comes slower than any link. */
function dribbles({ value }: Exchange): boolean {
  const transfer = value.phases.transfer ?? 0;
  return value.promisedOctets !== null && transfer > LONG_TRANSFER && rateOf({ value }) < SLOWEST_RATE;
}

/** A body whose length is known, and that takes over 1 s more than slow start and an ordinary line need for it. RFC 5681, section 3.1. */
function isLong({ value }: Exchange, roundTrip: Ms): boolean {
  const flights = Math.ceil(Math.log2(1 + value.bodyOctets / FIRST_FLIGHT));
  const needed = flights * roundTrip + (value.bodyOctets / ORDINARY_RATE) * 1000;
  return value.promisedOctets !== null && (value.phases.transfer ?? 0) > SLOW + needed;
}

/** What the kernel knew of the connection at the end of an exchange of the request. */
const infoOf = (evidence: readonly Evidence[], { attempt, value }: Exchange): Evidence<"tcp-info"> | null =>
  ofKind(evidence, "tcp-info").findLast(
    (info) =>
      info.purpose === "reference" &&
      info.attempt === attempt &&
      info.value.after === "answer" &&
      info.value.address === value.address,
  ) ?? null;

/** The receiver's own measure of the round trip, under the load of the body, is that of an empty line. */
function hasNoQueue(info: Evidence<"tcp-info"> | null, roundTrip: Ms): boolean {
  const loaded = info?.value.receiveRtt ?? null;
  return loaded !== null && roundTrip > 0 && loaded <= roundTrip * (1 + QUEUE.share) + QUEUE.least;
}

const isMostlyPaused = ({ value }: Exchange): boolean =>
  (value.paused?.total ?? 0) >= (value.phases.transfer ?? 0) * MOSTLY;

/** No more than one window without scaling comes in each round trip, and no queue makes it longer. */
const isAtWindow = (exchange: Exchange, info: Evidence<"tcp-info">, roundTrip: Ms): boolean =>
  hasNoQueue(info, roundTrip) &&
  rateOf(exchange) * 8 <= windowLimitedRate(LARGEST_UNSCALED_WINDOW, roundTrip);

const inKilobytes = ({ value }: Exchange, roundTrip: Ms): string =>
  ((value.bodyOctets * roundTrip) / (value.phases.transfer ?? 1) / 1000).toFixed(0);

/** Nothing came for most of the time, in pauses longer than any round trip, and no packet was missing. */
const isPausedBySender = ({ exchange }: FinalExchange, info: Evidence<"tcp-info">, roundTrip: Ms): boolean =>
  isMostlyPaused(exchange) &&
  info.value.outOfOrder === 0 &&
  !hasNoQueue(info, roundTrip) &&
  (exchange.value.paused?.longest ?? 0) > 2 * roundTrip + QUEUE.least;
