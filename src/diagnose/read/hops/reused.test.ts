import { expect, test } from "vitest";
import { seenAt } from "../../../../test/way-records.ts";
import type { LoggedExchange } from "../../../evidence/index.ts";
import { readReusedUpstreams } from "./reused.ts";

const exchange = (connect: number | null, isBrokenOff: boolean): LoggedExchange => ({
  ...{ at: 0, client: null, method: "GET", host: null, path: "/", took: 4, code: null, requestId: null },
  ...{ server: null, isOurs: true, status: isBrokenOff ? 502 : 200 },
  tries: [{ upstream: "192.0.2.4:80", status: 200, connect, firstByte: 3, took: 4 }],
  reason: isBrokenOff ? "upstream-closed" : null,
});

const times = (count: number, connect: number | null, isBrokenOff: boolean) =>
  Array.from({ length: count }, () => exchange(connect, isBrokenOff));

const read = (kept: readonly LoggedExchange[]) =>
  readReusedUpstreams(
    [
      seenAt("edge", "logged-exchanges", {
        ...{ software: "nginx", file: "access.log", format: "main", from: 0, until: 1, coversFrom: 0 },
        ...{
          lines: 0,
          requests: 0,
          failures: 0,
          unread: 0,
          byUpstream: [],
          byStatus: [],
          byMinute: [],
          kept,
        },
      }),
    ],
    { client: "client" } as never,
  );

test("readReusedUpstreams suggests idle connections where all that were broken off had been reused", () => {
  expect(read([...times(10, 0, true), ...times(10, 2, false)])).toMatchObject([
    { name: "upstream-connection-was-idle", holds: true, strength: "suggests" },
  ]);
});

test.each<[string, readonly LoggedExchange[]]>([
  ["new connections take less than the log's unit", [...times(10, 0, true), ...times(10, 0, false)]],
  ["a new connection was broken off as well", [...times(10, 0, true), ...times(1, 2, true)]],
  ["there are too few", [...times(2, 0, true), ...times(2, 2, false)]],
  ["the log has no time to connect", [...times(10, null, true), ...times(10, null, false)]],
  ["nothing was broken off", times(20, 0, false)],
])("readReusedUpstreams says nothing where %s", (_, kept) => {
  expect(read(kept)).toEqual([]);
});
