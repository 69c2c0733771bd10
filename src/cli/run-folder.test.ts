import { spawn } from "node:child_process";
import { once } from "node:events";
import { readlinkSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeRunFolder } from "./run-folder.ts";

const parent = await mkdtemp(join(tmpdir(), "faultline-run-folder-"));
afterAll(() => rm(parent, { recursive: true }));

test("makeRunFolder() takes away what a dead process left, and nothing else", async () => {
  const child = spawn("true");
  await once(child, "exit");
  const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0];
  const dead = `faultline-compare-${namespace}-${child.pid}-1-1-abcdef`;
  const others = ["faultline-compare-abc123", `faultline-compare-1-${child.pid}-1-1-abcdef`, "mine"];
  for (const name of [dead, ...others]) await mkdir(join(parent, name));
  await writeFile(join(parent, dead, "run.faultline"), "");
  {
    await using first = await makeRunFolder(parent);
    await using second = await makeRunFolder(parent);
    expect(new Set(await readdir(parent))).toEqual(
      new Set([...others, basename(first.path), basename(second.path)]),
    );
  }
  expect(new Set(await readdir(parent))).toEqual(new Set(others));
});
