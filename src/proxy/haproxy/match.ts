import { find, pcre } from "../pattern.ts";

/** How a text is compared: haproxy's configuration manual, section 7.1.3. */
export type TextMatch = "str" | "beg" | "end" | "sub" | "dir" | "dom" | "reg";

const delimiters = { dir: "/?", dom: "/?.:" } as const;

/** Whether a text fits a pattern; `null` where an expression cannot be tried. */
export function matchesText(
  text: string,
  pattern: string,
  { way, ignoresCase }: { readonly way: TextMatch; readonly ignoresCase: boolean },
): boolean | null {
  if (way === "reg") {
    const expression = pcre(pattern, { ignoresCase });
    const found = expression === null ? undefined : find(expression, text);
    return found === undefined ? null : found !== null;
  }
  const [whole, part] = ignoresCase ? [text.toLowerCase(), pattern.toLowerCase()] : [text, pattern];
  switch (way) {
    case "str":
      return whole === part;
    case "beg":
      return whole.startsWith(part);
    case "end":
      return whole.endsWith(part);
    case "sub":
      return whole.includes(part);
    default:
      return isBetween(whole, part, delimiters[way]);
  }
}

/** Whether a part stands between delimiters or the ends; its own leading and trailing delimiters do not count. `match_word()`. */
function isBetween(text: string, written: string, marks: string): boolean {
  const isMark = (letter: string | undefined) => letter === undefined || marks.includes(letter);
  let part = written;
  while (part !== "" && isMark(part[0])) part = part.slice(1);
  while (part !== "" && isMark(part.at(-1))) part = part.slice(0, -1);
  if (part === "") return false;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1))
    if (isMark(text[at - 1]) && isMark(text[at + part.length])) return true;
  return false;
}

/** Whether a number fits `80`, `1:10`, `:10`, or an operator before it. */
export function matchesNumber(value: number, operator: string, pattern: string): boolean | null {
  const [low, high] = pattern.includes(":") ? pattern.split(":") : [pattern, pattern];
  const least = low === "" || low === undefined ? Number.NEGATIVE_INFINITY : Number(low);
  const most = high === "" || high === undefined ? Number.POSITIVE_INFINITY : Number(high);
  if (Number.isNaN(least) || Number.isNaN(most)) return null;
  switch (operator) {
    case "gt":
      return value > least;
    case "ge":
      return value >= least;
    case "lt":
      return value < least;
    case "le":
      return value <= least;
    default:
      return value >= least && value <= most;
  }
}
