import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder, tryFolder } from "./save-folder.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-folder-"));
  await writeFile(join(folder, "file"), "");
});
afterAll(async () => rm(folder, { recursive: true }));

test("makeFolder() makes those above, and takes one that is there", async () => {
  const path = join(folder, "a", "b", "c");
  await makeFolder(path);
  await makeFolder(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test("makeFolder() ends where a folder takes no new names", async () => {
  await expect(makeFolder("/proc/faultline/x")).rejects.toMatchObject({ code: "ENOENT" });
});

test("tryFolder() leaves nothing behind", async () => {
  await tryFolder(join(folder, "x", "y"));
  expect(await readdir(folder)).not.toContain("x");
});

test.each([
  ["file", "EEXIST"],
  ["file/below", "ENOTDIR"],
])("tryFolder() refuses %s by %s", async (name, code) => {
  await expect(tryFolder(join(folder, name))).rejects.toMatchObject({ code });
});
