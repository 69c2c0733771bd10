import { hostPort } from "../base/index.ts";
import type { CapturedFlow } from "../evidence/index.ts";
import { filtersOf } from "./capture-filters.ts";
import { ladderHtml } from "./capture-ladder-html.ts";
import type { CapturePage } from "./capture-page.ts";
import { captureFlaws, captureLine } from "./capture-quality.ts";
import { citedStreams, provenBy } from "./capture-text.ts";
import { lostOf, troubleOf, worstFlows } from "./capture-trouble.ts";
import { verdictBox } from "./html.ts";
import { Html, html, join } from "./html-escape.ts";
import { allRecords, numbered, proof } from "./html-proof.ts";
import { casesSections, gapsTable, table } from "./html-sections.ts";
import { style } from "./html-style.ts";
import { clockTime, duration, octets } from "./units.ts";

/** Connections in the table of the page; more make it slow and nobody reads them. */
const MOST_FLOWS = 1_000;
/** Those that stand unfolded. */
const MOST_WORST = 10;

/** A capture as one page that needs nothing else: no script, no network, no other file. */
export function captureHtml(capture: CapturePage): string {
  const { run, captures, ladder } = capture;
  const { verdict, notJudged } = run.diagnosis;
  const proven = provenBy(capture);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${verdict.status}: ${run.target}</title>
<style>${new Html(style)}${new Html(ladderStyle)}</style>
</head>
<body>
<header>
<h1>${run.target}</h1>
<p class="soft">${captures.map(({ from, took }) => `captured from ${clockTime(from)} on for ${duration(took)}`).join("; ")}</p>
</header>
<main>
${verdictBox(run)}
${proven === null ? html`` : html`<p>${proven}</p>`}
${captureList(capture)}
${flowsTables(capture)}
${ladder === null ? html`` : ladderHtml(ladder)}
${ladder === null ? html`` : filtersSection(capture, ladder.flow)}
${proof(run)}
${numbered("Fix", verdict.fix)}
${casesSections(run)}
${gapsTable(run.gaps)}
${numbered("Prevention", verdict.prevention)}
${allRecords(run)}
${notJudged.length === 0 ? html`` : html`<p class="soft">Not judged, because this version does not know them: ${notJudged.join(", ")}</p>`}
</main>
<footer class="soft">Faultline ${run.engineVersion}, calibration ${run.calibrationVersion}; ${captures.length === 1 ? "one point of capture" : `${captures.length} points of capture`}.</footer>
</body>
</html>
`;
  return page.text;
}

const captureList = ({ captures, places }: CapturePage): Html =>
  html`<section><h2>Capture</h2>${join(
    captures.map((quality, index) => {
      const place = places?.[index];
      const flaws = captureFlaws(quality);
      return html`<p>${place === undefined ? "" : `At ${place}: `}${captureLine(quality)}</p>${flaws.length === 0 ? html`<p class="soft">Nothing of it is missing as far as it shows</p>` : html`<ul>${join(flaws.map((flaw) => html`<li>${flaw}</li>`))}</ul>`}`;
    }),
  )}</section>`;

const heads = [
  "Stream",
  "Client > server",
  "Began",
  "Lasted",
  "Packets",
  "There",
  "Back",
  "RTT",
  "Lost",
  "Resets",
  "Seen",
];

function flowsTables(capture: CapturePage): Html {
  const { flows } = capture;
  const start = flows[0]?.first.at ?? 0;
  const worst = worstFlows(flows, citedStreams(capture), MOST_WORST).map(({ flow }) => flow);
  const rows = (some: readonly CapturedFlow[]) => some.map((flow) => flowRow(flow, start));
  const more = flows.length > MOST_FLOWS ? ` (the first ${MOST_FLOWS})` : "";
  return join([
    table("Worst connections", heads, rows(worst)),
    flows.length === 0
      ? html``
      : html`<details class="all"><summary>All ${flows.length} connections${more}</summary>${table("Connections", heads, rows(flows.slice(0, MOST_FLOWS)))}</details>`,
  ]);
}

function flowRow(flow: CapturedFlow, start: number): Html {
  const { fromClient, fromServer, serverRoundTrip, clientRoundTrip, resets } = flow;
  const trip = serverRoundTrip === null ? "" : duration(serverRoundTrip + (clientRoundTrip ?? 0));
  const number = (value: string | number) => html`<td class="number">${value}</td>`;
  return html`<tr>${number(flow.stream)}<td class="ends">${endOf(flow.client)} &gt;<br>${endOf(flow.server)}</td>${number(duration(flow.first.at - start))}${number(duration(flow.last.at - flow.first.at))}${number(fromClient.packets + fromServer.packets)}${number(octets(fromClient.dataOctets))}${number(octets(fromServer.dataOctets))}${number(trip)}${number(lostOf(fromClient) + lostOf(fromServer))}${number(resets.length)}<td>${troubleOf(flow).words.join(", ")}</td></tr>`;
}

function filtersSection({ streamsAreWiresharks }: CapturePage, flow: CapturedFlow): Html {
  const { wireshark, tcpdump } = filtersOf(flow);
  const short = streamsAreWiresharks
    ? html`<p class="soft">Wireshark, in this file:</p><pre>tcp.stream eq ${flow.stream}</pre>`
    : html``;
  return html`<section><h2>See the same</h2>${short}<p class="soft">Wireshark:</p><pre>${wireshark}</pre><p class="soft">tcpdump:</p><pre>${tcpdump}</pre></section>`;
}

const endOf = ({ address, port }: CapturedFlow["client"]): string => hostPort(address, port);

const ladderStyle = `
td.ends { white-space: nowrap; }
.ladder { max-width: none; font: .8rem ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: var(--ink); }
.ladder .soft { fill: var(--soft); } .ladder .end { font-weight: 600; }
.ladder .life { stroke: var(--line); stroke-width: 2; }
.ladder line.solid, .ladder line.dashed { stroke: var(--soft); stroke-width: 1.3; } .ladder line.dashed { stroke-dasharray: 5 4; }
.ladder polygon { fill: var(--soft); }
.ladder .bad text:not(.soft) { fill: var(--bad); font-weight: 600; } .ladder .bad line { stroke: var(--bad); } .ladder .bad polygon { fill: var(--bad); }
.ladder .warn text:not(.soft) { fill: var(--warn); } .ladder .warn line { stroke: var(--warn); } .ladder .warn polygon { fill: var(--warn); }
`;
