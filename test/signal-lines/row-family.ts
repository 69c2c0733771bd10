/**
 * A line as it is pasted for each row of the tables of the field, by family, and how the ids of the signals begin of which one must be
 * found in it.
 */
export interface RowFamily {
  readonly ids: RegExp;
  readonly lines: readonly string[];
}

/** The words of a text. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);
/** The lines of a text, without their margins. */
export const rows = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
