import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Bursts, burstsOf } from "./bursts.ts";

/** A queue of less than one full packet is the packet that is being sent. */
const FULL_PACKET = 1_500;
/** What moves with the bursts is so many times as much in them as between. */
const MOVES = 3;
/** A rate below this is no load of anything, in octets a second. */
const LEAST_RATE = 10_000;

/** Whether loss or delay comes back at a fixed period, with quick attempts in between, and which counters move with it. */
export const readPeriod: Reader = (evidence, { client }) => {
  const found = ofKind(evidence, "series").flatMap((record) => {
    const { samples } = record.value;
    const bursts = record.vantage === client && samples !== undefined ? burstsOf(samples) : null;
    return bursts === null ? [] : [{ record, bursts }];
  })[0];
  if (found === undefined) return [];
  const { record, bursts } = found;
  const moving = ofKind(evidence, "traffic-samples").flatMap((traffic) => moversOf(traffic, record, bursts));
  const [most] = moving.toSorted((a, b) => b.factor - a.factor);
  const filling = moving.filter(({ queueFills }) => queueFills);
  const { p50, p99 } = record.value;
  const slots = {
    period: inTenths(bursts.period),
    median: (p50 ?? 0).toFixed(0),
    slowest: (p99 ?? 0).toFixed(0),
    moves: most === undefined ? "" : `; with it ${most.words}`,
  };
  return [
    ...observe("delay-recurs-in-step", true, {
      records: [record, ...(most === undefined ? [] : [most.traffic])],
      slots,
    }),
    ...filling.flatMap(({ traffic, device }): readonly Observation[] =>
      observe("queue-fills-in-step", true, {
        records: [record, traffic],
        at: traffic.vantage,
        slots: { device, router: traffic.vantage },
      }),
    ),
  ];
};

const inTenths = (ms: number): string => (ms / 1000).toFixed(ms < 20_000 ? 1 : 0);

interface Mover {
  readonly traffic: Evidence<"traffic-samples">;
  readonly device: string;
  readonly factor: number;
  readonly queueFills: boolean;
  readonly words: string;
}

/** The interface of one place that moves the most with the bursts; none where none does. */
function moversOf(
  traffic: Evidence<"traffic-samples">,
  series: Evidence<"series">,
  { isLate }: Bursts,
): readonly Mover[] {
  const { readAt, interfaces } = traffic.value;
  const samples = series.value.samples ?? [];
  // A reading lies between two attempts: it is of a burst where either was late.
  const inBurst = readAt.map((at, index) => {
    const sample = samples.findLastIndex((one) => one.at <= at);
    return index > 0 && (isLate[sample] === true || isLate[sample + 1] === true);
  });
  const movers = interfaces.map(({ name, sentOctets, droppedPackets, queuedOctets }): Mover => {
    const rate = apart(inBurst, (index) => rise(sentOctets, index), readAt);
    const drops = apart(inBurst, (index) => rise(droppedPackets, index), readAt);
    const queued = meansOf(inBurst, (index) => queuedOctets[index] ?? 0);
    const isQueue = queued.burst >= FULL_PACKET && queued.burst >= queued.between * MOVES;
    const isLoss = drops.burst > 0 && drops.burst >= drops.between * MOVES;
    const isLoad = rate.burst >= LEAST_RATE && rate.burst >= rate.between * MOVES;
    const words = isQueue
      ? `the queue of ${name} at ${traffic.vantage} holds ${(queued.burst / 1000).toFixed(0)} kB, and ${(queued.between / 1000).toFixed(0)} kB between`
      : isLoss
        ? `${name} at ${traffic.vantage} drops packets`
        : `${name} at ${traffic.vantage} sends ${inMegabits(rate.burst)} Mbit/s, and ${inMegabits(rate.between)} between`;
    const factor = isQueue || isLoss ? Number.POSITIVE_INFINITY : rate.burst / Math.max(1, rate.between);
    return {
      traffic,
      device: name,
      factor: isLoad || isQueue || isLoss ? factor : 0,
      queueFills: isQueue || isLoss,
      words,
    };
  });
  const [most] = movers
    .filter(({ factor }) => factor > 0)
    .toSorted((a, b) => Number(b.queueFills) - Number(a.queueFills) || b.factor - a.factor);
  return most === undefined ? [] : [most];
}

const rise = (counts: readonly number[], index: number): number =>
  (counts[index] ?? 0) - (counts[index - 1] ?? 0);

const inMegabits = (octetsPerSecond: number): string => ((octetsPerSecond * 8) / 1_000_000).toFixed(1);

/** A counter's rise in a second, in the bursts and between them. */
function apart(inBurst: readonly boolean[], riseAt: (index: number) => number, readAt: readonly number[]) {
  const rate = (wanted: boolean) => {
    let [sum, time] = [0, 0];
    for (const [index, is] of inBurst.entries()) {
      if (index === 0 || is !== wanted) continue;
      sum += riseAt(index);
      time += (readAt[index] ?? 0) - (readAt[index - 1] ?? 0);
    }
    return time === 0 ? 0 : sum / (time / 1000);
  };
  return { burst: rate(true), between: rate(false) };
}

/** The mean of a reading in the bursts and between them. */
function meansOf(inBurst: readonly boolean[], valueAt: (index: number) => number) {
  const mean = (wanted: boolean) => {
    const values = inBurst.flatMap((is, index) => (is === wanted ? [valueAt(index)] : []));
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  };
  return { burst: mean(true), between: mean(false) };
}
