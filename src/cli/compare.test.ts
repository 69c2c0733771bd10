import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brokenRun } from "../../test/run-example.ts";
import { saveBundle } from "../incident/index.ts";
import { compareCommand } from "./compare.ts";

let folder = "";
let before = "";
let after = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-compare-test-"));
  before = await saveBundle(brokenRun, { directory: folder, redact: false });
  const evidence = brokenRun.evidence.map((record) =>
    record.kind === "tcp-connect"
      ? { ...record, value: { ...record.value, outcome: "refused" as const } }
      : record,
  );
  after = await saveBundle({ ...brokenRun, evidence }, { directory: folder, redact: false });
});
afterAll(() => rm(folder, { recursive: true }));

function told() {
  const lines: string[] = [];
  const io = {
    out: (text: string) => void lines.push(text),
    err: () => {},
    color: false,
    columns: 80,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => "",
  };
  return { io, lines };
}

test("compareCommand() of two bundles that differ gives 1, of one and itself 0", async () => {
  const { io, lines } = told();
  expect(await compareCommand({ a: before, b: after, target: null }, { json: true }, io)).toBe(1);
  expect(JSON.parse(lines.join(""))).toMatchObject({ same: false, first: { boundary: "tcp", b: "refused" } });
  expect(await compareCommand({ a: before, b: before, target: null }, {}, io)).toBe(0);
});

test("compareCommand() refuses what is neither a bundle nor a vantage", async () => {
  const { io } = told();
  const missing = compareCommand({ a: before, b: "nowhere", target: null }, {}, io);
  await expect(missing).rejects.toThrow('Cannot compare "nowhere"');
  await expect(compareCommand({ a: before, b: "gone.faultline", target: null }, {}, io)).rejects.toThrow(
    "gone.faultline",
  );
});
