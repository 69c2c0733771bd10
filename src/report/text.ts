import type { Verdict } from "../diagnose/index.ts";
import { delegationLines } from "./delegation.ts";
import { leftBehind } from "./left-behind.ts";
import { painter } from "./paint.ts";
import { pathLines } from "./path-line.ts";
import { plain } from "./plain.ts";
import type { Run } from "./run.ts";
import type { Page } from "./text-page.ts";
import { attemptLines, proofSection, recordsSection } from "./text-proof.ts";
import {
  alsoFoundSection,
  alternativesSection,
  gapsSection,
  listSection,
  nextSteps,
  ruledOutSection,
} from "./text-sections.ts";
import { budgetSection } from "./timeout-budget.ts";
import { clockTime, duration, percent } from "./units.ts";
import { vantagesLine } from "./vantages.ts";
import { hang } from "./wrap.ts";

/** How the page is to look. */
export interface TextStyle {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Every record and everything ruled out, and not only what the verdict cites. */
  readonly verbose: boolean;
}

/** Lines longer than this are hard to read, however wide the terminal is. */
const MOST_COLUMNS = 100;

/** A page on which somebody can act in ten seconds: the way, the verdict, the proof, the fix, what else it could be, what it
 * is not and what was not seen; what keeps it from coming back is for the morning after. */
export function reportText(run: Run, style: TextStyle): string {
  const width = Math.min(Math.max(style.width, 40), MOST_COLUMNS);
  const paint = painter(style.color);
  const { verdict, alsoFound, boundaries, notJudged } = run.diagnosis;
  const { name, host } = run.vantage;
  const from = name === host ? plain(name) : `${plain(name)} (${plain(host)})`;
  const head = [plain(run.target), `from ${from}, ${clockTime(run.startedAt)}, ${duration(run.took)}`];
  const vantages = vantagesLine(run);
  const page: Page = { run, width, paint, verbose: style.verbose };
  const blocks = [
    [
      ...(head.join(" ").length <= width ? [head.join(" ")] : head.flatMap((line) => hang("", line, width))),
      ...(vantages === null ? [] : hang("", vantages, width)),
      ...pathLines(boundaries, width - 2, paint).map((line) => `  ${line}`),
    ],
    [...verdictLines(page), ...attemptLines(page)],
    delegationLines(page),
    verdict.status === "healthy" ? [] : proofSection(page),
    listSection(page, "Next", nextSteps(run)),
    budgetSection(page),
    listSection(page, "Fix", verdict.fix),
    alsoFoundSection(page, alsoFound),
    alternativesSection(page, verdict.alternatives),
    verdict.status === "healthy" && !style.verbose ? [] : ruledOutSection(page, verdict.ruledOut),
    gapsSection(page),
    listSection(page, "Left in the cluster", leftBehind(run)),
    listSection(page, "Prevention", verdict.prevention),
    notJudged.length === 0 ? [] : hang("Not judged: ", `kinds ${notJudged.map(plain).join(", ")}`, width),
    style.verbose ? recordsSection(page) : [],
  ];
  // A healthy page is short: nothing on it needs room around it.
  const gap = verdict.status === "healthy" && !style.verbose ? "\n" : "\n\n";
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join(gap)}\n`;
}

/** The verdict and its sentence. */
export function verdictLines({ run, width, paint }: Page): readonly string[] {
  const { verdict } = run.diagnosis;
  const head = verdictLine(verdict);
  const summary = plain(verdict.summary);
  // The colour goes on after the lines are broken: its codes take no columns.
  const painted = (line: string) => paint(statusColour[verdict.status], line);
  if (verdict.status !== "healthy")
    return [...hang("", head, width).map(painted), ...hang("  ", summary, width)];
  const [first = "", ...rest] = hang("", `${head}: ${summary}`, width);
  return [painted(head) + first.slice(head.length), ...rest];
}

/** The verdict on one line, without colour: `BROKEN at tls (edge): certificate-chain-incomplete, 98 % sure`. */
export function verdictLine({ status, boundary, cause, at, confidence }: Verdict): string {
  const where = boundary === null ? "" : ` at ${boundary}${at === null ? "" : ` (${plain(at)})`}`;
  if (status === "healthy") return "HEALTHY";
  const what = cause ?? (status === "inconclusive" ? "no cause is likelier than not" : "no listed cause");
  return `${status.toUpperCase()}${where}: ${plain(what)}, ${percent(confidence)} sure`;
}

const statusColour = { healthy: "green", degraded: "yellow", broken: "red", inconclusive: "yellow" } as const;
