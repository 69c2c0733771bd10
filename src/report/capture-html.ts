import { hostPort } from "../base/index.ts";
import type { CapturedFlow } from "../evidence/index.ts";
import { filtersOf } from "./capture-filters.ts";
import { ladderHtml } from "./capture-ladder-html.ts";
import type { CapturePage } from "./capture-page.ts";
import { captureFlaws, captureLine } from "./capture-quality.ts";
import { citedStreams, provenBy } from "./capture-text.ts";
import { lostOf, troubleOf, worstFlows } from "./capture-trouble.ts";
import { verdictBox } from "./html.ts";
import { type Html, html, join } from "./html-escape.ts";
import { htmlPage } from "./html-page.ts";
import { allRecords, numbered, proof } from "./html-proof.ts";
import { casesSections, gapsTable, table } from "./html-sections.ts";
import { clockTime, duration, octets } from "./units.ts";

/** Connections in the table of the page; more make it slow and nobody reads them. */
const MOST_FLOWS = 1_000;
/** Those that stand unfolded. */
const MOST_WORST = 10;

/** A capture as one page. */
export function captureHtml(capture: CapturePage): string {
  const { run, captures, ladder } = capture;
  const { verdict } = run.diagnosis;
  const proven = provenBy(capture);
  return htmlPage(run, {
    ownStyle: ladderStyle,
    under: captures
      .map(({ from, took }) => `captured from ${clockTime(from)} on for ${duration(took)}`)
      .join("; "),
    main: html`${verdictBox(run)}
${proven === null ? html`` : html`<p>${proven}</p>`}
${captureList(capture)}
${flowsTables(capture)}
${ladder === null ? html`` : ladderHtml(ladder)}
${ladder === null ? html`` : filtersSection(capture, ladder.flow)}
${remarksList(capture)}
${proof(run)}
${numbered("Fix", verdict.fix)}
${casesSections(run)}
${gapsTable(run.gaps)}
${numbered("Prevention", verdict.prevention)}
${allRecords(run)}`,
    footer: html`${captures.length === 1 ? "one point of capture" : `${captures.length} points of capture`}.`,
  });
}

/** What is worth knowing beside the verdict. */
const remarksList = ({ remarks }: CapturePage): Html =>
  remarks.length === 0
    ? html``
    : html`<section><h2>Seen as well</h2><ul>${join(remarks.map((remark) => html`<li>${remark}</li>`))}</ul></section>`;

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
