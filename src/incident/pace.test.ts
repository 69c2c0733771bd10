import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

const round = (took: number, isProper = true) => Array.from({ length: 8 }, () => ({ took, isProper }));

test("createPace() goes up to four side by side where an attempt takes no longer by it", () => {
  const pace = createPace();
  const lanes = [pace.lanes];
  for (let rounds = 0; rounds < 4; rounds += 1) {
    pace.saw(round(40));
    lanes.push(pace.lanes);
  }
  expect(lanes).toEqual([1, 2, 4, 4, 4]);
});

test("createPace() goes back for good where a server serves one at a time", () => {
  const pace = createPace();
  for (const took of [40, 80, 40, 40]) pace.saw(round(took));
  expect(pace.lanes).toBe(1);
});

test("createPace() makes one at a time from the first failure on", () => {
  const pace = createPace();
  pace.saw(round(40));
  pace.saw([
    { took: 40, isProper: true },
    { took: 3, isProper: false },
  ]);
  expect(pace.lanes).toBe(1);
  for (let rounds = 0; rounds < 3; rounds += 1) pace.saw(round(40));
  expect(pace.lanes).toBe(1);
});

test("createPace() keeps to one where it is told to", () => {
  const pace = createPace(1);
  for (let rounds = 0; rounds < 3; rounds += 1) pace.saw(round(40));
  expect(pace.lanes).toBe(1);
});
