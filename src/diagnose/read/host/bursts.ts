import type { EpochMs, Ms } from "../../../base/index.ts";
import type { SeriesSample } from "../../../evidence/index.ts";
import { burstsOfLostSyns } from "./lost-syns.ts";

/** What is late by so much TCP would send again on a settled connection. TCP_RTO_MIN of Linux; RFC 6298, section 2.4. */
const LATE: Ms = 200;
/** A queue grows while a burst begins: what the handshake alone meets of it is less, and more than any kernel's own work. */
const LATE_HANDSHAKE: Ms = 100;
/** A SYN that was lost is sent again after a second: the kernel's round trip is then that of the second one. RFC 6298, section 2. */
const SENT_AGAIN: Ms = 900;
/** Bursts may hold a quick attempt, where only some packets are lost: late ones nearer than this are one burst. Tried in turn. */
const joinings: readonly Ms[] = [0, 500, 1_000, 2_000];
/** Three equal waits in a row are a period; two can be chance. */
const ENOUGH_WAITS = 3;
/** Jobs start by a clock, what they fill takes a moment, and an attempt sees it at its own time: a wait may differ from the mean by this share. */
const TOLERANCE = 0.2;

/** Bursts that fill more of their period than this have no time between them that would say that they come back. */
const MOST_OF_PERIOD = 0.75;

/** That bursts by chance come so much in step: no more often. */
const MOST_CHANCE = 0.02;
/** No attempt says more exactly when a burst began. */
const LEAST_SHIFT = 0.01;

/** When loss or delay came in bursts, and how long from one to the next. */
export interface Bursts {
  /** From the start of one burst to the start of the next, mean of all. */
  readonly period: Ms;
  /** Of each sample: whether it was late or lost. */
  readonly isLate: readonly boolean[];
  readonly lastStart: EpochMs;
}

/**
 * The bursts in which attempts of a series were late or lost, where they come at a fixed period with quick attempts between.
 *
 * Only the way is told of: in at least half of the bursts TCP's own handshake must be late, which no application takes part in,
 * and the kernel's round-trip time must say so as well, since this process may have had to wait for its processor.
 */
export function burstsOf(samples: readonly SeriesSample[]): Bursts | null {
  const late = lateBursts(samples, ENOUGH_WAITS, MOST_CHANCE);
  return late ?? burstsOfLostSyns(samples, MOST_CHANCE / 2);
}

function lateBursts(samples: readonly SeriesSample[], enough: number, mostChance: number): Bursts | null {
  const late = samples.map(latenessIn(samples));
  const isLate = late.map((kind) => kind !== null);
  if (isLate.filter(Boolean).length * 2 >= samples.length) return null;
  for (const joining of joinings) {
    const bursts = groupsOf(samples, late, joining);
    const ofWay = bursts.filter(({ isOfWay }) => isOfWay);
    if (ofWay.length * 2 < bursts.length || ofWay.length < 2) continue;
    // One that was under way when the series began has no start that was seen: it counts only where the others are too few.
    const isUnderWay = isLate[0] === true && bursts.length > enough + 1;
    const starts = bursts.slice(isUnderWay ? 1 : 0).map(({ start }) => start);
    const period = periodOf(starts, enough);
    // Attempts come one after the other: where one that fails is waited for, that wait is the time between two of them.
    if (period === null || lastingOf(bursts) > period * MOST_OF_PERIOD) continue;
    if (chanceInStep(starts, period) <= mostChance) return { period, isLate, lastStart: starts.at(-1) ?? 0 };
  }
  return null;
}

/** When the next burst is due, where the ones so far come in step and one more would prove it; else `null`. */
export function nextBurstDue(
  samples: readonly SeriesSample[],
): { readonly due: EpochMs; readonly wait: Ms } | null {
  if (burstsOf(samples) !== null) return null;
  const soFar = lateBursts(samples, ENOUGH_WAITS - 1, 1) ?? burstsOfLostSyns(samples, MOST_CHANCE * 5);
  return soFar === null ? null : { due: soFar.lastStart + soFar.period, wait: soFar.period };
}

