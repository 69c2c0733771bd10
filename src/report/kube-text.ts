import type { Gap, KubeFinding } from "../evidence/index.ts";
import type { KubePage } from "./kube-page.ts";
import { kubeTable } from "./kube-table.ts";
import { type Paint, painter } from "./paint.ts";
import { plain } from "./plain.ts";
import { foldCommand, hang } from "./wrap.ts";

const MOST_COLUMNS = 100;
const LEAST_COLUMNS = 40;
/** Faults that are shown whole, so that the page stays one screen. */
const MOST_WHOLE = 8;
/** Notes that are shown. */
const MOST_NOTES = 5;
/** Objects of one finding that are named. */
const MOST_NAMED = 4;
const MOST_GAPS = 6;

/** How the page is to look. */
export interface KubeStyle {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Everything, however long. */
  readonly all: boolean;
}

/** The page: what is wrong first and what to do, then notes, then what the network consists of. */
export function kubeText(page: KubePage, { color, width: columns, all }: KubeStyle): string {
  const paint = painter(color);
  const width = Math.min(Math.max(columns, LEAST_COLUMNS), MOST_COLUMNS);
  const style = { width, paint, all };
  const faults = page.overview.findings.filter(({ level }) => level === "fault");
  const notes = page.overview.findings.filter(({ level }) => level === "note");
  const shown = all ? faults : faults.slice(0, MOST_WHOLE);
  const noted = all ? notes : notes.slice(0, MOST_NOTES);
  const rest = (all: number, shown: number, noun: string) =>
    all > shown ? [`and ${count(all - shown, `more ${noun}`)} (--all shows them, --json has them)`] : [];
  const blocks = [
    hang("", kubeVerdict(page), width).map((line) => paint(faults.length > 0 ? "red" : "green", line)),
    ...shown.map((finding) => faultLines(finding, style)),
    rest(faults.length, shown.length, "fault"),
    [...noted.flatMap((finding) => noteLines(finding, style)), ...rest(notes.length, noted.length, "note")],
    kubeTable(page.overview, width, paint),
    gapLines(page.gaps, style),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

/** `2 FAULTS: the network of cluster prod`. */
export function kubeVerdict({ context, overview, gaps }: KubePage): string {
  const faults = overview.findings.filter(({ level }) => level === "fault").length;
  const notes = overview.findings.length - faults;
  const within = overview.namespace === null ? "" : `namespace ${plain(overview.namespace)} of `;
  const where = `${within}cluster ${plain(context)}`;
  const rest = notes > 0 ? ` (${count(notes, "note")})` : "";
  if (faults > 0) return `${count(faults, "fault").toUpperCase()}: the network of ${where}${rest}`;
  const seen = gaps.length > 0 ? "Nothing is wrong in what could be seen" : "Nothing is wrong";
  return `${seen}: the network of ${where}${rest}`;
}

interface Style {
  readonly width: number;
  readonly paint: Paint;
  readonly all: boolean;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

function faultLines(finding: KubeFinding, { width, paint, all }: Style): readonly string[] {
  const head = hang("✗ ", `${plain(finding.subject)}: ${plain(finding.what)}`, width);
  const command = foldCommand(plain(finding.command), width - 4);
  const [only = ""] = command;
  return [
    ...head.map((line) => paint("red", line)),
    ...objectLines(finding, width, all),
    ...(command.length === 1 && only.length + 10 <= width
      ? [`  see it: ${only}`]
      : ["  see it:", ...command.map((line) => `    ${line}`)]),
    ...(finding.advice === null ? [] : hang("  do: ", plain(finding.advice), width)),
  ];
}

const noteLines = (finding: KubeFinding, { width, all }: Style): readonly string[] => [
  ...hang("· ", `${plain(finding.subject)}: ${plain(finding.what)}`, width),
  ...objectLines(finding, width, all),
];

function objectLines({ objects }: KubeFinding, width: number, all: boolean): readonly string[] {
  if (objects.length === 0) return [];
  const shown = all ? objects : objects.slice(0, MOST_NAMED);
  const more = objects.length > shown.length ? `, and ${objects.length - shown.length} more` : "";
  return hang("  ", `${shown.map(plain).join(", ")}${more}`, width);
}

function gapLines(gaps: readonly Gap[], { width, all }: Style): readonly string[] {
  if (gaps.length === 0) return [];
  const shown = all ? gaps : gaps.slice(0, MOST_GAPS);
  return [
    "Could not be seen",
    ...shown.flatMap(({ needs, reason, allowBy }) =>
      hang("  ", `${plain(needs)} (${reason.replaceAll("-", " ")}); to see it: ${plain(allowBy)}`, width),
    ),
    ...(gaps.length > shown.length ? [`  and ${gaps.length - shown.length} more (--all shows them)`] : []),
  ];
}
