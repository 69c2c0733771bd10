import { expect, test } from "vitest";
import type { Scored } from "./run-scenario.ts";
import { summarize } from "./summary.ts";

const sound = { status: "healthy", boundary: null, cause: null } as const;
const fault = { status: "broken", boundary: "tls", cause: "certificate-expired" } as const;

const scored = (
  expected: Scored["expected"],
  verdict: Scored["expected"] | null,
  isRight: boolean,
): Scored => ({
  scenario: "certificate-expired",
  variant: "fault",
  seed: 1,
  expected,
  verdict: verdict && { ...verdict, alternatives: [], confidence: 0.9, summary: "" },
  isRight,
  took: 100,
  built: 50,
  trouble: null,
});

test("a fault found in a sound world is a false alarm", () => {
  expect(summarize([scored(sound, fault, false), scored(sound, sound, true)])).toMatchObject({
    falseAlarms: 1,
    soundWorlds: 2,
    passed: 1,
    failed: 1,
  });
});

test("no verdict is wrong in every respect and no false alarm", () => {
  expect(summarize([scored(sound, null, false)])).toMatchObject({
    statusAccuracy: 0,
    causeAccuracy: 0,
    falseAlarms: 0,
    brier: null,
  });
});

test("the Brier score is the mean squared error of the confidence", () => {
  const { brier } = summarize([scored(fault, fault, true), scored(fault, sound, false)]);
  expect(brier).toBeCloseTo((0.01 + 0.81) / 2);
});
