// What a terminal obeys or what turns text around on the screen: C0 and C1 controls, DEL, zero-width and bidirectional marks.
const unsafe = /[\p{Cc}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{2069}\u{feff}]/gu;

/** Text of others with what would steer a terminal spelt out, as in `\x1b[2J`. Its spaces stay as they are. */
export const spellOut = (text: string): string =>
  text.replace(unsafe, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return code < 256
      ? `\\x${code.toString(16).padStart(2, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });

/** Text of others made safe to print on one line: steering signs spelt out, white space one space, none at the ends. */
export const plain = (text: string): string => spellOut(text.replace(/[ \t\r\n\u00a0]+/g, " ").trim());

/** Text of others, plain, in quotes, and cut to so many characters. */
export function quote(text: string, most = 100): string {
  const safe = plain(text);
  return `"${safe.length > most ? `${safe.slice(0, most - 1)}…` : safe}"`;
}
