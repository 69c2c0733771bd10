import { describe, expect, test } from "vitest";
import { Copies } from "./copies.ts";

const SECOND = 1e9;

describe("Copies", () => {
  test("counts the first of two segments that are sent again in turn", () => {
    const copies = new Copies();
    for (const at of [1, 2, 4, 8]) {
      copies.again(1_000, 500, at * SECOND, at === 1 ? SECOND : -1);
      copies.again(1_500, 500, at * SECOND + 1, -1);
    }
    expect(copies.most).toBe(5);
    expect(copies.mostWaits).toEqual([1, 1, 2, 4].map((seconds) => seconds * SECOND));
    expect(copies.mostAcknowledged).toBe(false);
    copies.acknowledge(1_500);
    expect(copies.mostAcknowledged).toBe(true);
  });

  test("turns to the next segment once the one before is acknowledged", () => {
    const copies = new Copies();
    copies.again(1_000, 500, SECOND, SECOND);
    copies.acknowledge(1_500);
    for (const at of [2, 3, 4]) copies.again(1_500, 300, at * SECOND, -1);
    expect([copies.most, copies.mostOctets, copies.mostAcknowledged]).toEqual([4, 300, false]);
  });

  test("turns to an earlier segment: a probe of the tail comes before the timer", () => {
    const copies = new Copies();
    copies.again(9_000, 100, SECOND, -1);
    for (const at of [2, 3, 4]) copies.again(1_000, 500, at * SECOND, -1);
    expect([copies.most, copies.mostOctets]).toEqual([4, 500]);
  });
});
