import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  captureFolder,
  conversationOctets,
  exchange,
  handshake,
  refusal,
} from "../../../test/capture-conversation.ts";
import { CaptureReading } from "../reading.ts";
import { exportCapture, exportForm } from "./export.ts";
import { momentText, type Table } from "./table.ts";
import { csvLines, jsonLines } from "./text-lines.ts";

const { folder, file } = captureFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const path = file(
  "made.pcap",
  conversationOctets([...handshake(0), ...exchange(0.1), ...refusal(0.5, 40_001)]),
);

async function exported() {
  const reading = await CaptureReading.begin([path], { signal });
  await reading.read({ signal });
  return reading.finish();
}

const lines = (name: string) => readFileSync(join(folder, name), "utf8").trimEnd().split(/\r?\n/);

test("exportCapture() to .csv writes flows, and events beside them", async () => {
  const to = join(folder, "out.csv");
  const paths = await exportCapture(to, await exported(), await exportForm(to));
  expect(paths).toEqual([to, join(folder, "out.events.csv")]);
  const [head = "", ...flows] = lines("out.csv");
  expect(head).toMatch(/^stream,client_address,client_port,.*,server_reused_ports$/);
  expect(flows.map((line) => line.split(",").slice(0, 5).join(","))).toEqual([
    "0,192.0.2.10,40000,198.51.100.20,443",
    "1,192.0.2.10,40001,198.51.100.20,443",
  ]);
  expect(lines("out.events.csv").map((line) => line.split(",")[0])).toEqual([
    "event",
    "syn",
    "syn-ack",
    "fin",
    "fin",
    "syn",
    "reset",
  ]);
});

test("exportCapture() to .jsonl writes both tables into one file", async () => {
  const to = join(folder, "out.jsonl");
  expect(await exportCapture(to, await exported(), await exportForm(to))).toEqual([to]);
  const rows = lines("out.jsonl").map((line) => JSON.parse(line));
  expect(rows.map(({ table }) => table)).toEqual(["flow", "flow", ...new Array(6).fill("event")]);
  expect(rows[0]).toMatchObject({ stream: 0, server_port: 443, client_data_octets: 15, resets: 0 });
  expect(rows.at(-1)).toMatchObject({ event: "reset", stream: 1, at: "2026-05-28T20:26:40.510000Z" });
});

test("exportForm() refuses an ending that it does not know, and a package that is not installed", async () => {
  await expect(exportForm("out.xlsx")).rejects.toThrow(
    'Cannot export to "out.xlsx": its ending names no form\nEnd it with .parquet, .duckdb, .jsonl or .csv',
  );
  const missing = () => Promise.reject(Object.assign(new Error("gone"), { code: "ERR_MODULE_NOT_FOUND" }));
  await expect(exportForm("out.parquet", missing)).rejects.toThrow(
    /^Cannot write Parquet or DuckDB: the package @duckdb\/node-api is not installed\nInstall it .*\.csv or \.jsonl$/,
  );
  await expect(exportForm("out.duckdb", () => Promise.reject(new Error("a bug")))).rejects.toThrow("a bug");
});

test("exportCapture() hands every cell to the engine by its type, and quotes the path", async () => {
  const said: string[] = [];
  const appender = new Proxy({} as never, {
    // What has a "then" would be awaited.
    // What has a "then" would be awaited.
    get: (_, name) =>
      name === "then"
        ? undefined
        : (value: unknown) =>
            said.push(`${String(name)} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`),
  });
  const connection = {
    run: (sql: string) => Promise.resolve(said.push(sql)),
    createAppender: () => Promise.resolve(appender),
    closeSync: () => said.push("closed"),
  };
  const engine = {
    DuckDBInstance: {
      create: () =>
        Promise.resolve({ connect: () => Promise.resolve(connection), closeSync: () => undefined }),
    },
    DuckDBTimestampValue: class {
      readonly micros: string;
      constructor(micros: bigint) {
        this.micros = micros.toString();
      }
    },
  };
  const to = join(folder, "it's.parquet");
  await exportCapture(to, await exported(), await exportForm(to, () => Promise.resolve(engine)));
  expect(said[0]).toMatch(/^CREATE TABLE "flows" \("stream" BIGINT, "client_address" VARCHAR, /);
  expect(said).toContain("appendVarchar 198.51.100.20");
  expect(said).toContain('appendTimestamp {"micros":"1780000000500000"}');
  expect(said.at(-3)).toBe(`COPY "flows" TO '${folder}/it''s.parquet' (FORMAT parquet)`);
  expect(said.at(-1)).toBe("closed");
});

const table: Table<string> = {
  name: "events",
  columns: [{ name: "detail", type: "text", of: (row) => row }],
  rows: ["=1+1", 'a "b", c', "line\nfeed"],
};

test("csvLines() quotes what needs it and lets no spreadsheet take text for a formula", () => {
  expect([...csvLines(table)]).toEqual(["detail\r\n", "'=1+1\r\n", '"a ""b"", c"\r\n', '"line\nfeed"\r\n']);
});

test("jsonLines() leaves the text as it is", () => {
  expect([...jsonLines(table)][0]).toBe('{"table":"event","detail":"=1+1"}\n');
});

test("momentText() keeps the microseconds, and takes any number", () => {
  expect(momentText(1_780_000_000_000.001)).toBe("2026-05-28T20:26:40.000001Z");
  for (const at of [-1e300, 1e300, 0, -0.001]) expect(momentText(at)).toMatch(/Z$/);
});
