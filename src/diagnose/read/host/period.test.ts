import { describe, expect, test } from "vitest";
import { seenAt } from "../../../../test/way-records.ts";
import type { Evidence, SeriesSample } from "../../../evidence/index.ts";
import { burstsOf, nextBurstDue, periodOf } from "./bursts.ts";
import { readPeriod } from "./period.ts";

describe("periodOf()", () => {
  test.each<[string, readonly number[], number | null]>([
    ["four bursts half a minute apart", [0, 30_000, 60_100, 90_000], 30_000],
    ["three bursts", [0, 30_000, 60_000], null],
    ["bursts at odd times", [0, 11_000, 60_000, 71_000], null],
    ["nothing", [], null],
  ])("of %s", (_, times, period) => {
    expect(periodOf(times)).toBe(period);
  });
});

const quick = { took: 40, failedAt: null, handshake: 18, firstByte: 20, roundTrip: 18 } as const;
const late = { took: 1_040, failedAt: null, handshake: 520, firstByte: 515, roundTrip: 515 } as const;
type Numbers = Omit<SeriesSample, "at">;

/** An attempt each 300 ms; those that begin in a burst have other numbers. */
function sampled(isBurst: (at: number) => boolean, inBurst: Numbers = late, until = 16_000): SeriesSample[] {
  const samples: SeriesSample[] = [];
  for (let at = 0; at < until; ) {
    const numbers = isBurst(at) ? inBurst : quick;
    samples.push({ at, ...numbers });
    at += numbers.took + 250;
  }
  return samples;
}

const every = (period: number, lasts: number) => (at: number) => at % period >= period - lasts;

describe("burstsOf()", () => {
  test("finds the period of a queue that fills in step", () => {
    const bursts = burstsOf(sampled(every(2_700, 900)));
    expect(bursts?.period).toBeGreaterThan(2_500);
    expect(bursts?.period).toBeLessThan(2_900);
  });

  test.each<[string, readonly SeriesSample[]]>([
    [
      "delays at odd times",
      sampled((at) => [1, 2, 11, 13, 22].includes(Math.floor(at / 1_000)), late, 25_000),
    ],
    ["three bursts", sampled(every(2_700, 900), late, 8_200)],
    [
      "a jitter below TCP's least timer",
      sampled(every(2_700, 900), { ...late, handshake: 110, firstByte: 100 }),
    ],
    [
      "an application that pauses in step",
      sampled(every(2_700, 900), { ...late, handshake: 19, roundTrip: 18 }),
    ],
    [
      "a process that waits for its processor in step",
      sampled(every(2_700, 900), { ...late, roundTrip: 19 }),
    ],
    [
      "a process that waits for a second, and sends no SYN again",
      sampled(every(2_700, 900), { ...late, handshake: 1_020, roundTrip: 18, synsAgain: 0 }),
    ],
    [
      "refusals in step",
      sampled(every(2_700, 900), { ...quick, failedAt: "connect", handshake: null, firstByte: null }),
    ],
    ["errors in step", sampled(every(2_700, 900), { ...quick, failedAt: "exchange" })],
    ["what is late most of the time", sampled(every(2_700, 2_300))],
    ["nothing", []],
  ])("finds none in %s", (_, samples) => {
    expect(burstsOf(samples)).toBeNull();
  });

  test("finds lost SYNs, which the kernel's round trip does not know", () => {
    expect(
      burstsOf(sampled(every(4_000, 500), { ...late, handshake: 1_020, roundTrip: 18 }, 20_000)),
    ).not.toBeNull();
  });
});

test("nextBurstDue() names the burst that would prove a period", () => {
  const due = nextBurstDue(sampled(every(2_700, 900), late, 8_200));
  expect(due?.due).toBeGreaterThan(9_000);
  expect(due?.due).toBeLessThan(11_000);
  expect(nextBurstDue(sampled(every(2_700, 900)))).toBeNull();
  expect(nextBurstDue([])).toBeNull();
});

describe("readPeriod", () => {
  const samples = sampled(every(2_700, 900));
  const series = seenAt("client", "series", {
    ...{ of: "attempt", count: samples.length, failures: 0, p50: 40, p99: 1_040, failedAt: [] },
    samples,
  });
  const read = (records: readonly Evidence[]) => readPeriod(records, { client: "client" } as never);
  const readAt = samples.map(({ at, took }) => at + took);
  const traffic = (queued: (at: number) => number) =>
    seenAt("router", "traffic-samples", {
      readAt,
      interfaces: [
        {
          name: "eth1",
          sentOctets: readAt,
          droppedPackets: readAt.map(() => 0),
          queuedOctets: samples.map(({ at }) => queued(at)),
        },
      ],
    });

  test("says the period and the quantiles", () => {
    const [seen] = read([series]);
    expect(seen?.name).toBe("delay-recurs-in-step");
    expect(Number(seen?.slots["period"])).toBeCloseTo(2.7, 0);
    expect(seen?.slots["slowest"]).toBe("1040");
  });

  test("names the queue that fills with it", () => {
    const seen = read([series, traffic((at) => (every(2_700, 900)(at) ? 60_000 : 0))]);
    expect(seen.map(({ name, at }) => [name, at])).toEqual([
      ["delay-recurs-in-step", null],
      ["queue-fills-in-step", "router"],
    ]);
    expect(seen[0]?.slots["moves"]).toContain("the queue of eth1 at router");
  });

  test("names no queue that is as full between", () => {
    expect(read([series, traffic(() => 60_000)]).map(({ name }) => name)).toEqual(["delay-recurs-in-step"]);
  });
});
