import { FaultlineError } from "../base/index.ts";
import { formatQuantity, parseQuantity } from "../calc/index.ts";
import type { Formula, FormulaResult, Given } from "./calc-formula.ts";
import { formulas } from "./calc-formulas.ts";
import { exitStatus, type Io } from "./io.ts";
import { bold } from "./labelled.ts";

/**
 * `faultline calc [FORMULA] [NAME=VALUE …]`: the field's formulas, with units and sources. Without a formula it lists them.
 *
 * @throws FaultlineError `BAD_OPTION`
 */
export function calcCommand(words: readonly string[], { json }: { readonly json?: boolean }, io: Io): number {
  const [name, ...rest] = words;
  if (name === undefined) {
    for (const formula of formulas)
      io.out(`${bold(formula.name, io.color)}  ${formula.says}\n  ${formula.example}\n`);
    return exitStatus.healthy;
  }
  const formula = formulas.find((one) => one.name === name);
  if (formula === undefined) {
    const known = formulas.map((one) => one.name).join(" ");
    throw wrong(`Cannot reckon "${name.slice(0, 40)}": there is no such formula`, `Write one of: ${known}`);
  }
  const texts = readWords(formula, rest);
  const results = formula.compute(givenOf(formula, texts));
  if (results === null) {
    throw wrong(
      `Cannot reckon ${name}: these values make no sense together`,
      `For example: ${formula.example}`,
    );
  }
  if (json === true) io.out(`${JSON.stringify(asJson(formula, texts, results), null, 2)}\n`);
  else io.out(asText(formula, results, io));
  return exitStatus.healthy;
}

function readWords(formula: Formula, words: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    const name = at === -1 ? word : word.slice(0, at);
    const input = formula.inputs.find((one) => one.name === name);
    if (at === -1 || input === undefined || texts.has(name)) {
      const names = formula.inputs.map((one) => `${one.name}=…`).join(" ");
      throw wrong(
        `Cannot read "${word.slice(0, 60)}": ${formula.name} takes each of its inputs once`,
        `Write ${names}`,
      );
    }
    texts.set(name, word.slice(at + 1));
  }
  const missing = formula.inputs.find(({ name, otherwise }) => otherwise === null && !texts.has(name));
  if (missing !== undefined) {
    throw wrong(
      `Cannot reckon ${formula.name}: ${missing.name} is missing (${missing.means})`,
      `For example: ${formula.example}`,
    );
  }
  return texts;
}

function givenOf(formula: Formula, texts: ReadonlyMap<string, string>): Given {
  const textOf = (name: string) =>
    texts.get(name) ?? formula.inputs.find((one) => one.name === name)?.otherwise ?? "";
  const numbers = new Map(
    formula.inputs
      .filter(({ dimension }) => dimension !== "text")
      .map(({ name, dimension, means }) => {
        const value = parseQuantity(textOf(name), dimension);
        if (value === null) {
          throw wrong(
            `Cannot read ${name}=${textOf(name).slice(0, 40)}: it is no ${dimension} (${means})`,
            `For example: ${formula.example}`,
          );
        }
        return [name, value];
      }),
  );
  return { text: textOf, number: (name) => numbers.get(name) ?? 0 };
}

const wrong = (problem: string, remedy: string): FaultlineError =>
  new FaultlineError("BAD_OPTION", `${problem}\n${remedy}`);

const shown = ({ value, dimension }: FormulaResult): string =>
  typeof value === "number" ? formatQuantity(value, dimension) : String(value);

function asText(formula: Formula, results: readonly FormulaResult[], io: Io): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map((one) => `  ${one.name.padEnd(width)}  ${bold(shown(one), io.color)}\n`);
  return `${lines.join("")}\n  ${formula.formula}\n  ${formula.source}\n`;
}

const asJson = (formula: Formula, texts: ReadonlyMap<string, string>, results: readonly FormulaResult[]) => ({
  schema: "faultline.calc/1",
  formula: formula.name,
  inputs: Object.fromEntries(texts),
  results: results.map(({ name, value, dimension }) => ({ name, value, unit: units[dimension] })),
  source: formula.source,
});

/** The units of the numbers in JSON. */
const units = { time: "ms", rate: "bit/s", size: "octets", share: "1", number: "1", text: null } as const;
