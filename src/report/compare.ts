import type { Boundary, Ms } from "../base/index.ts";
import { painter } from "./paint.ts";
import { plain } from "./plain.ts";
import type { Run } from "./run.ts";
import { verdictLine } from "./text.ts";
import { clockTime, duration, isoTime, roundMs } from "./units.ts";
import { hang } from "./wrap.ts";

/** Schema of the comparison; changed only with a new major version of it. */
export const COMPARE_SCHEMA = "faultline.compare/1";

/** Two runs side by side. */
export interface ComparedRuns {
  readonly a: { readonly name: string; readonly run: Run };
  readonly b: { readonly name: string; readonly run: Run };
  readonly comparison: {
    readonly compared: number;
    /** In the order of the request's way. */
    readonly differences: readonly {
      readonly boundary: Boundary;
      /** Where it was seen; `null` where each run's request starts. */
      readonly vantage: string | null;
      readonly what: string;
      readonly a: string | Ms;
      readonly b: string | Ms;
      readonly evidence: { readonly a: string; readonly b: string };
    }[];
  };
}

/** The comparison for a program. */
export function compareJsonText({ a, b, comparison }: ComparedRuns): string {
  const side = ({ name, run }: ComparedRuns["a"]) => {
    const { status, boundary, cause, at } = run.diagnosis.verdict;
    return {
      name,
      target: run.target,
      vantage: run.vantage,
      startedAt: isoTime(run.startedAt),
      verdict: { status, boundary, cause, at },
      gaps: run.gaps.map(({ boundary: where, needs, reason }) => ({ boundary: where, needs, reason })),
    };
  };
  const rounded = (value: string | Ms) => (typeof value === "number" ? roundMs(value) : value);
  const differences = comparison.differences.map((each) => ({
    ...each,
    a: rounded(each.a),
    b: rounded(each.b),
  }));
  const told = {
    schema: COMPARE_SCHEMA,
    same: differences.length === 0,
    compared: comparison.compared,
    a: side(a),
    b: side(b),
    first: differences[0] ?? null,
    differences,
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** The comparison for a person: where the two part, then what else differs, in the order of the way. */
export function compareText(
  { a, b, comparison }: ComparedRuns,
  style: { readonly color: boolean; readonly width: number },
): string {
  const width = Math.min(Math.max(style.width, 40), 100);
  const paint = painter(style.color);
  const { differences, compared } = comparison;
  const side = (mark: string, { name, run }: ComparedRuns["a"]) =>
    hang(
      `${mark}  `,
      `${plain(name)}: ${plain(run.target)} from ${plain(run.vantage.name)}, ${clockTime(run.startedAt)}: ${verdictLine(run.diagnosis.verdict)}`,
      width,
    );
  const head = [...side("A", a), ...side("B", b), ""];
  const [first, ...rest] = differences;
  if (first === undefined) {
    return [...head, ...hang("", `The same: none of ${compared} observations differs`, width), ""].join("\n");
  }
  const lines = (each: typeof first) => {
    const where = each.vantage === null ? "" : ` at ${plain(each.vantage)}`;
    return [
      ...hang("  ", `${each.boundary}${where}: ${plain(each.what)}`, width),
      ...hang("    A  ", `${told(each.a)} (${each.evidence.a})`, width),
      ...hang("    B  ", `${told(each.b)} (${each.evidence.b})`, width),
    ];
  };
  return [
    ...head,
    paint("bold", "They part here first"),
    ...lines(first),
    ...(rest.length === 0 ? [] : ["", paint("bold", "After it"), ...rest.flatMap(lines)]),
    "",
    ...hang("", `${differences.length} of ${compared} observations that both runs made differ`, width),
    "",
  ].join("\n");
}

const told = (value: string | Ms): string => (typeof value === "number" ? duration(value) : plain(value));
