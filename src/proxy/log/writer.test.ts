import { expect, test } from "vitest";
import { writerOf } from "./writer.ts";

test.each([
  ['{"level":30,"time":1780741473120,"pid":812,"msg":"hello"}', 812],
  ["[2026-06-06 10:24:33 +0000] [812] [INFO] Booting worker", 812],
  ["Jun  6 10:24:33 app1 shop[812]: hello", 812],
  ["2026/06/06 10:24:33 [error] 812#0: *5 open() failed", 812],
  ["2026-06-06T10:24:33Z pid=812 hello", 812],
  ["2026-06-06T10:24:33Z [8] hello, order 812", null],
])("writerOf() finds the process of %s", (text, pid) => {
  expect(writerOf(text)).toBe(pid);
});
