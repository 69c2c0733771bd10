import { type BudgetRow, timeoutBudget } from "../diagnose/index.ts";
import { type Html, html } from "./html-escape.ts";
import { table } from "./html-sections.ts";
import { plain } from "./plain.ts";
import type { Run } from "./run.ts";
import type { Page } from "./text-page.ts";
import { duration, roundMs } from "./units.ts";
import { hang } from "./wrap.ts";

/** Timers that a short page shows: those that bound the work itself, and those that something is wrong with. */
const telling: ReadonlySet<BudgetRow["role"]> = new Set([
  "deadline",
  "upstream-connect",
  "upstream-response",
  "upstream-total",
  "upstream-idle",
  "server-idle",
]);

const worthShowing = ({ role, fired, inverted }: BudgetRow): boolean =>
  telling.has(role) || fired || inverted !== null;

/** Every timer of the path, what was seen of it, and what is the wrong way round. Nothing where only the client's own is known. */
export function budgetSection({ run, width, paint, verbose }: Page): readonly string[] {
  const all = timeoutBudget(run.evidence);
  if (all.every(({ role }) => role === "deadline")) return [];
  const isWell = run.diagnosis.verdict.status === "healthy" && all.every(({ inverted }) => inverted === null);
  if (isWell && !verbose) return [];
  const rows = verbose ? all : all.filter(worthShowing);
  const name = Math.min(Math.max(...rows.map((row) => row.name.length)), 32);
  const lines = rows.flatMap((row) => {
    const head = `  ${timeOf(row).padStart(8)}  ${plain(row.name).padEnd(name)}  `;
    const rest = [`${plain(row.who)}, ${plain(row.where)}`, remarkOf(row)]
      .filter((part) => part !== "")
      .join("; ");
    return hang(head, rest, width);
  });
  return [paint("bold", "Timeout budget"), ...lines];
}

const timeOf = ({ value }: BudgetRow): string => (value === null ? "never" : duration(value));

function remarkOf({ fired, observed, inverted, role }: BudgetRow): string {
  const seen = observed === null || role === "server-idle" ? "" : `${duration(observed)} seen`;
  const ended = fired ? "FIRED" : "";
  const order =
    inverted === null
      ? ""
      : Number.isFinite(inverted.needs)
        ? `must outlast ${plain(inverted.against)}: ${duration(inverted.needs)} would do`
        : `must outlast ${plain(inverted.against)}, which never fires`;
  return [ended, seen, order].filter((part) => part !== "").join("; ");
}

/** The same as a table of a page. */
export function budgetTable(run: Run): Html {
  const rows = timeoutBudget(run.evidence);
  if (rows.every(({ role }) => role === "deadline")) return html``;
  return table(
    "Timeout budget",
    ["Value", "Timer", "Whose", "Set in", "What was seen"],
    rows.map(
      (row) =>
        html`<tr><td class="number">${timeOf(row)}</td><td>${row.name}</td><td>${row.who}</td><td>${row.where}</td><td>${remarkOf(row)}</td></tr>`,
    ),
  );
}

/** The same for machines; times in milliseconds. */
export const budgetJson = (run: Run) =>
  timeoutBudget(run.evidence).map(({ hop, who, role, name, value, where, observed, fired, inverted }) => ({
    hop,
    who,
    role,
    name,
    valueMs: value === null ? null : roundMs(value),
    where,
    observedMs: observed === null ? null : roundMs(observed),
    fired,
    inverted:
      inverted === null
        ? null
        : { against: inverted.against, needsMs: Number.isFinite(inverted.needs) ? inverted.needs : null },
  }));
