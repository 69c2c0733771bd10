/** What `bench/access-log.ts` measures: access-log-read.mjs FILE FROM UNTIL PATH MOST-OCTETS reads a window of a log as the product does. */
import { enableCompileCache } from "node:module";

enableCompileCache();
const { systemClock } = await import("../src/base/index.ts");
const { createRecorder } = await import("../src/evidence/index.ts");
const { readAccessLog } = await import("../src/proxy/log/index.ts");
const { localVantage } = await import("../src/vantage/index.ts");

const [, , path, from, until, route, octets] = process.argv;
const recorder = createRecorder("edge");
const began = performance.now();
const found = await readAccessLog(
  {
    vantage: localVantage("edge"),
    software: "nginx",
    path,
    format: null,
    route: { host: null, path: route, method: "GET", prefix: null },
    ours: { clients: [], from: Number(until), until: Number(until), requestIds: [] },
    window: { from: Number(from), until: Number(until) },
    zone: 0,
    clockOffset: 0,
    bound: { octets: Number(octets), time: 600_000 },
  },
  { recorder, clock: systemClock, signal: new AbortController().signal },
);
const { format, lines, requests, failures, unread, byStatus, byMinute } = found ?? {};
process.stdout.write(
  `${JSON.stringify({ ms: performance.now() - began, format, lines, requests, failures, unread, byStatus, byMinute, gaps: recorder.gaps })}\n`,
);
