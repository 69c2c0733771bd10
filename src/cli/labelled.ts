/** Column at which the text after a label begins. */
const INDENT = 15;
/** Narrowest text that is still worth wrapping to. */
const NARROWEST = 40;

/** One labelled paragraph, wrapped: the label stands in its own column, later lines begin under the text. */
export function labelled(label: string, text: string, columns: number): string {
  const width = Math.max(NARROWEST, columns - INDENT);
  const lines = wrap(text, width);
  return lines.map((line, at) => `${(at === 0 ? `  ${label}` : "").padEnd(INDENT)}${line}\n`).join("");
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Text in bold where colours are wanted. */
export const bold = (text: string, color: boolean) => (color ? `\u001b[1m${text}\u001b[0m` : text);

/**
 * Text from outside for a terminal: control characters are shown, never obeyed. Line ends become spaces.
 * Source: ECMA-48, C0 and C1 sets.
 */
export const printable = (text: string) =>
  text
    .replaceAll(/[\r\n\t]+/g, " ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/g, "\u00b7");
