import { hostPort } from "../base/index.ts";
import { type Rung, rungsOf } from "./capture-ladder.ts";
import type { Ladder } from "./capture-page.ts";
import { type Html, html, join } from "./html-escape.ts";

/** Geometry of the drawing, in its own units: the rows, and where the two lines of life stand. */
const [ROW, TOP, CLIENT, SERVER, WORDS, WIDTH] = [26, 40, 190, 430, 450, 960];

/** The frames of a flow as a drawing: time goes down, the client stands left, the server right. */
export function ladderHtml(ladder: Ladder): Html {
  const { flow } = ladder;
  const rungs = rungsOf(ladder);
  const height = TOP + rungs.length * ROW + 10;
  return html`<section><h2>Stream ${flow.stream}, frame by frame</h2>
<div class="scroll"><svg class="ladder" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="The frames of the connection in their order">
<text x="${CLIENT}" y="16" text-anchor="middle" class="end">${hostPort(flow.client.address, flow.client.port)}</text>
<text x="${SERVER}" y="16" text-anchor="middle" class="end">${hostPort(flow.server.address, flow.server.port)}</text>
<text x="${CLIENT}" y="31" text-anchor="middle" class="soft">client</text>
<text x="${SERVER}" y="31" text-anchor="middle" class="soft">server</text>
<line x1="${CLIENT}" y1="${TOP - 4}" x2="${CLIENT}" y2="${height - 4}" class="life"/>
<line x1="${SERVER}" y1="${TOP - 4}" x2="${SERVER}" y2="${height - 4}" class="life"/>
${join(rungs.map((rung, index) => drawn(rung, TOP + index * ROW + ROW / 2, flow.first.at)))}
</svg></div></section>`;
}

function drawn(rung: Rung, y: number, start: number): Html {
  const middle = (CLIENT + SERVER) / 2;
  if (rung.kind === "left-out")
    return html`<text x="${middle}" y="${y + 4}" text-anchor="middle" class="soft">… ${rung.words} …</text>`;
  const at = html`<text x="0" y="${y + 4}" class="soft">${rung.mark.frame}</text><text x="${CLIENT - 14}" y="${y + 4}" text-anchor="end" class="soft">${((rung.mark.at - start) / 1000).toFixed(6)} s</text>`;
  if (rung.kind === "icmp") {
    const x = rung.to === "client" ? CLIENT : SERVER;
    return html`<g class="bad">${at}${arrow(middle, x, y, "dashed")}<text x="${WORDS}" y="${y + 4}">${rung.words}</text></g>`;
  }
  const [from, to] = rung.from === "client" ? [CLIENT, SERVER] : [SERVER, CLIENT];
  const isReset = rung.bits.includes("RST");
  const kind = isReset ? "bad" : rung.analysis !== "" || rung.isMarked ? "warn" : "plain";
  const words = rung.analysis === "" ? rung.numbers : `${rung.numbers}: ${rung.analysis}`;
  return html`<g class="${kind}">${at}${arrow(from, to, y, "solid")}<text x="${middle}" y="${y - 3}" text-anchor="middle" class="bits">${rung.bits}</text><text x="${WORDS}" y="${y + 4}">${words}</text></g>`;
}

/** A line with a point at its end. */
function arrow(from: number, to: number, y: number, kind: "solid" | "dashed"): Html {
  const back = to > from ? -8 : 8;
  return html`<line x1="${from}" y1="${y}" x2="${to + back}" y2="${y}" class="${kind}"/><polygon points="${to},${y} ${to + back},${y - 4} ${to + back},${y + 4}"/>`;
}
