import fc from "fast-check";
import { expect, test } from "vitest";
import { parseYamlText } from "./yaml-text.ts";

test("parseYamlText() tells values and the lines that they stand in", () => {
  const read = parseYamlText("a:\n  b:\n    - 1\n    - c: x\n");
  expect(read).toMatchObject({ outcome: "read", value: { a: { b: [1, { c: "x" }] } }, problems: [] });
  expect(read.outcome === "read" && read.lineOf(["a", "b", 1, "c"])).toBe(4);
});

test("parseYamlText() reads the first document, and JSON", () => {
  const read = parseYamlText("# words\n---\na: 1\n---\nb: 2\n");
  expect(read).toMatchObject({ outcome: "read", value: { a: 1 } });
  expect(read.outcome === "read" && read.lineOf(["a"])).toBe(3);
  expect(parseYamlText('{"a": [true]}')).toMatchObject({ outcome: "read", value: { a: [true] } });
});

test("parseYamlText() steps over what is no YAML, and says where", () => {
  const read = parseYamlText("a: 1\nb: [1, 2\nc: 3\n");
  expect(read.outcome === "read" && read.problems.length).toBeGreaterThan(0);
});

test("parseYamlText() refuses a bomb of aliases and a tree without a bottom", () => {
  const bomb = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    ..."bcdefgh"
      .split("")
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`),
  ];
  expect(parseYamlText(bomb.join("\n")).outcome).toBe("refused");
  expect(parseYamlText("[".repeat(100_000)).outcome).toMatch(/read|refused/);
  expect(parseYamlText(" ".repeat(9 * 1024 * 1024)).outcome).toBe("refused");
});

test("parseYamlText() never throws", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."a:-[]{}&*!|> \n\t\"'#,?%@`") }),
      (text) => void parseYamlText(text),
    ),
  );
});
