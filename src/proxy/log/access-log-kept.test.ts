import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readAccessLog } from "./access-log.ts";
import { asking, logContext, logFolder } from "./testing.ts";

test("failures of others, and of each server, are kept beside many that look like the run's own by their time", async () => {
  using folder = logFolder();
  const file = folder.path("haproxy.log");
  const line = (time: string, server: string) =>
    `192.0.2.9:53472 [21/Nov/2026:${time}.000] fe be/${server} 0/0/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET /api HTTP/1.1"\n`;
  const before = line("21:52:00", "s1").repeat(30) + line("21:52:01", "s2").repeat(30);
  writeFileSync(file, before + line("21:52:17", "s3").repeat(300) + line("21:52:18", "s4").repeat(300));
  const found = await readAccessLog(asking(file, { software: "haproxy" }), logContext());
  const count = (server: string) => found?.kept.filter((one) => one.server === `be/${server}`).length ?? 0;
  expect(found?.kept).toHaveLength(50);
  expect(["s1", "s2", "s3", "s4"].map(count)).toEqual([7, 8, 17, 18]);
});
