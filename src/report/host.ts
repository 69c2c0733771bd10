import type { Ms } from "../base/index.ts";
import type { Gap, InterfaceCounters, ProcessLimits, SocketOwners, TcpLimits } from "../evidence/index.ts";
import { hostTables } from "./host-tables.ts";
import { painter } from "./paint.ts";
import { plain } from "./plain.ts";
import { foldCommand, hang } from "./wrap.ts";

/** Something to be said of a host, judged already. */
export interface HostFinding {
  readonly id: string;
  readonly level: "fault" | "notable" | "normal";
  readonly subject: string | null;
  readonly what: string;
  readonly numbers: string;
  readonly threshold: string;
  readonly command: string;
  readonly advice: readonly string[];
}

/** What the tables of the page show, at one moment. */
export interface HostState {
  readonly owners: SocketOwners | null;
  readonly tcp: TcpLimits | null;
  readonly limits: ProcessLimits | null;
  readonly interfaces: InterfaceCounters | null;
}

/** One page about a host. */
export interface HostPage {
  readonly host: string;
  /** What the look was narrowed to: a process, a destination; `null` for all. */
  readonly of: string | null;
  readonly findings: readonly HostFinding[];
  readonly gaps: readonly Gap[];
  readonly now: HostState;
  readonly before: HostState | null;
  /** Between the two readings; `null` for one alone. */
  readonly span: Ms | null;
}

/** How the page is to look. */
export interface HostStyle {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly verbose: boolean;
}

const MOST_COLUMNS = 100;
const LEAST_COLUMNS = 40;
/** Findings that are shown whole; the same thing at a hundred places needs no hundred texts. */
const MOST_WHOLE = 12;

const levels = {
  fault: { mark: "✗", colour: "red" },
  notable: { mark: "!", colour: "yellow" },
  normal: { mark: "·", colour: "dim" },
} as const;

/** The page: what is wrong first, with numbers and what to do; then what the host is doing, in a few lines. */
export function hostText(page: HostPage, { color, width: columns, verbose }: HostStyle): string {
  const paint = painter(color);
  const width = Math.min(Math.max(columns, LEAST_COLUMNS), MOST_COLUMNS);
  const whole = page.findings.filter(({ level }) => verbose || level !== "normal");
  const brief = page.findings.filter((finding) => !whole.includes(finding));
  const blocks = [
    hang("", hostVerdict(page), width).map((line) => paint(verdictColour(page), line)),
    ...whole
      .slice(0, verbose ? whole.length : MOST_WHOLE)
      .map((finding) => findingLines(finding, width, color)),
    whole.length > MOST_WHOLE && !verbose
      ? [`and ${whole.length - MOST_WHOLE} more findings (--verbose shows them, --json has them)`]
      : [],
    [
      ...brief.flatMap((finding) =>
        hang(`${levels.normal.mark} `, `Normal: ${headOf(finding)}; ${plain(finding.numbers)}`, width),
      ),
      ...hostTables(page, width, paint),
    ],
    gapLines(page.gaps, width, verbose),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

/** `2 faults and 1 notable thing on db1, read twice in 2 s`. */
export function hostVerdict({ host, of, findings, span }: HostPage): string {
  const faults = findings.filter(({ level }) => level === "fault").length;
  const notable = findings.filter(({ level }) => level === "notable").length;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const where = `${of === null ? "" : `${plain(of)} on `}${plain(host)}`;
  const when = span === null ? "read once" : `read twice, ${Number((span / 1000).toFixed(1))} s apart`;
  const rest = notable > 0 ? `, ${notable} notable` : "";
  return faults === 0
    ? `Nothing is wrong: ${where}${rest} (${when})`
    : `${count(faults, "fault").toUpperCase()}: ${where}${rest} (${when})`;
}

const verdictColour = ({ findings }: HostPage) =>
  findings.some(({ level }) => level === "fault") ? "red" : "green";

const headOf = ({ subject, what }: HostFinding): string =>
  subject === null ? plain(what) : `${plain(subject)}: ${plain(what)}`;

function findingLines(finding: HostFinding, width: number, color: boolean): readonly string[] {
  const { mark, colour } = levels[finding.level];
  const paint = painter(color);
  const [first = "", ...rest] = hang(`${mark} `, headOf(finding), width);
  const command = foldCommand(plain(finding.command), width - 4);
  return [
    ...[first, ...rest].map((line) => paint(colour, line)),
    ...hang("  ", plain(finding.numbers), width),
    ...hang("  held against: ", plain(finding.threshold), width),
    ...(`  see it: ${command[0] ?? ""}`.length <= width && command.length === 1
      ? [`  see it: ${command[0] ?? ""}`]
      : ["  see it:", ...command.map((line) => `    ${line}`)]),
    ...finding.advice.flatMap((advice) => hang("  do: ", plain(advice), width)),
  ];
}

function gapLines(gaps: readonly Gap[], width: number, verbose: boolean): readonly string[] {
  if (gaps.length === 0) return [];
  const most = verbose ? gaps.length : 6;
  return [
    "Could not be seen",
    ...gaps
      .slice(0, most)
      .flatMap(({ needs, reason, allowBy }) =>
        hang("  ", `${plain(needs)} (${reason.replaceAll("-", " ")}); to see it: ${plain(allowBy)}`, width),
      ),
    ...(gaps.length > most ? [`  and ${gaps.length - most} more (--verbose shows them)`] : []),
  ];
}
