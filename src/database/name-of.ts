import { oneLine } from "../base/index.ts";

/** Octets of a name that are kept: those of users, tables and programs are no longer than 80. MySQL, "Identifier Length Limits". */
const MOST_NAME = 80;

/** A name that somebody else wrote, in one line and as far as it is kept; `null` for none. */
export const nameOf = (text: string | null): string | null =>
  text === null ? null : oneLine(text, MOST_NAME);
