import { FaultlineError } from "../../base/index.ts";

/** The package that writes Parquet and DuckDB files. It is 70 MB of native code, so it comes only where it is wanted. */
export const ENGINE_PACKAGE = "@duckdb/node-api";

/** What is used of the package. */
export interface Engine {
  readonly DuckDBInstance: { create(path: string): Promise<EngineInstance> };
  readonly DuckDBTimestampValue: new (micros: bigint) => object;
}

/** A database of the engine. */
interface EngineInstance {
  connect(): Promise<EngineConnection>;
  closeSync(): void;
}

/** A connection to it. */
export interface EngineConnection {
  run(sql: string): Promise<unknown>;
  createAppender(table: string): Promise<Appender>;
  closeSync(): void;
}

/** Takes rows, value by value. */
export interface Appender {
  appendVarchar(value: string): void;
  appendBigInt(value: bigint): void;
  appendDouble(value: number): void;
  appendBoolean(value: boolean): void;
  appendTimestamp(value: object): void;
  appendNull(): void;
  endRow(): void;
  closeSync(): void;
}

/**
 * Loads the package.
 *
 * @throws FaultlineError where it is not installed, in two lines that say how it is.
 */
export async function loadEngine(
  load: () => Promise<unknown> = () => import(ENGINE_PACKAGE),
): Promise<Engine> {
  try {
    // What the package exports, by its own documentation; it is no dependency whose types could be asked.
    return (await load()) as Engine;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new FaultlineError(
      "CANNOT_SAVE",
      `Cannot write Parquet or DuckDB: the package ${ENGINE_PACKAGE} is not installed\n` +
        `Install it beside faultline (npm install ${ENGINE_PACKAGE}, with -g where faultline is global), or export to .csv or .jsonl`,
      { cause: error },
    );
  }
}
