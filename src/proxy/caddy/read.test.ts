import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { createRecorder } from "../../evidence/index.ts";
import { localVantage, type Vantage } from "../../vantage/index.ts";
import { requestOf, wordOf } from "../testing/tree-of.ts";
import { readCaddy } from "./read.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caddy-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a Caddyfile where the program is not at hand. */
async function read(text: string) {
  const file = join(folder, "Caddyfile");
  writeFileSync(file, text);
  const vantage: Vantage = { ...localVantage("edge"), run: async () => ({ outcome: "missing-tool" }) };
  const recorder = createRecorder("edge");
  const context = { vantage, recorder, clock: systemClock, signal: new AbortController().signal };
  const found = await readCaddy({ file, request: requestOf("a.example", "/api/x") }, context);
  return { file, value: found?.record.value, gaps: recorder.gaps };
}

test("a Caddyfile is read without the program, with the certificates that it names", async () => {
  const { file, value } = await read(`{
  admin off
}
https://a.example:8080 {
  tls cert.pem key.pem
  handle_path /api/* {
    reverse_proxy 192.0.2.1:81
  }
}
`);
  expect(value).toMatchObject({ from: "files", files: [file], problems: [], listens: [{ tls: true }] });
  expect(wordOf(value?.route ?? null)).toBe("192.0.2.1:81 /x");
  expect(value?.route?.where).toBe(`${file}:7`);
  expect(value?.certificates).toEqual([join(folder, "cert.pem")]);
});

test("what is not understood is among its problems, and what reaches it is not known", async () => {
  const { file, value } = await read("{\n  admin off\n}\n:8080 {\n  plugin on\n  respond 200\n}\n");
  expect(value?.problems).toEqual([{ where: `${file}:5`, what: "plugin is not known" }]);
  expect(wordOf(value?.route ?? null)).toBe("unknown");
});

test("a Caddyfile that none would run with is a gap with its line", async () => {
  const { file, value, gaps } = await read("{\n  admin off\n}\n:8080 {\n  respond 200\n");
  expect(value).toBeUndefined();
  expect(gaps).toMatchObject([
    { reason: "unreadable", needs: expect.stringContaining(`${file}:4: the block that begins here`) },
  ]);
});
