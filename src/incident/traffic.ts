import type { EpochMs } from "../base/index.ts";
import type { Evidence, Recorder, TrafficSamples } from "../evidence/index.ts";
import { countInterfaces } from "../host/index.ts";
import type { Vantage } from "../vantage/index.ts";

/** Readings of one run: at four in a second the first minutes, which hold several periods of whatever comes back in step. */
const MOST_READINGS = 600;

/** Interfaces of one place that are kept, the busiest: a host of containers has hundreds. */
const MOST_INTERFACES = 8;

type Interface = TrafficSamples["interfaces"][number];

/** One place and what its interfaces counted so far. */
interface Place {
  readonly vantage: Vantage;
  readonly readAt: EpochMs[];
  /** By name: what each reading found, since the first one. */
  readonly series: Map<
    string,
    { first: { sent: number; dropped: number }; sent: number[]; dropped: number[]; queued: number[] }
  >;
}

/** Reads what the interfaces of some places count, again and again. */
export interface TrafficWatch {
  /** Reads each place once; quick, and no more than so often. */
  read(now: EpochMs): void;
  /** Takes down what moved, one record for each place. */
  record(recorder: Recorder, details: Pick<Evidence, "observedAt" | "took">): void;
}

/** Begins to read the counters of these places; those that this process cannot enter are left out. */
export function watchTraffic(vantages: readonly Vantage[]): TrafficWatch {
  const places: readonly Place[] = vantages.map((vantage) => ({ vantage, readAt: [], series: new Map() }));
  return {
    read(now) {
      for (const place of places) if (place.readAt.length < MOST_READINGS) readOnce(place, now);
    },
    record(recorder, details) {
      for (const { vantage, readAt, series } of places) {
        const interfaces = [...series].flatMap(([name, { sent, dropped, queued }]): readonly Interface[] =>
          // One that came or went in between has no number for each reading.
          sent.length !== readAt.length || (sent.at(-1) ?? 0) <= 0
            ? []
            : [{ name, sentOctets: sent, droppedPackets: dropped, queuedOctets: queued }],
        );
        if (interfaces.length === 0) continue;
        const busiest = interfaces
          .toSorted((a, b) => (b.sentOctets.at(-1) ?? 0) - (a.sentOctets.at(-1) ?? 0))
          .slice(0, MOST_INTERFACES);
        recorder.at(vantage.name).record(
          "traffic-samples",
          { readAt, interfaces: busiest },
          {
            boundary: "path",
            by: "counted",
            purpose: "context",
            ...details,
            command: "sar -n DEV 1; tc -s qdisc",
          },
        );
      }
    },
  };
}

function readOnce({ vantage, readAt, series }: Place, now: EpochMs): void {
  const counted = countInterfaces(vantage);
  if (counted === null) return;
  readAt.push(now);
  for (const { name, sent, queue } of counted) {
    const dropped = (queue?.dropped ?? 0) + sent.dropped;
    const known = series.get(name) ?? {
      first: { sent: sent.octets, dropped },
      sent: [],
      dropped: [],
      queued: [],
    };
    series.set(name, known);
    known.sent.push(sent.octets - known.first.sent);
    known.dropped.push(dropped - known.first.dropped);
    known.queued.push(queue?.backlogOctets ?? 0);
  }
}
