import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duration, isoTime, octets, parseIsoTime, percent } from "./units.ts";

describe("isoTime()", () => {
  test("writes microseconds", () =>
    expect(isoTime(1_780_741_473_120.456)).toBe("2026-06-06T10:24:33.120456Z"));
  test("carries what rounds up to the next millisecond", () =>
    expect(isoTime(1_780_741_473_120.9998)).toBe("2026-06-06T10:24:33.121000Z"));
  test("writes times before the epoch", () => expect(isoTime(-0.001)).toBe("1969-12-31T23:59:59.999999Z"));
  test("does not fail on what no date can hold", () => {
    for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300]) expect(isoTime(at)).toMatch(/Z$/);
  });
  test("is read back to the microsecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), (micros) => {
        const written = isoTime(micros / 1000);
        expect(isoTime(parseIsoTime(written) ?? 0)).toBe(written);
      }),
    );
  });
});

test("parseIsoTime() takes nothing else", () => {
  for (const text of ["", "2026-06-06T10:24:33Z", "2026-13-06T10:24:33.120456Z", "x"])
    expect(parseIsoTime(text)).toBeNull();
});

test.each([
  [0, "0 ms"],
  [0.42, "0.4 ms"],
  [9.94, "9.9 ms"],
  [9.96, "10 ms"],
  [999.4, "999 ms"],
  [999.6, "1 s"],
  [2100, "2.1 s"],
  [200_000, "3 min 20 s"],
  [119_999, "2 min"],
  [-5000, "-5 s"],
  [86_400_000 * 3, "3 days"],
  [Number.NaN, "unknown"],
])("duration() tells %d ms as %s", (took, told) => expect(duration(took)).toBe(told));

test.each([
  [0, "0 %"],
  [0.004, "under 1 %"],
  [0.98, "98 %"],
  [0.999, "99 %"],
  [1, "100 %"],
])("percent() tells %d as %s", (fraction, told) => expect(percent(fraction)).toBe(told));

test("octets() tells 65536 as 64 KiB", () => expect(octets(65_536)).toBe("64 KiB"));
