import { type Cell, type Column, momentText, type Table } from "./table.ts";

/** A table as comma-separated values with a line of names. RFC 4180. */
export function* csvLines<Row>({ columns, rows }: Table<Row>): Generator<string> {
  yield `${columns.map(({ name }) => name).join(",")}\r\n`;
  for (const row of rows) yield `${columns.map((column) => csvCell(writtenCell(column, row))).join(",")}\r\n`;
}

/** A table as JSON Lines, each with the name of its table. */
export function* jsonLines<Row>({ name, columns, rows }: Table<Row>): Generator<string> {
  const table = name === "flows" ? "flow" : "event";
  for (const row of rows) {
    const cells = columns.map((column) => [column.name, writtenCell(column, row)] as const);
    yield `${JSON.stringify({ table, ...Object.fromEntries(cells) })}\n`;
  }
}

/** The digits that a clock of nanoseconds gives a duration in milliseconds. */
const DIGITS = 6;

function writtenCell<Row>({ type, of }: Column<Row>, row: Row): Cell {
  const cell = of(row);
  if (typeof cell !== "number") return cell;
  if (type === "time") return momentText(cell);
  return type === "real" ? Number(cell.toFixed(DIGITS)) : cell;
}

/** A spreadsheet takes what begins so for a formula: what a capture holds was written by others. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
