import { expect, test } from "vitest";
import { KeptFrames } from "./kept-frames.ts";

const MIB = 1024 * 1024;

function frameAt(seconds: number, octets = 100_000) {
  const held = new Uint8Array(octets).fill(seconds);
  const view = new DataView(held.buffer);
  return {
    octets: held,
    view,
    at: 0,
    captured: octets,
    original: octets + 1,
    seconds,
    nanos: 5,
    linkType: 1,
  };
}

function timesIn(kept: KeptFrames, until: number): readonly number[] {
  const times: number[] = [];
  kept.visit(until, ({ seconds, nanos, at, captured, original, octets, linkType }) => {
    expect([nanos, original - captured, linkType, octets[at], octets[at + captured - 1]]).toEqual([
      5,
      1,
      1,
      seconds,
      seconds,
    ]);
    times.push(seconds);
  });
  return times;
}

test("KeptFrames gives back what came in the last while, in its order", () => {
  const kept = new KeptFrames(10_000, 64 * MIB);
  for (let second = 0; second < 100; second += 1) kept.add(frameAt(second));
  expect(timesIn(kept, 99_001)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
  expect(kept.crowdedOut).toBe(0);
  expect(kept.octets).toBeLessThan(4 * MIB);
});

test("KeptFrames holds no more memory than it may, and counts what went before its time", () => {
  const kept = new KeptFrames(1_000_000, 2 * MIB);
  for (let second = 0; second < 100; second += 1) kept.add(frameAt(second));
  const times = timesIn(kept, 100_000);
  expect(times.at(-1)).toBe(99);
  expect(times.length + kept.crowdedOut).toBe(100);
  expect(kept.octets).toBeLessThanOrEqual(2 * MIB);
});

test("KeptFrames without frames gives none", () => {
  expect(timesIn(new KeptFrames(1_000, MIB), 5_000)).toEqual([]);
});
