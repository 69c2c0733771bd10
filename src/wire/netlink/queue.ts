import { hostNumber, readAttributes, textOf } from "./attributes.ts";

/** A queueing discipline and its counters. RTM_NEWQDISC; tc(8). */
export interface Queue {
  readonly interfaceIndex: number;
  /** `fq_codel`, `noqueue`, `tbf` … */
  readonly kind: string;
  /** It is the interface's own, not one inside another. */
  readonly isRoot: boolean;
  readonly packets: number;
  readonly octets: number;
  readonly drops: number;
  readonly overlimits: number;
  readonly requeues: number;
  readonly backlogOctets: number;
  readonly backlogPackets: number;
}

const QUEUE_OCTETS = 20;
const TC_H_ROOT = 0xffff_ffff;
const attribute = { kind: 1, stats2: 7 } as const;
/** TCA_STATS_BASIC and TCA_STATS_QUEUE, linux/gen_stats.h. */
const statistic = { basic: 1, queue: 3 } as const;

/** Reads the payload of RTM_NEWQDISC; `null` where it is too short or nameless. */
export function decodeQueue(payload: Uint8Array): Queue | null {
  if (payload.length < QUEUE_OCTETS) return null;
  const attributes = readAttributes(payload, QUEUE_OCTETS);
  const kind = textOf(attributes.get(attribute.kind));
  if (kind === null) return null;
  const statistics = readAttributes(attributes.get(attribute.stats2));
  const basic = statistics.get(statistic.basic);
  const queue = statistics.get(statistic.queue);
  const number = (value: Uint8Array | undefined, at: number): number =>
    hostNumber(value?.subarray(at, at + 4)) ?? 0;
  return {
    interfaceIndex: number(payload, 4),
    kind,
    isRoot: number(payload, 12) === TC_H_ROOT,
    octets: number(basic, 0) + number(basic, 4) * 2 ** 32,
    packets: number(basic, 8),
    backlogPackets: number(queue, 0),
    backlogOctets: number(queue, 4),
    drops: number(queue, 8),
    requeues: number(queue, 12),
    overlimits: number(queue, 16),
  };
}
