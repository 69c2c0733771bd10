import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "./read-config.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (text: string | Buffer, name = "faultline.yaml") => writeFile(join(folder, name), text);
const find = (target: string | null = null) => readConfig({ named: null, target, folder });
const named = (name: string) => readConfig({ named: name, target: null, folder });

test("without a file there is no configuration, and a named one that is missing is refused", async () => {
  expect(await find()).toBeNull();
  await expect(named("none.yaml")).rejects.toThrow("there is no such file");
  await expect(named(".")).rejects.toThrow("it is a folder");
});

test("a file of the working directory holds unless the target contradicts it", async () => {
  await put("target: https://shop.example/\n");
  expect(await find()).toMatchObject({ target: "https://shop.example/" });
  expect(await find("https://shop.example/")).not.toBeNull();
  expect(await find("https://other.example/")).toBeNull();
  await put("vantages: { edge: { netns: edge } }");
  expect(await find("https://other.example/")).not.toBeNull();
});

test.each([
  "vantages: { a: { ssh: a } }",
  "vantages: { a: { pod: a/b } }",
  "path: [ { database: { passwordFile: /etc/hostname } } ]",
])("%s is refused of a file that was found, and taken of one that was named", async (text) => {
  await put(text);
  await expect(find()).rejects.toThrow("found in the working directory");
  expect(await named("faultline.yaml")).not.toBeNull();
});

test("a file that the configuration names must be there, beside it", async () => {
  await put("captures:\n  - { at: client, file: a.pcap }");
  await expect(find()).rejects.toThrow(`line 2, captures.0.file: there is no file ${join(folder, "a.pcap")}`);
  await put("", "a.pcap");
  expect(await find()).not.toBeNull();
  // Of another host nothing is known from here.
  await put("vantages: { a: { agent: x } }\npath: [ { app: { at: a, log: /none/app.log } } ]");
  expect(await find()).not.toBeNull();
});

test("five megabytes and binary are refused before they are parsed", async () => {
  await put(Buffer.alloc(5 * 1024 * 1024, 0x61));
  await expect(find()).rejects.toThrow("more than 256 KiB");
  await put(Buffer.from([0x74, 0x3a, 0x20, 0xff, 0xfe]));
  await expect(find()).rejects.toThrow("no text in UTF-8");
});

test("every file that is missing is told at once", async () => {
  await put("path:\n  - proxy: { config: /none/c, errorLog: /none/e }\n  - app: { log: /none/l }");
  await expect(find()).rejects.toThrow(
    /3 errors.*path\.0\.proxy\.config(?:.|\n)*errorLog(?:.|\n)*line 3, path\.1\.app\.log/,
  );
});

test("a named pipe is read to its end, however late its writer comes", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const writer = spawn("sh", ["-c", 'echo "target: https://shop.example/" > "$0"', pipe]);
  const read = await readConfig({ named: pipe, target: null, folder });
  expect(read?.target).toBe("https://shop.example/");
  writer.kill();
});