/** The mean wait between these moments, where each is near to it and there are enough of them; else `null`. */
export function periodOf(starts: readonly EpochMs[], enough = ENOUGH_WAITS): Ms | null {
  const waits = starts.slice(1).map((start, index) => start - (starts[index] ?? start));
  if (waits.length < enough) return null;
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  return waits.every((wait) => Math.abs(wait - mean) <= mean * TOLERANCE) ? mean : null;
}

/**
 * How often bursts at any times would be so near to a step: the first and the last give the step, and each of the others must be by
 * chance within the part of it by which they are beside. Random losses of a tenth to a third come in step by `TOLERANCE` alone in 8 of 100 series.
 */
function chanceInStep(starts: readonly EpochMs[], period: Ms): number {
  const first = starts[0] ?? 0;
  const beside = starts.map((start, index) => start - first - index * period);
  const shift = Math.max(LEAST_SHIFT, (Math.max(...beside) - Math.min(...beside)) / period);
  return Math.min(1, starts.length * shift ** (starts.length - 2));
}

/** How a sample is late: by TCP's handshake, or later in the attempt; `null` for in time, or failed for another reason. */
type Lateness = "handshake" | "exchange" | null;

function latenessIn(samples: readonly SeriesSample[]): (sample: SeriesSample) => Lateness {
  const usual = {
    handshake: medianOf(samples.map(({ handshake }) => handshake)),
    firstByte: medianOf(samples.map(({ firstByte }) => firstByte)),
    roundTrip: medianOf(samples.map(({ roundTrip }) => roundTrip)),
    took: medianOf(samples.map(({ took }) => took)),
  };
  return ({ failedAt, took, handshake, firstByte, roundTrip, synsAgain }) => {
    // A refusal comes in a round trip; what is lost is waited for.
    if (failedAt === "connect") return took >= SENT_AGAIN ? "handshake" : null;
    const later = (handshake ?? 0) - usual.handshake;
    if (failedAt !== null && firstByte === null) return took >= SENT_AGAIN ? "exchange" : null;
    // What is lost of the rest, of the TLS handshake or of the body, shows in the whole alone.
    const isLate = later + (firstByte ?? 0) - usual.firstByte >= LATE || took - usual.took >= LATE;
    if (!isLate) return null;
    const isSecond = later >= SENT_AGAIN;
    const isSlowWay =
      roundTrip === null
        ? !isSecond || synsAgain !== 0
        : roundTrip - usual.roundTrip >= LATE_HANDSHAKE / 2 || (isSecond && synsAgain !== 0);
    return later >= LATE_HANDSHAKE && isSlowWay ? "handshake" : "exchange";
  };
}

interface Burst {
  readonly start: EpochMs;
  last: EpochMs;
  isOfWay: boolean;
}

function groupsOf(
  samples: readonly SeriesSample[],
  late: readonly Lateness[],
  joining: Ms,
): readonly Burst[] {
  const bursts: Burst[] = [];
  let wasLate = false;
  for (const [index, { at, handshake, took }] of samples.entries()) {
    const kind = late[index] ?? null;
    const current = bursts.at(-1);
    if (kind !== null) {
      // The handshake was still in time: it began after that.
      const start = kind === "handshake" ? at : at + (handshake ?? 0);
      if (current !== undefined && (wasLate || at - current.last < joining)) current.last = at + took;
      else bursts.push({ start, last: at + took, isOfWay: false });
      const burst = bursts.at(-1);
      if (burst !== undefined && kind === "handshake") burst.isOfWay = true;
    }
    wasLate = kind !== null;
  }
  return bursts;
}

/** How long the bursts last in the mean. */
const lastingOf = (bursts: readonly Burst[]): Ms =>
  bursts.reduce((sum, { start, last }) => sum + last - start, 0) / Math.max(1, bursts.length);

function medianOf(values: readonly (Ms | null)[]): Ms {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
