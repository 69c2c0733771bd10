// A number and its unit stay on one line.
const measures = /(\d) (?=(?:ms|s|min|hours|days|B|KiB|MiB|octets|%)(?![\w/]))/g;

/** Breaks words into lines of at most `width` columns; a word that is longer gets a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replace(measures, "$1\u00a0").split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each) => each.replaceAll("\u00a0", " "));
}

/** The same with a first line that begins with `head`, and the others indented to it. */
export function hang(head: string, text: string, width: number): readonly string[] {
  const indent = " ".repeat(head.length);
  return wrap(text, width - head.length).map((line, index) => (index === 0 ? head : indent) + line);
}

/**
 * Breaks a shell command between its arguments with a backslash, so that it can be copied as it stands.
 *
 * Quoted arguments stay whole: a line is longer than `width` where one argument is.
 */
export function foldCommand(command: string, width: number): readonly string[] {
  const parts = splitArguments(command);
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    // Two columns for the " \" at the end.
    if (line !== "" && line.length + 1 + part.length > width - 2) {
      lines.push(`${line} \\`);
      line = `  ${part}`;
    } else line = line === "" ? part : `${line} ${part}`;
  }
  lines.push(line);
  return lines;
}

/** Splits at the spaces that are outside of quotes and not escaped. The Shell Command Language, POSIX.1-2017, section 2.2. */
function splitArguments(command: string): readonly string[] {
  const parts: string[] = [];
  let part = "";
  let quoted: string | null = null;
  for (let index = 0; index < command.length; index++) {
    const sign = command[index] ?? "";
    if (sign === "\\" && quoted !== "'") {
      part += sign + (command[index + 1] ?? "");
      index++;
    } else if (quoted === null && sign === " ") {
      if (part !== "") parts.push(part);
      part = "";
    } else {
      if (quoted === sign) quoted = null;
      else if (quoted === null && (sign === "'" || sign === '"')) quoted = sign;
      part += sign;
    }
  }
  if (part !== "") parts.push(part);
  return parts;
}
