import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { readConfig } from "../config/index.ts";
import { initCommand } from "./init.ts";
import type { Io } from "./io.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-init-"));
});
afterEach(() => rm(folder, { recursive: true }));

const start = () => {
  const said: string[] = [];
  const io: Io = {
    out: (text) => void said.push(text),
    err: (text) => void said.push(text),
    color: false,
    columns: 80,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => "",
  };
  return { said, context: { io, clock: systemClock } };
};

test("the file that is written can be read again, by its owner alone", async () => {
  const { said, context } = start();
  const output = join(folder, "faultline.yaml");
  expect(await initCommand("https://shop.example/api", { output }, context)).toBe(0);
  expect(said.join("")).toContain("Wrote ");
  expect((await stat(output)).mode & 0o777).toBe(0o600);
  const config = await readConfig({ named: output, target: null, folder });
  expect(config?.target).toBe("https://shop.example/api");
  expect(config?.vantages[0]?.name).toBe("client");
});

test("a file that is there is kept, unless --force says otherwise", async () => {
  const output = join(folder, "faultline.yaml");
  await writeFile(output, "target: mine");
  const { context } = start();
  await expect(initCommand(null, { output }, context)).rejects.toThrow(
    /^Cannot write ".*": there is a file already\nGive --force/,
  );
  expect(await readFile(output, "utf8")).toBe("target: mine");
  expect(await initCommand(null, { output, force: true }, context)).toBe(0);
  expect(await readFile(output, "utf8")).toContain("vantages:");
});

test("--stdout prints it and writes nothing; a folder that is not there and a wrong target are told in two lines", async () => {
  const { said, context } = start();
  expect(await initCommand(null, { stdout: true, output: join(folder, "x") }, context)).toBe(0);
  expect(said.join("")).toMatch(/^# yaml-language-server: \$schema=\S+faultline\.schema\.json\n/);
  await expect(stat(join(folder, "x"))).rejects.toThrow();
  await expect(initCommand(null, { output: join(folder, "no/x") }, context)).rejects.toThrow(
    /its folder does not exist\nMake/,
  );
  await expect(initCommand("ftp://x", { stdout: true }, context)).rejects.toThrow(/the scheme is ftp\nUse/);
});
