import type { NonEmpty } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { count } from "./describe/describer.ts";
import { describeFrom } from "./describe.ts";
import { type Html, html, join, preformatted } from "./html-escape.ts";
import { proofGroups } from "./proof-order.ts";
import type { Run } from "./run.ts";
import { isoTime } from "./units.ts";
import { foldCommand } from "./wrap.ts";

/** Columns at which a command of a record is broken. */
const COMMAND_COLUMNS = 100;

/** Cited records that are shown unfolded: the first are the most telling. */
const MOST_SHOWN = 5;

/** The records that the verdict cites, each in words and with the command that shows the same. */
export function proof(run: Run): Html {
  const groups = proofGroups(run);
  if (groups.length === 0) return html``;
  const shown = groups.slice(0, MOST_SHOWN);
  const hidden = groups.slice(MOST_SHOWN);
  const more =
    hidden.length === 0
      ? html``
      : html`<details><summary>${count(hidden.flat().length, "more record")}</summary>
${join(hidden.map((records) => cited(records, run)))}</details>`;
  return html`<section><h2>Proof</h2>
${join(shown.map((records) => cited(records, run)))}
${more}
</section>`;
}

/** A record in words, with those that say the same and the command that shows it. */
function cited([first, ...others]: NonEmpty<Evidence>, { vantage: { name: client } }: Run): Html {
  const again = others.length === 0 ? html`` : html` (the same in ${links(others.map(({ id }) => id))})`;
  return html`<div class="record"><p>${link(first.id)} ${describeFrom(first, client)}${again}</p>${command(first, client)}</div>`;
}

/** A heading and a numbered list, or the one thing there is to say. */
export function numbered(title: string, items: readonly string[]): Html {
  if (items.length === 0) return html``;
  return html`<section><h2>${title}</h2>${items.length === 1 ? html`<p>${items[0] ?? ""}</p>` : html`<ol>${join(items.map((item) => html`<li>${item}</li>`))}</ol>`}</section>`;
}

/** Every record with its whole value, folded. */
export function allRecords({ evidence, vantage }: Run): Html {
  return html`<section class="all"><h2>All ${evidence.length} records</h2>
${join(evidence.map((record) => wholeRecord(record, vantage.name)))}
</section>`;
}

function wholeRecord(record: Evidence, client: string): Html {
  const facts = `${record.kind}, ${record.boundary}, ${record.by}, ${record.purpose}${record.attempt === null ? "" : ` ${record.attempt}`}, seen from ${record.vantage} at ${isoTime(record.observedAt)}`;
  return html`<div class="record" id="${record.id}"><details><summary><b>${record.id}</b> ${describeFrom(record, client)}</summary>
<p class="soft">${facts}</p>
${command(record, client)}
<pre>${preformatted(JSON.stringify(record.value, null, 2))}</pre></details></div>`;
}

/** Ids of records, each leading to its record. */
export const links = (ids: readonly string[]): Html => join(ids.map(link), ", ");

const link = (id: string): Html => html`<a href="#${id}">${id}</a>`;

const command = (record: Evidence, client: string): Html =>
  record.command === ""
    ? html``
    : html`<p class="soft">See it by hand${record.vantage === client ? "" : ` at ${record.vantage}`}:</p><pre>${preformatted(foldCommand(record.command, COMMAND_COLUMNS).join("\n"))}</pre>`;
