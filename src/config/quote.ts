/** Longest part of the user's own words that an error repeats. */
const LONGEST = 60;

/**
 * The user's own words as an error may repeat them: without credentials and query, without signs that a terminal obeys,
 * cut where they are long.
 */
export function quote(text: string): string {
  // All up to the last @: a password that holds / or @ is a slip, and a secret all the same.
  const named = text.replace(/^([a-z][a-z0-9+.-]*:\/{2})?.*@/is, "$1");
  const bare = named.replace(/([?#])(?!type=[a-z0-9]{1,10}$).+$/is, "$1…");
  return printable(bare.length > LONGEST ? `${bare.slice(0, LONGEST)}…` : bare);
}

/** Controls and signs that turn the direction of writing, as `\u{1b}`. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
