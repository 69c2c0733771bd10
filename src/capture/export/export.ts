import { chmodSync, closeSync, openSync, rmSync, writeSync } from "node:fs";
import { extname } from "node:path";
import { type EpochMs, FaultlineError } from "../../base/index.ts";
import type { CapturedFlow } from "../../evidence/index.ts";
import type { CapturedApplications } from "../application/index.ts";
import { type Engine, loadEngine } from "./engine.ts";
import { copyToParquet, fillTable } from "./engine-tables.ts";
import { eventsTable } from "./events-table.ts";
import { flowsTable } from "./flows-table.ts";
import { csvLines, jsonLines } from "./text-lines.ts";

/** The forms in which flows and events are written, by the file's ending. */
const FORMS = [".parquet", ".duckdb", ".jsonl", ".csv"] as const;
type Form = (typeof FORMS)[number];

/** What is written. */
export interface Exported {
  readonly flows: readonly CapturedFlow[];
  readonly applications: CapturedApplications;
  /** When the first frame was captured. */
  readonly startedAt: EpochMs;
}

/** A form, with what writes it where it is not text. */
export interface ExportForm {
  readonly form: Form;
  readonly engine: Engine | null;
}

/**
 * The form that a path asks for, and the package for it, before anything is read.
 *
 * @throws FaultlineError where there is no such form, or its package is not installed.
 */
export async function exportForm(path: string, load?: () => Promise<unknown>): Promise<ExportForm> {
  const form = FORMS.find((known) => known === extname(path).toLowerCase());
  if (form === undefined)
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot export to "${path}": its ending names no form\nEnd it with .parquet, .duckdb, .jsonl or .csv`,
    );
  const isText = form === ".jsonl" || form === ".csv";
  return { form, engine: isText ? null : await loadEngine(load) };
}

/** Writes flows and events: to one file, or of CSV and Parquet, which hold one table, to two. The paths. */
export async function exportCapture(
  path: string,
  { flows, applications, startedAt }: Exported,
  { form, engine }: ExportForm,
): Promise<readonly string[]> {
  const tables = [flowsTable(flows, startedAt), eventsTable({ flows, applications }, startedAt)] as const;
  const [flowTable, eventTable] = tables;
  const second = `${path.slice(0, path.length - form.length)}.events${path.slice(path.length - form.length)}`;
  if (form === ".jsonl") {
    writeLines(path, [jsonLines(flowTable), jsonLines(eventTable)]);
    return [path];
  }
  if (form === ".csv" || engine === null) {
    writeLines(path, [csvLines(flowTable)]);
    writeLines(second, [csvLines(eventTable)]);
    return [path, second];
  }
  // A database that is there already may be another's; the engine would add to it.
  for (const file of form === ".duckdb" ? [path] : [path, second]) writeLines(file, []);
  if (form === ".duckdb") rmSync(path);
  const instance = await engine.DuckDBInstance.create(form === ".duckdb" ? path : ":memory:");
  const connection = await instance.connect();
  try {
    await fillTable(connection, flowTable, engine);
    await fillTable(connection, eventTable, engine);
    if (form === ".duckdb") {
      // It tells of a network, as the other forms do, which are made so from the start.
      chmodSync(path, 0o600);
      return [path];
    }
    await copyToParquet(connection, flowTable.name, path);
    await copyToParquet(connection, eventTable.name, second);
    return [path, second];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Characters that are written at once: a line alone costs a system call. */
const BATCH = 65_536;

function writeLines(path: string, parts: readonly Iterable<string>[]): void {
  const fd = openSync(path, "w", 0o600);
  try {
    let text = "";
    const flush = () => {
      const octets = Buffer.from(text);
      for (let at = 0; at < octets.length; ) at += writeSync(fd, octets, at);
      text = "";
    };
    for (const lines of parts) {
      for (const line of lines) {
        text += line;
        if (text.length >= BATCH) flush();
      }
    }
    flush();
  } finally {
    closeSync(fd);
  }
}
