import fc from "fast-check";
import { expect, test } from "vitest";
import { sizesBetween } from "./path-mtu.ts";

test("sizesBetween() always narrows the search, and never repeats its ends", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 576, max: 9_000 }),
      fc.integer({ min: 2, max: 9_000 }),
      fc.integer({ min: 1, max: 11 }),
      (low, gap, most) => {
        const sizes = sizesBetween(low, low + gap, most);
        expect(sizes.length).toBeGreaterThan(0);
        expect(sizes).toEqual([...new Set(sizes)].toSorted((a, b) => a - b));
        expect(sizes.every((size) => size > low && size < low + gap)).toBe(true);
      },
    ),
  );
});
