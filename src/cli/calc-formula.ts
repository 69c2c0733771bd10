import type { Dimension } from "../calc/index.ts";

/** One input of a formula. */
export interface FormulaInput {
  readonly name: string;
  readonly dimension: Dimension;
  readonly means: string;
  /** Taken where it is not given; `null` where it must be. */
  readonly otherwise: string | null;
}

/** One number, or one sentence, that a formula gives. */
export interface FormulaResult {
  readonly name: string;
  readonly value: number | string | boolean | null;
  readonly dimension: Dimension;
}

/** A formula of the field, for a person to reckon with. */
export interface Formula {
  readonly name: string;
  readonly says: string;
  readonly formula: string;
  readonly source: string;
  readonly inputs: readonly FormulaInput[];
  readonly example: string;
  /** Inputs by name: numbers in the units of `parseQuantity()`, texts as given. `null` where they make no sense together. */
  compute(inputs: Given): readonly FormulaResult[] | null;
}

/** What was given to a formula, read by its dimensions. */
export interface Given {
  number(name: string): number;
  text(name: string): string;
}

/** One input, by its name. */
export const input = (
  name: string,
  dimension: Dimension,
  means: string,
  otherwise: string | null = null,
): FormulaInput => ({
  name,
  dimension,
  means,
  otherwise,
});
/** One result, by its name. */
export const result = (
  name: string,
  value: FormulaResult["value"],
  dimension: Dimension = "text",
): FormulaResult => ({
  name,
  value,
  dimension,
});

/** Words between commas. */
export const listOf = (text: string): readonly string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
