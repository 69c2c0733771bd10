import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldCommand, hang, wrap } from "./wrap.ts";

test("wrap() breaks between words at the width", () => expect(wrap("aa bb cc", 5)).toEqual(["aa bb", "cc"]));
test("wrap() leaves a long word whole", () =>
  expect(wrap("a bbbbbbbb c", 4)).toEqual(["a", "bbbbbbbb", "c"]));
test("wrap() keeps a number with its unit", () =>
  expect(wrap("took 12 ms in all", 8)).toEqual(["took", "12 ms in", "all"]));
test("hang() indents what follows to its head", () =>
  expect(hang("- ", "aa bb", 5)).toEqual(["- aa", "  bb"]));

test("foldCommand() breaks between arguments and not in quotes", () => {
  expect(foldCommand("curl -H 'a b c d e f' --data x http://h/", 20)).toEqual([
    "curl -H \\",
    "  'a b c d e f' \\",
    "  --data x \\",
    "  http://h/",
  ]);
});

test("foldCommand() gives the shell the same arguments at any width", () => {
  const argument = fc.stringMatching(/^[a-z0-9./:=-]{1,12}$/);
  const quoted = fc.stringMatching(/^[a-z "$]{0,12}$/).map((text) => `'${text}'`);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(argument, quoted), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 4, max: 40 }),
      (parts, width) => {
        const show = (command: string) =>
          execFileSync("/bin/sh", ["-c", `printf '<%s>' ${command}`]).toString();
        expect(show(foldCommand(parts.join(" "), width).join("\n"))).toBe(show(parts.join(" ")));
      },
    ),
    { numRuns: 25 },
  );
});
