import { expect, test } from "vitest";
import { calcCommand } from "./calc.ts";
import { formulas } from "./calc-formulas.ts";

/** What a line of words gives: its output, or its complaint. */
function told(...words: readonly string[]): string {
  const lines: string[] = [];
  const io = {
    out: (text: string) => void lines.push(text),
    err: () => {},
    color: false,
    columns: 80,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => "",
  };
  try {
    calcCommand(words, { json: true }, io);
  } catch (error) {
    return String(error);
  }
  return lines.join("");
}

test("no value whatever of an input gives a number that is none", () => {
  const odd = ["", "0", "-1", "1e308", "1e400", "NaN", "Infinity", "1%", "9".repeat(40), "x".repeat(300)];
  for (const { name, example, inputs } of formulas) {
    const usual = example.split(" ").slice(3);
    for (const input of inputs) {
      for (const value of odd) {
        const others = usual.filter((word) => !word.startsWith(`${input.name}=`));
        const text = told(name, ...others, `${input.name}=${value}`);
        expect(text).not.toMatch(/"value": null|NaN,|Infinity,/);
      }
    }
  }
});
