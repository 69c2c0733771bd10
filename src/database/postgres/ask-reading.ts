import type { Ms } from "../../base/index.ts";
import type { DatabaseRows } from "../../wire/index.ts";
import type { Answer, OpenSession } from "../try.ts";

/** How long a statement of our own may run at the server, and how long its answer is waited for. */
const [MOST_AT_SERVER, MOST_WAIT] = [2_000, 3_000];

/** The beginning of a read-only transaction with a bound, and what else is set for it. */
export const beginReading = (besides = "", bound: Ms = MOST_AT_SERVER): string =>
  `BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${bound}${besides === "" ? "" : `; ${besides}`}`;

/** Asks in a read-only transaction with a bound, which ends with it. */
export async function askReading(session: OpenSession, statement: string): Promise<Answer> {
  const answer = await session.ask(`${beginReading(statement)}; COMMIT`, MOST_WAIT);
  if (answer.kind === "complaint") await session.ask("ROLLBACK", MOST_WAIT);
  return answer;
}

/** The same by the protocol's way that takes one statement alone: whose text is not our own. */
export async function askReadingAlone(
  session: OpenSession,
  statement: string,
  bound: Ms = MOST_AT_SERVER,
): Promise<Answer> {
  const begun = await session.ask(beginReading("", bound), MOST_WAIT);
  if (begun.kind !== "rows") return begun;
  const answer = await session.askOne(statement, bound + MOST_WAIT - MOST_AT_SERVER);
  await session.ask("ROLLBACK", MOST_WAIT);
  return answer;
}

/** Rows as records by the names of their columns. */
export const recordsOf = ({
  columns,
  rows,
}: DatabaseRows): readonly Readonly<Record<string, string | null>>[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));

/** All rows, or none where it was not answered. */
export const rowsOf = (answer: Answer) => (answer.kind === "rows" ? recordsOf(answer.result) : []);
