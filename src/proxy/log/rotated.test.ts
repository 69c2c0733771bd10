import { utimesSync, writeFileSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { readAccessLog } from "./access-log.ts";
import { asking, combinedLine, logContext, logFolder, noon } from "./testing.ts";

test("a window that reaches back is read from rotated files too, packed or not", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  const line = (minutes: number) => combinedLine(noon - minutes * 60_000, "/api", 502);
  writeFileSync(file, line(1));
  writeFileSync(folder.path("access.log.1"), line(2));
  writeFileSync(folder.path("access.log.2.gz"), gzipSync(line(3)));
  writeFileSync(folder.path("access.log-20261121.zst"), zstdCompressSync(line(4)));
  writeFileSync(folder.path("access.log.4.bz2"), "no matter what");
  writeFileSync(folder.path("access.log.9"), line(4));
  writeFileSync(folder.path("access.log.bak"), line(4));
  utimesSync(folder.path("access.log.9"), 1_000, 1_000);
  const context = logContext();
  expect(await readAccessLog(asking(file), context)).toMatchObject({
    lines: 4,
    failures: 4,
    coversFrom: noon - 240_000,
  });
  expect(context.recorder.gaps).toMatchObject([
    { reason: "not-supported", needs: expect.stringContaining(".bz2") },
  ]);
});

test("a packed file that is cut off gives what stands before the cut, and a gap", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  writeFileSync(file, "");
  const lines = Array.from({ length: 20_000 }, (_, index) =>
    combinedLine(noon - 200_000 + index, `/api?${index * 7919}`, 502),
  );
  writeFileSync(folder.path("access.log.1.gz"), gzipSync(lines.join("")).subarray(0, -2_000));
  const context = logContext();
  const found = await readAccessLog(asking(file, { format: "combined" }), context);
  expect(found?.failures).toBeGreaterThan(1_000);
  expect(context.recorder.gaps).toMatchObject([{ reason: "unreadable" }]);
});
