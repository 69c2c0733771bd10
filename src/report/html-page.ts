import { Html, html } from "./html-escape.ts";
import { style } from "./html-style.ts";
import type { Run } from "./run.ts";

/** What a page has of its own. */
interface PageParts {
  /** Rules of style beside those of every page. */
  readonly ownStyle: string;
  /** The line below the target: from where, and when. */
  readonly under: string;
  readonly main: Html;
  /** What the footer says behind the versions. */
  readonly footer: Html;
}

/**
 * A page that needs nothing else: no script, no network, no other file. It forbids itself both, so that nothing a server
 * has sent can act in it even if it were let through.
 */
export function htmlPage(run: Run, { ownStyle, under, main, footer }: PageParts): string {
  const { verdict, notJudged } = run.diagnosis;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${verdict.status}: ${run.target}</title>
<style>${new Html(style)}${new Html(ownStyle)}</style>
</head>
<body>
<header>
<h1>${run.target}</h1>
<p class="soft">${under}</p>
</header>
<main>
${main}
${notJudged.length === 0 ? html`` : html`<p class="soft">Not judged, because this version does not know them: ${notJudged.join(", ")}</p>`}
</main>
<footer class="soft">Faultline ${run.engineVersion}, calibration ${run.calibrationVersion}; ${footer}</footer>
</body>
</html>
`;
  return page.text;
}
