import { expect, test } from "vitest";
import { requestFor } from "../../../../test/http-records.ts";
import { seenAt } from "../../../../test/way-records.ts";
import type { ProcessLimits } from "../../../evidence/index.ts";
import { readOwnLimits } from "./own-limits.ts";

function find(value: Partial<ProcessLimits>, server = "server"): readonly string[] {
  const limits = { openFiles: { used: 20, soft: 1024, hard: 4096 }, systemFiles: null, conntrack: null };
  const found = readOwnLimits(
    [seenAt("client", "process-limits", { ...limits, ...value })],
    requestFor({ server, way: ["client", "server"] }),
  );
  return found.map(({ name, holds, at }) => `${holds ? "" : "!"}${name} at ${at}`);
}

test("the process that connects has room where both its own and its system's limit are above what is open", () => {
  const room = ["!descriptors-used-up at client"];
  expect(find({})).toEqual(room);
  expect(find({ openFiles: { used: 1023, soft: 1024, hard: 1024 } })).toEqual(room);
  expect(find({ openFiles: { used: 1024, soft: 1024, hard: 1024 } })).toEqual([]);
  expect(find({ systemFiles: { used: 100, limit: 100 } })).toEqual([]);
});

test("on the host that answers as well, another process may be at its limit", () => {
  expect(find({}, "client")).toEqual([]);
});
