import type { Appender, Engine, EngineConnection } from "./engine.ts";
import type { Column, Table } from "./table.ts";

const types: Readonly<Record<Column<never>["type"], string>> = {
  text: "VARCHAR",
  integer: "BIGINT",
  real: "DOUBLE",
  boolean: "BOOLEAN",
  time: "TIMESTAMP",
};

/** Makes a table in the engine and fills it. Names of columns are ours and need no quotes; a table's may be a word of SQL. */
export async function fillTable<Row>(
  connection: EngineConnection,
  { name, columns, rows }: Table<Row>,
  engine: Engine,
): Promise<void> {
  const declared = columns.map((column) => `"${column.name}" ${types[column.type]}`).join(", ");
  await connection.run(`CREATE TABLE "${name}" (${declared})`);
  const appender = await connection.createAppender(name);
  for (const row of rows) {
    for (const column of columns) append(appender, column, row, engine);
    appender.endRow();
  }
  appender.closeSync();
}

function append<Row>(appender: Appender, { type, of }: Column<Row>, row: Row, engine: Engine): void {
  const cell = of(row);
  if (cell === null) appender.appendNull();
  else if (typeof cell === "string") appender.appendVarchar(cell);
  else if (typeof cell === "boolean") appender.appendBoolean(cell);
  else if (type === "time")
    appender.appendTimestamp(new engine.DuckDBTimestampValue(BigInt(Math.round(cell * 1000))));
  else if (type === "integer") appender.appendBigInt(BigInt(Math.round(cell)));
  else appender.appendDouble(cell);
}

/** Writes a table of the engine as a Parquet file. */
export async function copyToParquet(
  connection: EngineConnection,
  table: string,
  path: string,
): Promise<void> {
  await connection.run(`COPY "${table}" TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
}
