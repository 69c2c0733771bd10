import { describe, expect, test } from "vitest";
import type { Series } from "../evidence/index.ts";
import { asideWords, groupWords, keptWords, shareWords } from "./series-words.ts";

const series = (change: Partial<Series>): Series => ({
  ...{ of: "attempt", count: 350, failures: 7, p50: 5, p99: 6, failedAt: [] },
  ...change,
});

test("shareWords() tells the share with its interval", () => {
  expect(shareWords(series({}))).toBe("7 of 350 failed (2.0 %, 95 % between 1.0 and 4.1)");
});

test("shareWords() says how rare a fault would have been missed", () => {
  expect(shareWords(series({ count: 200, failures: 0 }))).toBe(
    "0 of 200 failed: a fault of more than 1.5 % would have shown (95 %)",
  );
  expect(shareWords(series({ count: 0, failures: 0 }))).toBeNull();
});

describe("groupWords()", () => {
  const groups = (...counts: readonly (readonly [number, number])[]) =>
    counts.map(([failures, count], index) => ({
      ...{ by: "backend" as const, name: `app${index + 1}` },
      ...{ failures, count },
    }));

  test("names the group that has the failures", () => {
    expect(groupWords(series({ groups: groups([7, 90], [0, 90], [0, 170]) }))).toEqual([
      "by backend: app1 7 of 90; none of 2 others",
    ]);
  });

  test("says nothing where every group has failures, or nothing failed", () => {
    expect(groupWords(series({ groups: groups([3, 90], [4, 90]) }))).toEqual([]);
    expect(groupWords(series({ failures: 0, groups: groups([0, 90], [0, 90]) }))).toEqual([]);
    expect(groupWords(series({}))).toEqual([]);
  });
});

test("keptWords() and asideWords() say nothing where nothing failed", () => {
  const kept = (outcome: "failed" | "answered" | "closed") => [{ at: 0, idle: 500, outcome }];
  expect(keptWords(series({ kept: kept("closed") }))).toBeNull();
  expect(keptWords(series({ kept: kept("failed") }))).toBe("1 of 1 requests on a kept connection failed");
  expect(asideWords(series({}))).toBeNull();
  expect(asideWords(series({ aside: { count: 4, failures: 2 } }))).toContain("2 of 4");
});
