import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { tar } from "./tar.ts";

/** What tar(1) lists of an archive, with modes and sizes. */
function list(archive: Buffer): string[] {
  const { stdout, status } = spawnSync("tar", ["--list", "--verbose", "--numeric-owner"], { input: archive });
  expect(status).toBe(0);
  return stdout.toString("utf8").trim().split("\n");
}

test("tar() writes what tar(1) reads: files, folders and links with their modes", () => {
  const lines = list(
    tar([
      { path: "bin", kind: "folder" },
      { path: "bin/app", kind: "file", content: Buffer.alloc(1000, "x"), mode: 0o755 },
      { path: "bin/sh", kind: "link", target: "busybox" },
      { path: "tmp", kind: "folder", mode: 0o1777 },
    ]),
  );
  expect(lines.map((line) => line.replace(/\s+/g, " "))).toEqual([
    "drwxr-xr-x 0/0 0 1970-01-01 00:00 bin/",
    "-rwxr-xr-x 0/0 1000 1970-01-01 00:00 bin/app",
    "lrwxrwxrwx 0/0 0 1970-01-01 00:00 bin/sh -> busybox",
    "drwxrwxrwt 0/0 0 1970-01-01 00:00 tmp/",
  ]);
});

test.each([0, 1, 511, 512, 513])("tar() keeps a file of %d octets whole", (octets) => {
  const content = Buffer.alloc(octets, "a");
  const { stdout } = spawnSync("tar", ["--extract", "--to-stdout", "file"], {
    input: tar([{ path: "file", kind: "file", content }]),
  });
  expect(stdout.equals(content)).toBe(true);
});

test("tar() parts a path of more than 100 octets at a slash", () => {
  const path = `${"folder/".repeat(20)}library.so`;
  expect(list(tar([{ path, kind: "file", content: Buffer.alloc(0) }]))[0]).toContain(path);
});

test("tar() refuses a path that the format cannot hold", () => {
  expect(() => tar([{ path: "x".repeat(101), kind: "folder" }])).toThrow(RangeError);
  expect(() => tar([{ path: "link", kind: "link", target: "y".repeat(101) }])).toThrow(RangeError);
});
