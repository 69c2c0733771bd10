import type { Evidence } from "../evidence/index.ts";
import { describe } from "./describe.ts";
import { type Html, html, join, preformatted } from "./html-escape.ts";
import { citedBy, readingOrder } from "./proof-order.ts";
import type { Run } from "./run.ts";
import { isoTime } from "./units.ts";
import { foldCommand } from "./wrap.ts";

/** Columns at which a command of a record is broken. */
const COMMAND_COLUMNS = 100;

/** The records that the verdict cites, each in words and with the command that shows the same. */
export function proof(run: Run): Html {
  const cited = readingOrder(citedBy(run), run.diagnosis.verdict.boundary, (record) => record);
  if (cited.length === 0) return html``;
  return html`<section><h2>Proof</h2>
${join(cited.map((record) => html`<div class="record"><p>${link(record.id)} ${describe(record)}</p>${command(record)}</div>`))}
</section>`;
}

/** A heading and a numbered list, or the one thing there is to say. */
export function numbered(title: string, items: readonly string[]): Html {
  if (items.length === 0) return html``;
  return html`<section><h2>${title}</h2>${items.length === 1 ? html`<p>${items[0] ?? ""}</p>` : html`<ol>${join(items.map((item) => html`<li>${item}</li>`))}</ol>`}</section>`;
}

/** Every record with its whole value, folded. */
export function allRecords({ evidence }: Run): Html {
  return html`<section class="all"><h2>All ${evidence.length} records</h2>
${join(evidence.map(wholeRecord))}
</section>`;
}

function wholeRecord(record: Evidence): Html {
  const facts = `${record.kind}, ${record.boundary}, ${record.by}, ${record.purpose}${record.attempt === null ? "" : ` ${record.attempt}`}, seen from ${record.vantage} at ${isoTime(record.observedAt)}`;
  return html`<div class="record" id="${record.id}"><details><summary><b>${record.id}</b> ${describe(record)}</summary>
<p class="soft">${facts}</p>
${command(record)}
<pre>${preformatted(JSON.stringify(record.value, null, 2))}</pre></details></div>`;
}

/** Ids of records, each leading to its record. */
export const links = (ids: readonly string[]): Html => join(ids.map(link), ", ");

const link = (id: string): Html => html`<a href="#${id}">${id}</a>`;

const command = (record: Evidence): Html =>
  record.command === ""
    ? html``
    : html`<p class="soft">See it by hand:</p><pre>${preformatted(foldCommand(record.command, COMMAND_COLUMNS).join("\n"))}</pre>`;
