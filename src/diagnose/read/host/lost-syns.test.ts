import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SeriesSample } from "../../../evidence/index.ts";
import { burstsOf } from "./bursts.ts";

/** Attempts 260 ms after each other, of which each SYN is lost or not; a lost one is sent again after a second, four times at most. */
function attempts(isLost: (at: number) => boolean, until: number): readonly SeriesSample[] {
  const samples: SeriesSample[] = [];
  for (let at = 0; at < until; ) {
    let again = 0;
    while (again < 4 && isLost(at + again * 1_000)) again += 1;
    const handshake = again * 1_000 + 1;
    samples.push({ at, failedAt: null, took: handshake + 8, handshake, firstByte: 1, roundTrip: 1 });
    at += handshake + 260;
  }
  return samples;
}

const inStep = (every: number, lasts: number, offset: number) => (at: number) =>
  (at + offset) % every < lasts;

/** Losses of a share of all packets, the same ones for a seed: Mulberry32. */
function byChance(share: number, seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 < share;
  };
}

describe("losses that many attempts meet", () => {
  test("their period is found though each of them waits through the quiet between", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_300, max: 1_500 }),
        fc.integer({ min: 350, max: 450 }),
        fc.nat(1_500),
        (every, lasts, offset) => {
          const samples = attempts(inStep(every, lasts, offset), 15_000);
          const period = burstsOf(samples)?.period ?? 0;
          expect(Math.abs(period - every) / every).toBeLessThan(0.06);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  test("losses by chance have none, but for few of many series", () => {
    const seeds = Array.from({ length: 500 }, (_, seed) => seed);
    for (const share of [0.05, 0.1, 0.2, 0.3, 0.5, 0.7]) {
      const found = seeds.filter((seed) => burstsOf(attempts(byChance(share, seed), 15_000)) !== null);
      expect(found.length).toBeLessThan(seeds.length / 25);
    }
  });

  test("all attempts lost once, or none answered, is no period", () => {
    expect(burstsOf(attempts(() => true, 30_000))).toBeNull();
    let sent = 0;
    expect(burstsOf(attempts(() => sent++ % 2 === 0, 30_000))).toBeNull();
  });

  test("of a long series the newest part tells", () => {
    expect(burstsOf(attempts(inStep(1_500, 450, 0), 600_000))?.period).toBeGreaterThan(1_400);
  });
});
