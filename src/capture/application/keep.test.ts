import { describe, expect, test } from "vitest";
import { Keep } from "./keep.ts";

const fill = (weights: readonly number[]) => {
  const keep = new Keep<number>();
  weights.forEach((weight, frame) => {
    if (keep.wants(weight)) keep.add(frame, weight, frame);
  });
  return keep.all();
};

describe("Keep", () => {
  test("keeps all where they are few", () => {
    expect(fill([3, Number.POSITIVE_INFINITY, 1])).toEqual({ kept: [0, 1, 2], leftOut: 0 });
  });

  test("keeps what failed and what is slow, and of the others a sample over the whole time", () => {
    const weights = Array.from({ length: 100_000 }, (_, frame) =>
      frame % 1_000 === 7 ? Number.POSITIVE_INFINITY : frame % 500 === 1 ? 5_000 : 1 + (frame % 97),
    );
    const { kept, leftOut } = fill(weights);
    expect(kept.length + leftOut).toBe(weights.length);
    expect(kept.length).toBeLessThan(2_200);
    expect(kept.filter((frame) => (weights[frame] ?? 0) >= 5_000)).toHaveLength(300);
    const usual = kept.filter((frame) => (weights[frame] ?? 0) < 90);
    expect(usual.filter((frame) => frame > 50_000).length).toBeGreaterThan(usual.length / 3);
  });
});
