import { find, pcre } from "./pattern.ts";

/** Whether something holds; `null` where it cannot be told. */
export type Truth = boolean | null;

/** Whether everything holds. */
export const all = (parts: readonly Truth[]): Truth =>
  parts.includes(false) ? false : parts.includes(null) ? null : true;

/** Whether anything holds. */
export const any = (parts: readonly Truth[]): Truth =>
  parts.includes(true) ? true : parts.includes(null) ? null : false;

export const not = (part: Truth): Truth => (part === null ? null : !part);

/** Whether an expression of RE2 finds something in a text; with `whole`, whether it takes all of it. */
export function matches(source: string, text: string, options: { readonly whole: boolean }): Truth {
  const inline = /^\(\?[is]+\)/.exec(source)?.[0] ?? "";
  const rest = source.slice(inline.length);
  const expression = pcre(options.whole ? `${inline}^(?:${rest})$` : source, { ignoresCase: false });
  if (expression === null) return null;
  const found = find(expression, text);
  return found === undefined ? null : found !== null;
}
