import type { Clock, Ms } from "../../base/index.ts";
import {
  decodeMysqlColumn,
  decodeMysqlColumnCount,
  decodeMysqlError,
  decodeMysqlRow,
  encodeMysqlPacket,
  isMysqlEnd,
  readMysqlPacket,
} from "../../wire/index.ts";
import { isEnd, type Line } from "../line.ts";
import { type Answer, MOST_RESULT } from "../try.ts";

/** COM_QUERY of the command phase. */
const QUERY = 0x03;

/** Rows of one result that are kept. */
const MOST_ROWS = 20_000;

/** Asks one statement by the text protocol. Protocol::COM_QUERY. */
export async function askMysql(
  line: Line,
  statement: string,
  { clock, patience }: { readonly clock: Clock; readonly patience: Ms },
): Promise<Answer> {
  line.until(clock.ticks() + patience);
  line.write(encodeMysqlPacket(0, Buffer.concat([Uint8Array.of(QUERY), Buffer.from(statement, "utf8")])));
  const columns: string[] = [];
  const rows: (readonly (string | null)[])[] = [];
  let count: number | null = null;
  for (;;) {
    const packet = await line.read(readMysqlPacket);
    if (isEnd(packet)) return { kind: "ended", how: packet };
    const { body } = packet;
    const complaint = decodeMysqlError(body);
    if (complaint !== null) return { kind: "complaint", complaint };
    if (count === null) {
      if (body[0] === 0x00) return { kind: "rows", result: { columns, rows } };
      count = decodeMysqlColumnCount(body);
      if (count === null) return { kind: "ended", how: "strange" };
    } else if (columns.length < count) columns.push(decodeMysqlColumn(body) ?? "");
    else if (isMysqlEnd(body)) {
      // The first one ends the columns, and the second one the rows.
      const end = await rowsOf(line, count, rows);
      if (end === null) return { kind: "rows", result: { columns, rows } };
      return end;
    } else return { kind: "ended", how: "strange" };
  }
}

async function rowsOf(
  line: Line,
  count: number,
  rows: (readonly (string | null)[])[],
): Promise<Answer | null> {
  let octets = 0;
  for (;;) {
    const packet = await line.read(readMysqlPacket);
    if (isEnd(packet)) return { kind: "ended", how: packet };
    const complaint = decodeMysqlError(packet.body);
    if (complaint !== null) return { kind: "complaint", complaint };
    if (isMysqlEnd(packet.body)) return null;
    octets += packet.body.length;
    if (octets > MOST_RESULT) return { kind: "ended", how: "strange" };
    const row = decodeMysqlRow(packet.body, count);
    if (row === null) return { kind: "ended", how: "strange" };
    if (rows.length < MOST_ROWS) rows.push(row);
  }
}
