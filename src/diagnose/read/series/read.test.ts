import { describe, expect, test } from "vitest";
import { seenAt } from "../../../../test/way-records.ts";
import type { Evidence, LoggedOwnGroup, Series, SeriesSample } from "../../../evidence/index.ts";
import { seriesReaders } from "./index.ts";

const sample = (change: Partial<SeriesSample>): SeriesSample => ({
  ...{ at: 0, took: 5, failedAt: null, handshake: 1, firstByte: 2, roundTrip: 1 },
  ...{ backend: null, address: "192.0.2.10" },
  ...change,
});

/** A series of `count` attempts of which those of these places failed. */
function series(count: number, failed: readonly number[], change: Partial<Series> = {}): Evidence {
  const samples = Array.from({ length: count }, (_, index) =>
    sample({ at: index * 250, failedAt: failed.includes(index) ? "exchange" : null }),
  );
  return seenAt("client", "series", {
    ...{ of: "attempt", count, failures: failed.length, p50: 5, p99: 6, failedAt: [], samples },
    ...change,
  });
}

const logged = (ownByUpstream: readonly LoggedOwnGroup[]): Evidence =>
  seenAt("edge", "logged-exchanges", {
    ...{ software: "nginx", file: "access.log", format: "main", from: 0, until: 1, coversFrom: 0 },
    ...{
      lines: 0,
      requests: 0,
      failures: 0,
      unread: 0,
      kept: [],
      byUpstream: [],
      byStatus: [],
      byMinute: [],
    },
    ownByUpstream,
  });

const upstream = (name: string, requests: number, failures: number): LoggedOwnGroup => ({
  ...{ name, requests, failures, p50: null, p99: null, answeredFrom: null, answeredUntil: null },
});

const read = (...records: readonly Evidence[]) =>
  seriesReaders.flatMap((reader) => reader(records, { client: "client" } as never));
const names = (...records: readonly Evidence[]) => read(...records).map(({ name }) => name);
const slotsOf = (name: string, ...records: readonly Evidence[]) =>
  read(...records).find((one) => one.name === name)?.slots;

/** So many spread evenly over all. */
const spread = (failures: number, count: number) =>
  Array.from({ length: failures }, (_, index) => Math.floor(((index + 0.5) * count) / failures));

const backends = (...of: readonly (readonly [string, number, number])[]): Partial<Series> => ({
  groups: of.map(([name, failures, count]) => ({ by: "backend", name, failures, count })),
});

describe("the share", () => {
  test("is told with its interval", () => {
    expect(slotsOf("fails-at-times", series(350, spread(7, 350)))).toEqual({
      failedOf: "7 of 350 attempts failed (2.0 %, 95 % between 1.0 and 4.1)",
    });
  });

  test.each([
    ["none failed", series(200, [])],
    ["all failed", series(3, [0, 1, 2])],
  ])("says nothing where %s", (_, record) => {
    expect(read(record)).toEqual([]);
  });
});

describe("one bad backend", () => {
  const many = series(
    200,
    spread(10, 200),
    backends(["app1", 10, 50], ["app2", 0, 50], ["app3", 0, 50], ["app4", 0, 50]),
  );

  test("is the one that all failures went to", () => {
    expect(slotsOf("failures-of-one-backend", many)).toMatchObject({
      badBackend: "app1",
      failing: "1 of 4 backends",
    });
  });

  test("is found in the proxy's log where the answers name none", () => {
    const bare = series(200, spread(10, 200));
    const log = logged([upstream("192.0.2.1:80", 100, 10), upstream("192.0.2.2:80", 100, 0)]);
    expect(names(bare, log)).toEqual(["fails-at-times"]);
    const rare = logged([upstream("192.0.2.1:80", 50, 10), upstream("192.0.2.2:80", 150, 0)]);
    expect(slotsOf("failures-of-one-backend", bare, rare)?.["badBackend"]).toBe("192.0.2.1:80");
  });

  test("is an address where the failures are of one", () => {
    const groups = [
      { by: "address", name: "192.0.2.1", count: 50, failures: 12 },
      { by: "address", name: "192.0.2.2", count: 150, failures: 0 },
    ] as const;
    expect(slotsOf("failures-of-one-backend", series(200, spread(12, 200), { groups }))).toMatchObject({
      failing: "1 of 2 addresses",
    });
  });

  test.each([
    ["too few failures for chance", backends(["app1", 3, 50], ["app2", 0, 50]), 3],
    ["a failure elsewhere", backends(["app1", 10, 50], ["app2", 1, 150]), 11],
    ["a failure that names no backend", backends(["app1", 10, 50], ["app2", 0, 150]), 11],
    ["one backend alone", backends(["app1", 10, 200]), 10],
  ] as const)("is not said by %s", (_, change, failures) => {
    expect(names(series(200, spread(failures, 200), change))).toEqual(["fails-at-times"]);
  });
});

describe("one stretch", () => {
  test("is told with what was before and after", () => {
    const found = slotsOf("failures-in-one-stretch", series(120, [40, 41, 43, 44, 45, 46]));
    expect(found?.["failedWhen"]).toBe(
      "all between 00:00:10 and 00:00:11 UTC, with 40 before and 73 after it that passed",
    );
  });

  test("is a rollout where a backend leaves and another one comes", () => {
    const failed = [58, 59, 60, 61];
    const samples = Array.from({ length: 120 }, (_, index) =>
      sample({
        at: index * 250,
        failedAt: failed.includes(index) ? "exchange" : null,
        backend: failed.includes(index) ? null : index % 2 === 0 ? "app1" : index < 60 ? "old" : "new",
      }),
    );
    expect(slotsOf("backends-change", series(120, failed, { samples }))).toEqual({
      backendsChange: "old answers no more after that, new answers only after that",
    });
  });

  test("is a rollout by the proxy's log as well", () => {
    const at = (name: string, answeredFrom: number, answeredUntil: number) => ({
      ...upstream(name, name === "stays" ? 58 : 29, 0),
      ...{ answeredFrom, answeredUntil },
    });
    // The failures last from 14.5 s to 15.3 s.
    const rolled = [at("stays", 0, 30_000), at("old", 0, 14_000), at("new", 15_000, 30_000)];
    expect(slotsOf("backends-change", series(120, [58, 59, 60, 61]), logged(rolled))).toEqual({
      backendsChange: "old answers no more after that, new answers only after that",
    });
    const stays = [at("stays", 0, 30_000), at("other", 0, 29_000)];
    expect(names(series(120, [58, 59, 60, 61]), logged(stays))).not.toContain("backends-change");
  });

  test.each([
    ["failures spread over the whole", spread(6, 120)],
    ["what began and has not ended", [115, 116, 117, 118, 119]],
    ["two by chance near each other", [40, 48]],
  ])("is not said of %s", (_, failed) => {
    expect(names(series(120, failed))).toEqual(["fails-at-times"]);
  });
});

describe("kept connections", () => {
  const kept = (outcomes: readonly ("answered" | "failed" | "closed")[]) => ({
    kept: outcomes.map((outcome, at) => ({ at, idle: 0, outcome })),
  });

  test("fail where new ones do not", () => {
    expect(names(series(100, [], kept(["failed", "failed", "failed"])))).toEqual([
      "failures-on-reused-connections",
    ]);
  });

  test.each([
    ["the peer closed them before the request", kept(["closed", "closed", "closed"])],
    ["one of them failed", kept(["failed", "answered", "answered", "answered"])],
    ["none was sent", {}],
  ])("are not said to fail where %s", (_, change) => {
    expect(names(series(100, [], change))).toEqual([]);
  });
});
