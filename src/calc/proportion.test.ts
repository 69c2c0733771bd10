import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chanceOfGroup, chanceOfSpan, proportionOf, shareThatShows } from "./index.ts";

describe("proportionOf()", () => {
  test("7 of 350 are 2.0 %, between 1.0 and 4.1", () => {
    const { share, low, high } = proportionOf(7, 350);
    expect(share).toBeCloseTo(0.02, 6);
    expect(low).toBeCloseTo(0.0097, 4);
    expect(high).toBeCloseTo(0.0407, 4);
  });

  test("none and all keep their bound", () => {
    expect(proportionOf(0, 20)).toMatchObject({ share: 0, low: 0 });
    expect(proportionOf(0, 20).high).toBeCloseTo(0.161, 3);
    expect(proportionOf(20, 20)).toMatchObject({ share: 1, high: 1 });
  });

  test("holds the share between its bounds, whatever was counted", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
        const { share, low, high } = proportionOf(Math.floor(p * n), n);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test("a fault of 1.5 % shows in 200 tries, and one of 0.3 % in 1000", () => {
  expect(shareThatShows(200)).toBeCloseTo(0.0149, 4);
  expect(shareThatShows(1_000)).toBeCloseTo(0.003, 4);
});

describe("chanceOfGroup()", () => {
  test("is Fisher's: the lady tasting tea", () => {
    const chance = (failures: number) =>
      chanceOfGroup({ failures, count: 4, otherFailures: 4 - failures, otherCount: 4 });
    expect(chance(4)).toBeCloseTo(1 / 70, 9);
    expect(chance(3)).toBeCloseTo(17 / 70, 9);
    expect(chance(0)).toBeCloseTo(1, 9);
  });

  test("of a group that is all there is, is 1", () => {
    expect(chanceOfGroup({ failures: 5, count: 50, otherFailures: 0, otherCount: 0 })).toBeCloseTo(1, 9);
  });
});

describe("chanceOfSpan()", () => {
  test("counts every place that a span can have", () => {
    for (const [failures, span, count] of [
      [2, 2, 5],
      [3, 4, 9],
      [4, 5, 10],
    ] as const)
      expect(chanceOfSpan(failures, span, count)).toBeCloseTo(byCounting(failures, span, count), 9);
  });

  test("is 1 where the span is the whole", () => {
    expect(chanceOfSpan(3, 20, 20)).toBe(1);
  });
});

/** All ways to choose, looked at one by one. */
function byCounting(failures: number, span: number, count: number): number {
  let [within, all] = [0, 0];
  for (let set = 0; set < 2 ** count; set += 1) {
    const places = Array.from({ length: count }, (_, place) => place).filter((place) => (set >> place) & 1);
    if (places.length !== failures) continue;
    all += 1;
    if ((places.at(-1) ?? 0) - (places[0] ?? 0) + 1 <= span) within += 1;
  }
  return within / all;
}
