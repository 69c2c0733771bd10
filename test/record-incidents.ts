/**
 * Takes recorded runs of the lab over as incidents for the tests: `bin/node test/record-incidents.ts DIR NAME…`, where DIR is what
 * `faultline lab score --records DIR` wrote. Only runs whose verdict was right are taken.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [folder = "", ...names] = process.argv.slice(2);
for (const name of names) {
  const report = JSON.parse(readFileSync(join(folder, name, "report.json"), "utf8"));
  const run = JSON.parse(readFileSync(join(folder, name, "case.json"), "utf8"));
  if (!run.isRight) throw new Error(`${name}: the verdict was wrong`);
  const { status, boundary, cause } = run.expected;
  const evidence = report.evidence.map(({ tookMs, observedAt, ...record }: Record<string, unknown>) => ({
    ...record,
    observedAt: epochOf(String(observedAt)),
    took: tookMs,
  }));
  const lines = [{ status, boundary, cause }, ...evidence].map((line) => JSON.stringify(line));
  writeFileSync(
    `test/incidents/${name.replace(/\.\d+$/, "")}.jsonl.gz`,
    gzipSync(lines.join("\n"), { level: 9 }),
  );
}

/** Milliseconds since the epoch with the microseconds that Date.parse() cuts off. */
function epochOf(text: string): number {
  const micros = /\.\d{3}(\d{3})Z$/.exec(text)?.[1] ?? "0";
  return Date.parse(text) + Number(micros) / 1000;
}
