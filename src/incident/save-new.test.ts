import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveNew } from "./save-new.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "faultline-save-"));
});
afterAll(async () => rm(directory, { recursive: true }));

test("saveNew() gives runs that end at once each a file of its own", async () => {
  const file = { directory: join(directory, "many"), name: "run", extension: ".faultline" };
  const paths = await Promise.all(
    Array.from({ length: 8 }, (_, index) => saveNew(Uint8Array.of(index), file)),
  );
  expect(new Set(paths).size).toBe(8);
  for (const [index, path] of paths.entries()) expect([...(await readFile(path))]).toEqual([index]);
  expect(await readdir(file.directory)).toHaveLength(8);
});

test("saveNew() leaves nothing behind when the disk takes no more", async () => {
  // RLIMIT_FSIZE stops a write in its middle, as a full disk does: setrlimit(2). One block of ulimit -f is 1024 octets at most.
  const folder = join(directory, "full");
  const script = `import { saveNew } from ${JSON.stringify(new URL("save-new.ts", import.meta.url).pathname)};
    await saveNew(new Uint8Array(1024 * 1024), { directory: ${JSON.stringify(folder)}, name: "run", extension: ".faultline" })
      .catch((error) => { console.log(error.code + "\\n" + error.message); });`;
  const shell = spawnSync("/bin/sh", [
    "-c",
    `ulimit -f 8; exec "$0" --input-type=module -e "$1"`,
    process.execPath,
    script,
  ]);
  const [code, ...message] = shell.stdout.toString().trim().split("\n");
  expect(code).toBe("CANNOT_SAVE");
  expect(message).toHaveLength(2);
  expect(await readdir(folder)).toEqual([]);
});
