import fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { localVantage, type Vantage } from "../../vantage/index.ts";
import { findOffset } from "./find-offset.ts";
import { type LogBudget, visitLines } from "./log-file.ts";

const budget = (): LogBudget => ({
  clock: systemClock,
  signal: new AbortController().signal,
  endsAt: Number.POSITIVE_INFINITY,
  octets: Number.POSITIVE_INFINITY,
});

/** A file of which one read gives no more than so many octets. */
function fileOf(content: Uint8Array, atOnce: number) {
  const vantage: Vantage = {
    ...localVantage("edge"),
    readAt: async (_, offset, length) => content.slice(offset, offset + Math.min(length, atOnce)),
  };
  return { vantage, path: "log", size: content.length, changedAt: 0 };
}

test("visitLines() visits each line once and in order, whatever its length and where it is cut", async () => {
  const lines = fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("x".repeat(90), "", "\r")), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 60 }), fc.boolean(), async (texts, atOnce, isEnded) => {
      const content = Buffer.from(
        texts.map((text) => text.replaceAll(/[\r\n]/g, "-")).join("\n") + (isEnded ? "\n" : ""),
      );
      const visited: string[] = [];
      const end = await visitLines(
        fileOf(content, atOnce),
        { from: 0, to: content.length, isLineStart: true },
        budget(),
        (octets, from, to) => visited.push(Buffer.from(octets.subarray(from, to)).toString("latin1")) > 0,
      );
      const expected = content
        .toString("latin1")
        .split("\n")
        .filter((text) => text !== "");
      expect(end).toBe("ended");
      expect(visited).toHaveLength(expected.length);
      for (const [index, text] of visited.entries()) expect(expected[index]?.startsWith(text)).toBe(true);
    }),
  );
});

test("findOffset() leaves no line of the time or later before the offset, and little that is earlier behind it", async () => {
  const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 900 }),
      async (gaps, share, padding) => {
        let time = 1_000_000;
        const texts = gaps.flatMap((gap) =>
          // Lines without a time stand between the others.
          Array.from({ length: 20 }, () => {
            time += gap;
            return [`${time} ${"x".repeat(padding)}`, "\tat a trace"];
          }).flat(),
        );
        const content = Buffer.from(`${texts.join("\n")}\n`);
        const wanted = 1_000_000 + ((time - 1_000_000) * share) / 100;
        const timeOf = (octets: Uint8Array, from: number, to: number) =>
          Number.parseFloat(Buffer.from(octets.subarray(from, Math.min(to, from + 10))).toString("latin1"));
        const { offset, isInDisorder, outcome } = await findOffset(
          fileOf(content, 1 << 20),
          wanted,
          timeOf,
          budget(),
        );
        const before = content.subarray(0, offset).toString("latin1").split("\n");
        expect(before.some((text) => Number.parseFloat(text) >= wanted)).toBe(false);
        expect([isInDisorder, outcome]).toEqual([false, "found"]);
      },
    ),
    { numRuns: 50 },
  );
});

test("a reading that was aborted, or whose time is up, ends", async () => {
  const file = fileOf(Buffer.from("a\n".repeat(1000)), 10);
  const stretch = { from: 0, to: file.size, isLineStart: true };
  for (const spent of [
    { ...budget(), octets: 0 },
    { ...budget(), endsAt: 0 },
    { ...budget(), signal: AbortSignal.abort() },
  ]) {
    expect(await visitLines(file, stretch, spent, () => true)).toBe("bounded");
  }
});
