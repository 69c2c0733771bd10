/** One sample of a text of metrics. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** May be NaN or infinite. */
  readonly value: number;
}

/** A line is no longer than this in any exporter; the rest of one that is longer is not looked at, nor is its beginning. */
const LONGEST_LINE = 16 * 1024;

/** Labels of one sample: exporters have a dozen. */
const MOST_LABELS = 64;

/**
 * The samples of a text in the Prometheus text format 0.0.4 or in OpenMetrics 1.0, in their order. What is no sample is passed over:
 * comments, lines that are too long, and lines that are of another form. Timestamps and exemplars are left out. Never throws.
 *
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/, "Text format details"; OpenMetrics 1.0, "ABNF".
 */
export function* samplesOf(text: string): Generator<Sample> {
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const end = newline === -1 ? text.length : newline;
    if (end - from <= LONGEST_LINE) {
      const sample = parseSample(text.slice(from, end));
      if (sample !== null) yield sample;
    }
    from = end + 1;
  }
}

const nameAt = /[a-zA-Z_:][\w:]*/y;
const labelAt = /[ \t]*([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*/y;
const valueAt = /[ \t]*([^\s#]+)(?=\s|$)/y;

/** One line; `null` where it is no sample. */
export function parseSample(line: string): Sample | null {
  const start = line.length - line.trimStart().length;
  const name = match(nameAt, line, start)?.[0];
  if (name === undefined) return null;
  let at = start + name.length;
  while (line[at] === " " || line[at] === "\t") at += 1;
  const labels = new Map<string, string>();
  if (line[at] === "{") {
    const end = readLabels(line, at + 1, labels);
    if (end === null) return null;
    at = end;
  }
  const written = match(valueAt, line, at)?.[1];
  const value = written === undefined ? null : numberOf(written);
  return value === null ? null : { name, labels, value };
}

/** Reads labels up to their brace, with a comma after the last one or without. @returns What comes behind; `null` for another form. */
function readLabels(line: string, from: number, labels: Map<string, string>): number | null {
  let at = from;
  for (let read = 0; read <= MOST_LABELS; read += 1) {
    const label = match(labelAt, line, at);
    if (label === null) {
      const brace = /[ \t]*\}/y;
      const closed = match(brace, line, at);
      return closed === null ? null : at + closed[0].length;
    }
    const [whole, key = "", value = ""] = label;
    labels.set(key, unescaped(value));
    at += whole.length;
    if (line[at] === "}") return at + 1;
    if (line[at] !== ",") return null;
    at += 1;
  }
  return null;
}

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

const unescaped = (value: string): string =>
  value.replace(/\\(.)/gs, (_, of: string) => (of === "n" ? "\n" : of));

/** Numbers as Go's strconv.ParseFloat takes them, of which exporters write these. */
function numberOf(written: string): number | null {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(written)) return Number(written);
  if (/^nan$/i.test(written)) return Number.NaN;
  if (/^\+?inf(?:inity)?$/i.test(written)) return Number.POSITIVE_INFINITY;
  return /^-inf(?:inity)?$/i.test(written) ? Number.NEGATIVE_INFINITY : null;
}
