import { describe, expect, test } from "vitest";
import { SideTimes, TimeRows } from "./side-times.ts";

describe("TimeRows", () => {
  test("gives a row that was given back as if nobody had had it", () => {
    const rows = new TimeRows(2);
    const gone = new SideTimes(rows);
    gone.lastAt = 5e12;
    gone.countFlag(14);
    rows.give(gone.row);
    const next = new SideTimes(rows);
    expect(next.row).toBe(gone.row);
    expect(next.lastAt).toBeLessThan(0);
    expect(next.rttLeast).toBe(Number.POSITIVE_INFINITY);
    expect(next.timesFlagged(14)).toBe(0);
  });

  test("keeps the rows of two ends apart", () => {
    const rows = new TimeRows(2);
    const [one, other] = [new SideTimes(rows), new SideTimes(rows)];
    one.countFlag(14);
    one.finAt = 7;
    other.lastAt = 1;
    expect([one.timesFlagged(14), one.finAt, one.lastAt]).toEqual([1, 7, -0.5]);
    expect([other.timesFlagged(14), other.finAt, other.lastAt]).toEqual([0, -0.5, 1]);
  });
});
