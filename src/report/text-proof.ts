import type { NonEmpty } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { count, list } from "./describe/describer.ts";
import { describeFrom } from "./describe.ts";
import { plain } from "./plain.ts";
import { citedBy, proofGroups } from "./proof-order.ts";
import { samplingLines } from "./series-words.ts";
import type { Page } from "./text-page.ts";
import { duration, isNoTime } from "./units.ts";
import { foldCommand, hang } from "./wrap.ts";

/** Cited records that the page shows when it is not to show all; the first are the most telling. */
const MOST_CITED = 3;

/** The records that the verdict cites, each in words and with the command that shows the same. */
export function proofSection({ run, width, paint, verbose }: Page): readonly string[] {
  const cited = citedBy(run);
  if (cited.length === 0) return [];
  const client = run.vantage.name;
  const told = verbose ? cited.map((record): NonEmpty<Evidence> => [record]) : proofGroups(run);
  const shown = verbose ? told : told.slice(0, MOST_CITED);
  const hidden = told.slice(shown.length).flat().length;
  const more = hidden > 0 ? [`  and ${count(hidden, "more record")} (--verbose shows all)`] : [];
  return [
    paint("bold", "Proof"),
    ...shown.flatMap((records) => groupLines(records, { client, width })),
    ...more,
  ];
}

/** How lines of records are laid out. */
interface RecordStyle {
  /** The vantage where the request starts: what was seen there needs no word of it. */
  readonly client: string;
  /** Columns. */
  readonly width: number;
}

/** Ids of records that say the same, named one by one; of more it is enough to know how many. */
const MOST_ALIKE = 2;

function groupLines([first, ...others]: NonEmpty<Evidence>, style: RecordStyle): readonly string[] {
  if (others.length === 0) return recordLines(first, style);
  const again = `(the same in ${list(
    others.map(({ id }) => plain(id)),
    MOST_ALIKE,
  )})`;
  return recordLines(first, style, again);
}

/** Every record of the run, in the order in which they were made. */
export const recordsSection = ({ run, width, paint }: Page): readonly string[] => [
  paint("bold", `All ${run.evidence.length} records`),
  ...run.evidence.flatMap((record) => recordLines(record, { client: run.vantage.name, width })),
];

function recordLines(record: Evidence, { client, width }: RecordStyle, note = ""): readonly string[] {
  const head = `  ${plain(record.id).padEnd(4)} `;
  const description = describeFrom(record, client);
  const told = hang(head, note === "" ? description : `${description} ${note}`, width);
  const indent = " ".repeat(head.length);
  const command = plain(record.command);
  if (command === "") return told;
  const label =
    record.vantage === client ? "see it by hand: " : `see it by hand at ${plain(record.vantage)}: `;
  if (indent.length + label.length + command.length <= width) return [...told, indent + label + command];
  const folded = foldCommand(command, width - indent.length - 2);
  return [...told, indent + label.trim(), ...folded.map((line) => `${indent}  ${line}`)];
}

/** What the phases of the request took, for a run that is healthy or whose request passes at times. */
export function attemptLines({ run, width }: Page): readonly string[] {
  const attempts = run.evidence.filter(
    (record): record is Evidence<"attempt"> =>
      record.kind === "attempt" && record.purpose === "reference" && record.hop === undefined,
  );
  const proper = attempts.filter(({ value }) => value.answeredProperly);
  const typical = proper.toSorted((a, b) => a.value.took - b.value.took)[Math.floor((proper.length - 1) / 2)];
  if (typical === undefined) return [];
  const { phases, took, status } = typical.value;
  const timed = [
    ["look-up", phases.lookup],
    ["connect", phases.connect],
    ["TLS", phases.tls],
    ["first byte", phases.firstByte],
    ["transfer", phases.transfer],
  ] as const;
  const parts = timed.flatMap(([phase, ms]) =>
    ms === null || isNoTime(ms) ? [] : [`${phase} ${duration(ms)}`],
  );
  const code = status === null ? "" : ` (status ${status})`;
  // Where the request was repeated, only failures are kept one by one; the series has counted them all.
  const series = run.evidence.find(
    (record): record is Evidence<"series"> => record.kind === "series" && record.value.of === "attempt",
  )?.value;
  const [good, all] =
    series === undefined ? [proper.length, attempts.length] : [series.count - series.failures, series.count];
  const counted =
    all === 1
      ? `The request was answered properly${code}`
      : `${good} of ${all} attempts answered properly${code}`;
  const median = proper.length > 1 ? ", median" : "";
  return [
    ...hang("  ", `${counted}: ${[...parts, `${duration(took)} in all`].join(", ")}${median}`, width),
    ...samplingLines(run).flatMap((line) => hang("  ", line, width)),
  ];
}
