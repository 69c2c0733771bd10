import { spellOut } from "./plain.ts";

/** A piece of HTML that is safe to put into a page. Only `html` and `join` make one. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text of others as text of a page, in an element or in a quoted attribute. HTML Living Standard, section 13.1.2. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? "");

/**
 * A template of HTML: what is put in is escaped, made plain, or safe already.
 *
 * Nothing else writes a page, so that no value can be forgotten.
 */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  let text = parts[0] ?? "";
  for (const [index, value] of values.entries()) {
    text += value instanceof Html ? value.text : escapeHtml(spellOut(String(value)));
    text += parts[index + 1] ?? "";
  }
  return new Html(text);
}

/** Pieces one after the other. */
export const join = (pieces: readonly Html[], between = "\n"): Html =>
  new Html(pieces.map(({ text }) => text).join(between));

/** Text of several lines for a `<pre>`: its own line feeds kept. */
export const preformatted = (text: string): Html =>
  join(
    text.split("\n").map((line) => html`${line}`),
    "\n",
  );
