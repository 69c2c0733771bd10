import type { BoundaryRow } from "../diagnose/index.ts";
import type { Gap } from "../evidence/index.ts";
import { type Html, html, join } from "./html-escape.ts";
import { links } from "./html-proof.ts";
import type { Run } from "./run.ts";
import { shownBy } from "./text-sections.ts";
import { duration, isNoTime, percent } from "./units.ts";

/** The request's way as a row of boundaries for each hop; those that are not on it are left out. */
export function way(rows: readonly BoundaryRow[]): Html {
  const hops = [...new Set(rows.map(({ hop }) => hop))];
  return join(
    hops.map((hop) => {
      const steps = rows.filter((row) => row.hop === hop && row.status !== "skipped");
      const [first] = steps;
      if (first === undefined) return html``;
      const items = steps.map(
        (step) =>
          html`<li class="${step.status}"><b>${step.id}</b><span>${statusWords[step.status]}${took(step)}</span></li>`,
      );
      return html`<section aria-label="The way of the request"><p class="soft">${first.from} → ${first.to}</p><ul class="way">${join(items)}</ul></section>`;
    }),
  );
}

const statusWords: Readonly<Record<BoundaryRow["status"], string>> = {
  ok: "ok",
  degraded: "degraded",
  broken: "broken",
  unknown: "not seen",
  skipped: "skipped",
  "not-reached": "not reached",
};

const took = ({ tookMs }: BoundaryRow): string =>
  tookMs === null || isNoTime(tookMs) ? "" : `, ${duration(tookMs)}`;

/** What else it could be, what else was found, and what was ruled out. */
export function casesSections(run: Run): Html {
  const { verdict, alsoFound } = run.diagnosis;
  const name = (cause: string | null) => cause ?? "no listed cause";
  return join([
    table(
      "It could also be",
      ["Boundary", "Cause", "Confidence", "Would be settled by"],
      verdict.alternatives.map(
        ({ boundary, cause, confidence, wouldBeSettledBy }) =>
          html`<tr><td>${boundary}</td><td>${name(cause)}</td><td class="number">${percent(confidence)}</td><td>${wouldBeSettledBy}</td></tr>`,
      ),
    ),
    table(
      "Also found",
      ["Boundary", "Cause", "Confidence", "What was seen", "Because of"],
      alsoFound.map(
        ({ boundary, cause, confidence, because, says }) =>
          html`<tr><td>${boundary}</td><td>${name(cause)}</td><td class="number">${percent(confidence)}</td><td>${says ?? shownBy(run, { boundary, because }).join("")}</td><td>${links(because)}</td></tr>`,
      ),
    ),
    table(
      "Ruled out",
      ["Boundary", "Cause", "Because of"],
      // What was passed stands in the table of boundaries.
      verdict.ruledOut.flatMap(({ boundary, cause, because }) =>
        cause === null
          ? []
          : [html`<tr><td>${boundary}</td><td>${cause}</td><td>${links(because)}</td></tr>`],
      ),
    ),
  ]);
}

/** What could not be seen. */
export const gapsTable = (gaps: readonly Gap[]): Html =>
  table(
    "Could not be seen",
    ["Boundary", "What", "Why not", "To see it"],
    gaps.map(
      ({ boundary, needs, reason, allowBy }) =>
        html`<tr><td>${boundary}</td><td>${needs}</td><td>${reason.replaceAll("-", " ")}</td><td>${allowBy}</td></tr>`,
    ),
  );

/** The boundaries with their numbers; those that are not on this way are left out. */
export const boundaryTable = (rows: readonly BoundaryRow[]): Html =>
  table(
    "Boundaries",
    ["Hop", "Boundary", "Status", "Took", "What was seen", "Records"],
    rows
      .filter(({ status }) => status !== "skipped")
      .map(
        (row) =>
          html`<tr><td class="number">${row.hop}</td><td>${row.id}</td><td>${statusWords[row.status]}</td><td class="number">${row.tookMs === null || isNoTime(row.tookMs) ? "" : duration(row.tookMs)}</td><td>${row.summary}</td><td>${links(row.evidence)}</td></tr>`,
      ),
  );

/** A heading and a table; nothing where there are no rows. */
export function table(title: string, heads: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html``;
  const head = join(
    heads.map((each) => html`<th scope="col">${each}</th>`),
    "",
  );
  return html`<section><h2>${title}</h2><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${join(rows)}
</tbody></table></div></section>`;
}
