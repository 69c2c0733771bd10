/** What a cell holds; `null` is an empty one. */
export type Cell = string | number | boolean | null;

/** One column. Times are milliseconds since 1970, and are written as what the format has for a moment. */
export interface Column<Row> {
  readonly name: string;
  readonly type: "text" | "integer" | "real" | "boolean" | "time";
  readonly of: (row: Row) => Cell;
}

/** A table of a capture: its name, its columns, and what its rows are made from. */
export interface Table<Row> {
  readonly name: "flows" | "events";
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** A moment with the microseconds that captures have, in UTC: `2026-06-06T10:24:33.120456Z`. RFC 3339. */
export function momentText(at: number): string {
  const micros = Math.round(at * 1000);
  const rest = ((micros % 1000) + 1000) % 1000;
  // 8.64e15 ms either way of the epoch is all that a Date can hold: ECMA-262, section 21.4.1.1.
  const ms = Math.min(Math.max((micros - rest) / 1000, -8.64e15), 8.64e15);
  return new Date(ms).toISOString().replace("Z", `${String(rest).padStart(3, "0")}Z`);
}
