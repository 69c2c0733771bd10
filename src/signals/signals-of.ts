import { unknownToken } from "./readings/benign.ts";
import type { Signal } from "./signal.ts";
import type { CodeTable, Phrase, PhraseTable } from "./table.ts";

/** The signal that a phrase stands for. */
export const signalOfPhrase = (table: PhraseTable, { id, means, reading }: Phrase): Signal => ({
  ...reading,
  id,
  product: table.product,
  means,
});

/** The signal that a code stands for; `null` when the table does not hold it. The code is in canonical form. */
export function signalOfCode(table: CodeTable, code: string): Signal | null {
  const row = table.codes.get(code);
  if (row === undefined) return null;
  const id = `${table.prefix}-${code.replaceAll(/[^A-Za-z0-9_]+/g, "-")}`;
  return { ...row.reading, id, product: table.product, means: row.means };
}

/** A code in a form that is certainly this product's, and that its table lacks: unknown, never healthy. */
export const unknownSignal = (table: CodeTable, code: string): Signal => ({
  ...unknownToken,
  id: `${table.prefix}-unknown`,
  product: table.product,
  means: `"${code}" is unknown: it stands where ${table.product} writes its codes, and no table here holds it.`,
});
