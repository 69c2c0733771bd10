import fc from "fast-check";
import { expect, test } from "vitest";
import { createRetryTally, pauseOf } from "./tries-again.ts";

test.each([
  ["connection to database failed: timeout; retrying connection in 383ms", 383],
  ["Reconnecting to redis after 0.5 seconds", 500],
  ["db down, next attempt in 2 s", 2_000],
  ["retry 5: will try again in 100 ms", 100],
  ["retried three times in 2 s", null],
  ["retrying connection", null],
  ["GET /retry took 20ms", null],
  ["trying again in 5 minutes", null],
])("%s: %s", (text, expected) => {
  expect(pauseOf(text)).toBe(expected);
});

test("lines alike are one, with their number, their time and the pauses that they name", () => {
  const tally = createRetryTally();
  for (const [at, pause] of [
    [3_000, 200],
    [1_000, 100],
    [2_000, 400],
  ] as const)
    tally.add(`password=hush refused; retrying in ${pause}ms`, "refused", at);
  tally.add("busy; retrying in 1s", "busy", 5_000);
  tally.add("nothing of the kind", "other", 6_000);
  const [refused, busy, ...rest] = tally.result();
  expect(refused).toMatchObject({ at: 3_000, first: 1_000, count: 3, pause: { least: 100, most: 400 } });
  expect(refused?.text).toContain("200ms");
  expect(refused?.text).not.toContain("hush");
  expect(busy).toMatchObject({ count: 1, pause: { least: 1_000, most: 1_000 } });
  expect(rest).toEqual([]);
});

test("any text is read without a throw, and without end of time", () => {
  fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => (pauseOf(text) ?? 0) >= 0));
  expect(pauseOf("retry ".repeat(200_000))).toBeNull();
});
