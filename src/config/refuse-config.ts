import { FaultlineError } from "../base/index.ts";
import { printable } from "./quote.ts";
import type { Step } from "./yaml-places.ts";

/** One thing that is wrong with a configuration. */
export interface Wrong {
  /** Counted from 1. */
  readonly line: number;
  /** Empty where it is of the whole file. */
  readonly key: readonly Step[];
  readonly what: string;
  readonly wanted: string;
}

/** Errors of one file that are told; a file with more of them is of another kind. */
export const MOST_TOLD = 20;

/** The most characters of the user's own words in one place: a key of a megabyte is a slip. */
const LONGEST = 240;

/** Says where a configuration is wrong, how, and what is wanted. @throws FaultlineError `BAD_CONFIG`, always. */
export function refuseAt(
  path: string,
  { line, key }: Pick<Wrong, "line" | "key">,
  { what, wanted }: Pick<Wrong, "what" | "wanted">,
): never {
  refuseAll(path, [{ line, key, what, wanted }]);
}

/**
 * Says all that is wrong with a configuration: the first in two lines, each further one in a line of its own.
 *
 * @param wrongs One at least, in any order.
 * @throws FaultlineError `BAD_CONFIG`, always.
 */
export function refuseAll(path: string, wrongs: readonly Wrong[]): never {
  const [first, ...others] = wrongs.toSorted((a, b) => a.line - b.line);
  if (first === undefined) throw new Error("a refusal without a reason");
  const told = others.slice(0, MOST_TOLD - 1);
  const untold = others.length - told.length;
  const count = others.length === 0 ? "" : `${wrongs.length} errors, the first in `;
  const lines = [
    `Cannot use "${printable(path)}": ${count}${placed(first)}`,
    printable(first.wanted),
    ...told.map((wrong) => `  ${placed(wrong)}: ${lowerFirst(printable(wrong.wanted))}`),
    ...(untold === 0 ? [] : [`  and ${untold} more`]),
  ];
  throw new FaultlineError("BAD_CONFIG", lines.join("\n"));
}

const placed = ({ line, key, what }: Wrong): string =>
  `${key.length === 0 ? `line ${line}` : `line ${line}, ${cut(printable(key.join(".")))}`}: ${cut(printable(what))}`;

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
