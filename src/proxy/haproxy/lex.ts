/** One line as words, and the variables of the environment that it names and nobody has given. */
export interface LexedLine {
  readonly words: readonly string[];
  readonly missing: readonly string[];
  readonly problem: string | null;
}

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Characters of one line at most: longer ones haproxy refuses itself. */
const MOST_LINE = 1_048_576;

/** Splits a line as haproxy's `parse_line()` does: quotes anywhere, `\` before a few letters, variables within `"` only. */
export function lexLine(line: string, environment: Readonly<Record<string, string>>): LexedLine {
  const words: string[] = [];
  const missing: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  const add = (text: string) => {
    word = (word ?? "") + text;
  };
  if (line.length > MOST_LINE) return { words, missing, problem: "the line is too long" };
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? "";
    if (letter === quote) quote = null;
    else if (quote === null && (letter === '"' || letter === "'")) {
      quote = letter;
      add("");
    } else if (letter === "\\" && quote !== "'") {
      const { text, length } = escaped(line, at, quote);
      add(text);
      at += length - 1;
    } else if (letter === "$" && quote === '"') {
      const [whole, braced, bare] =
        /^\$(?:\{(\w+)(?:\[\*\])?(?:-[^}]*)?\}|(\w+))/.exec(line.slice(at, at + 512)) ?? [];
      const name = braced ?? bare;
      if (whole === undefined || name === undefined) {
        add(letter);
        continue;
      }
      const value = environment[name];
      if (value === undefined) missing.push(name);
      add(value ?? whole);
      at += whole.length - 1;
    } else if (quote === null && letter === "#") break;
    else if (quote === null && (letter === " " || letter === "\t" || letter === "\r")) {
      if (word !== null) words.push(word);
      word = null;
    } else add(letter);
  }
  if (word !== null) words.push(word);
  return { words, missing, problem: quote === null ? null : "a quoted text does not end" };
}

/** What a backslash and what follows it stand for. haproxy's configuration manual, section 2.2. */
function escaped(
  line: string,
  at: number,
  quote: '"' | null,
): { readonly text: string; readonly length: number } {
  const next = line[at + 1] ?? "";
  const control = controls[next];
  if (control !== undefined) return { text: control, length: 2 };
  const hex = next === "x" ? /^[0-9a-fA-F]{2}/.exec(line.slice(at + 2, at + 4)) : null;
  if (hex !== null) return { text: String.fromCharCode(Number.parseInt(hex[0], 16)), length: 4 };
  const stands = quote === '"' ? '\\"$' : "\\\"'# ";
  return next !== "" && stands.includes(next) ? { text: next, length: 2 } : { text: "\\", length: 1 };
}
