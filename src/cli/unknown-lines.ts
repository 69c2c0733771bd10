import { readSignals, withoutSecrets } from "../signals/index.ts";

/** Words with which programs say that something went wrong, in the languages and logs that are pasted. */
const complains =
  /\w(?:Error|Exception|Failure|Timeout)\b|\b(?:error|fatal|panic|failed|failure|refused|denied|timed? ?out|cannot|could not|unable to|aborted|exceeded)\b/i;

/** Lines that are looked at, and that are told. */
const MOST_LOOKED = 200;
const MOST_TOLD = 5;

/** Longest part of a line that is told, in UTF-16 units. */
const LONGEST = 200;

/** Lines of a text that complain of something that no table holds, without secrets. */
export function unknownLines(text: string): readonly string[] {
  const lines = text
    .slice(0, 65_536)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => complains.test(line.slice(0, 2_000)));
  return [...new Set(lines)]
    .slice(0, MOST_LOOKED)
    .filter((line) => readSignals(line.slice(0, 2_000)).length === 0)
    .slice(0, MOST_TOLD)
    .map((line) => withoutSecrets(line.slice(0, 2_000)).slice(0, LONGEST));
}
