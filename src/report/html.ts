import { type Html, html, join } from "./html-escape.ts";
import { htmlPage } from "./html-page.ts";
import { allRecords, numbered, proof } from "./html-proof.ts";
import { boundaryTable, casesSections, gapsTable, way } from "./html-sections.ts";
import { leftBehind } from "./left-behind.ts";
import type { Run } from "./run.ts";
import { samplingLines } from "./series-words.ts";
import { nextSteps } from "./text-sections.ts";
import { budgetTable } from "./timeout-budget.ts";
import { clockTime, duration, percent } from "./units.ts";
import { vantagesLine } from "./vantages.ts";

/** A run as one page. */
export function reportHtml(run: Run): string {
  const { verdict, boundaries } = run.diagnosis;
  const { vantage } = run;
  const vantages = vantagesLine(run);
  const left = leftBehind(run);
  const from = vantage.name === vantage.host ? vantage.name : `${vantage.name} (${vantage.host})`;
  return htmlPage(run, {
    ownStyle: "",
    under: `from ${from}, ${clockTime(run.startedAt)}, ${duration(run.took)}${vantages === null ? "" : `; ${vantages}`}`,
    main: html`${way(boundaries)}
${verdictBox(run)}
${proof(run)}
${numbered("Next", nextSteps(run))}
${numbered("Fix", verdict.fix)}
${budgetTable(run)}
${casesSections(run)}
${gapsTable(run.gaps)}
${numbered("Left in the cluster", left)}
${numbered("Prevention", verdict.prevention)}
${boundaryTable(boundaries)}
${allRecords(run)}`,
    footer: html`host network namespace ${vantage.netns}.
${left.length === 0 ? "Everything" : "All else"} was looked at read-only; each record says how to see the same by hand.`,
  });
}

/** The verdict in its colour. */
export function verdictBox(run: Run): Html {
  const { verdict } = run.diagnosis;
  const { status, boundary, cause, at, confidence, summary } = verdict;
  const where = boundary === null ? html`` : html` at <b>${boundary}</b>${at === null ? "" : ` (${at})`}`;
  const named =
    status === "healthy"
      ? html``
      : html`<p class="what">${cause ?? (status === "inconclusive" ? "No cause is likelier than not" : "Cause not known")}, <span>${percent(confidence)} sure</span></p>`;
  return join([
    html`<section class="verdict ${status}" aria-label="Verdict">
<p><strong>${status.toUpperCase()}</strong>${where}</p>`,
    named,
    html`<p>${summary}</p>`,
    ...samplingLines(run).map((line) => html`<p class="soft">${line}</p>`),
    html`</section>`,
  ]);
}
