import type { Clock, Ms } from "../../base/index.ts";
import {
  type DatabaseComplaint,
  decodePostgresColumns,
  decodePostgresError,
  decodePostgresRow,
  encodePostgresQuery,
  encodePostgresStatement,
  readPostgresMessage,
} from "../../wire/index.ts";
import { isEnd, type Line } from "../line.ts";
import { type Answer, MOST_RESULT } from "../try.ts";

/** Rows of one result that are kept. */
const MOST_ROWS = 20_000;

/** Asks one statement and reads until the server is ready again. */
export async function askPostgres(
  line: Line,
  statement: string,
  { clock, patience, alone }: { readonly clock: Clock; readonly patience: Ms; readonly alone: boolean },
): Promise<Answer> {
  line.until(clock.ticks() + patience);
  line.write(alone ? encodePostgresStatement(statement) : encodePostgresQuery(statement));
  let columns: readonly string[] = [];
  const rows: (readonly (string | null)[])[] = [];
  let complaint: DatabaseComplaint | null = null;
  let octets = 0;
  for (;;) {
    const message = await line.read(readPostgresMessage);
    if (isEnd(message)) {
      // A server that is ended says so before it hangs up.
      if (message === "closed" && complaint !== null) return { kind: "complaint", complaint };
      return { kind: "ended", how: message };
    }
    const { type, body } = message;
    octets += body.length;
    if (octets > MOST_RESULT) return { kind: "ended", how: "strange" };
    if (type === "Z")
      return complaint === null
        ? { kind: "rows", result: { columns, rows } }
        : { kind: "complaint", complaint };
    if (type === "E") complaint ??= decodePostgresError(body);
    else if (type === "T") columns = decodePostgresColumns(body) ?? [];
    else if (type === "D" && rows.length < MOST_ROWS) {
      const row = decodePostgresRow(body);
      if (row === null) return { kind: "ended", how: "strange" };
      rows.push(row);
    }
  }
}
