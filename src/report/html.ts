import { Html, html, join } from "./html-escape.ts";
import { allRecords, numbered, proof } from "./html-proof.ts";
import { boundaryTable, casesSections, gapsTable, way } from "./html-sections.ts";
import { style } from "./html-style.ts";
import type { Run } from "./run.ts";
import { nextSteps } from "./text-sections.ts";
import { clockTime, duration, percent } from "./units.ts";
import { vantagesLine } from "./vantages.ts";

/**
 * A run as one page that needs nothing else: no script, no network, no other file. It forbids itself both, so that
 * nothing a server has sent can act in it even if it were let through.
 */
export function reportHtml(run: Run): string {
  const { verdict, notJudged } = run.diagnosis;
  const { vantage } = run;
  const vantages = vantagesLine(run);
  const from = vantage.name === vantage.host ? vantage.name : `${vantage.name} (${vantage.host})`;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${verdict.status}: ${run.target}</title>
<style>${new Html(style)}</style>
</head>
<body>
<header>
<h1>${run.target}</h1>
<p class="soft">from ${from}, ${clockTime(run.startedAt)}, ${duration(run.took)}${vantages === null ? "" : `; ${vantages}`}</p>
</header>
<main>
${way(run.diagnosis.boundaries)}
${verdictBox(run)}
${proof(run)}
${numbered("Next", nextSteps(run))}
${numbered("Fix", verdict.fix)}
${casesSections(run)}
${gapsTable(run.gaps)}
${numbered("Prevention", verdict.prevention)}
${boundaryTable(run.diagnosis.boundaries)}
${allRecords(run)}
${notJudged.length === 0 ? html`` : html`<p class="soft">Not judged, because this version does not know them: ${notJudged.join(", ")}</p>`}
</main>
<footer class="soft">Faultline ${run.engineVersion}, calibration ${run.calibrationVersion}; host network namespace ${vantage.netns}.
Everything was looked at read-only; each record says how to see the same by hand.</footer>
</body>
</html>
`;
  return page.text;
}

/** The verdict in its colour. */
export function verdictBox({ diagnosis: { verdict } }: Run): Html {
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
    html`<p>${summary}</p>
</section>`,
  ]);
}
