import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../base/index.ts";
import { createRecorder, type LoggedErrors, type Recorder } from "../../evidence/index.ts";
import { localVantage } from "../../vantage/index.ts";
import type { AccessLogAsked, LogContext } from "./access-log.ts";
import { formatAsWritten, formatByLines, type LogSoftware } from "./choose-format.ts";
import { readErrorLog } from "./error-log.ts";
import { exchangeOf } from "./exchange-of.ts";
import { LineFields } from "./line-fields.ts";
import { TimeReader } from "./time-reader.ts";

/** A folder for one test, gone after it. */
export function logFolder(): { readonly path: (name: string) => string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "faultline-logs-"));
  return {
    path: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a reading of a test needs, and its recorder. */
export function logContext(): LogContext & { readonly recorder: Recorder } {
  return { recorder: createRecorder("edge"), clock: systemClock, signal: new AbortController().signal };
}

/** 2026-11-21T21:52:18Z. */
export const noon = Date.UTC(2026, 10, 21, 21, 52, 18);

/** A question about `GET /api` of `shop.lab` in the five minutes before `noon`, and what differs from it. */
export const asking = (path: string, change: Partial<AccessLogAsked> = {}): AccessLogAsked => ({
  vantage: localVantage("edge"),
  software: "nginx",
  path,
  format: null,
  route: { host: "shop.lab", path: "/api", method: "GET", prefix: null },
  ours: { clients: ["192.0.2.9"], from: noon - 2_000, until: noon, requestIds: [] },
  window: { from: noon - 300_000, until: noon + 1_000 },
  zone: 0,
  clockOffset: 0,
  ...change,
});

/** A line of the combined form. */
export function combinedLine(at: number, path: string, status: number, client = "198.51.100.7"): string {
  const [, day, month, year, time] = /, (\d\d) (\w{3}) (\d{4}) (\S+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${client} - - [${day}/${month}/${year}:${time} +0000] "GET ${path} HTTP/1.1" ${status} 157 "-" "curl/7.88.1"\n`;
}

/** What one line tells, its form told by the line itself or by the configuration. */
export function readLine(text: string, software: LogSoftware, format: string | null = null, zone = 0) {
  const reader = new TimeReader({ zone, until: noon + 600_000 });
  const octets = Buffer.from(text);
  const line = new LineFields();
  const form =
    format === null
      ? formatByLines([[octets, 0, octets.length]], software, reader)
      : formatAsWritten(format, software, reader);
  if (form === null) return null;
  return form.read(octets, 0, octets.length, line)
    ? { format: form.name, ...exchangeOf(line, software) }
    : null;
}

/** What an error log of this text says of that question. */
export async function readErrors(text: string, software: LogSoftware, change = {}): Promise<LoggedErrors> {
  using folder = logFolder();
  const file = folder.path("error.log");
  writeFileSync(file, text);
  const found = await readErrorLog(asking(file, { software, ...change }), logContext());
  if (found === null) throw new Error("nothing was read");
  return found;
}
