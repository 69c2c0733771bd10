import { describe, expect, test } from "vitest";
import { exampleRecord } from "../../../../test/example-record.ts";
import { askedFor, attempt, nginxPage, requestFor } from "../../../../test/http-records.ts";
import type { Evidence, LoggedErrors, LoggedExchanges, ProcessState } from "../../../evidence/index.ts";
import { readApplication } from "./app.ts";

const state = (id: string, change: Partial<ProcessState> = {}): Evidence =>
  exampleRecord(
    id,
    "process-state",
    {
      ...{ pid: 812, name: "shop", startedAt: null, state: "S", unit: null },
      openFiles: { used: 10, soft: 1024 },
      ...{ threads: null, memory: null, outOfMemoryKills: null, cpu: null },
      listens: [{ address: "0.0.0.0", port: askedFor.port }],
      ...change,
    },
    { boundary: "app", vantage: "app1", purpose: "context" },
  );

const quota = (periods: number, throttled: number) => ({
  cpu: { periods, throttled, throttledFor: throttled * 50, quota: 0.5 },
});

const namesOf = (evidence: readonly Evidence[], deeper: readonly Evidence[] = []) =>
  readApplication(evidence, requestFor({ deeper })).map(({ name }) => name);

describe("the processor's quota", () => {
  test("counts where it held the process back in more than half of the periods of the run", () => {
    expect(namesOf([state("e90", quota(100, 90)), state("e91", quota(120, 101))])).toEqual([
      "application-throttled",
    ]);
    // Before the run it was worse: that is not this request's.
    expect(namesOf([state("e90", quota(100, 90)), state("e91", quota(120, 100))])).toEqual([]);
  });

  test("says nothing by one look, by few periods, or of a process that listens elsewhere", () => {
    expect(namesOf([state("e90", quota(100, 100))])).toEqual([]);
    expect(namesOf([state("e90", quota(100, 90)), state("e91", quota(104, 94))])).toEqual([]);
    const other = { listens: [{ address: "0.0.0.0", port: 9000 }] };
    const looks = [
      state("e90", { ...quota(100, 90), ...other }),
      state("e91", { ...quota(120, 110), ...other }),
    ];
    expect(namesOf(looks)).toEqual([]);
  });
});

test("a process at its limit of open files is said to be, one below it is not", () => {
  expect(namesOf([state("e90", { openFiles: { used: 1024, soft: 1024 } })])).toEqual(["descriptors-used-up"]);
  expect(namesOf([state("e90", { openFiles: { used: 1023, soft: 1024 } })])).toEqual([]);
});

test("the application is stopped where every process that listens is", () => {
  expect(namesOf([state("e90", { state: "T" })])).toEqual(["application-stopped"]);
  expect(namesOf([state("e90", { state: "T" }), state("e91", { pid: 813 })])).toEqual([]);
});

describe("work that goes on after the proxy gave up", () => {
  const gaveUp = attempt({
    exchange: {
      ...nginxPage(504, "Gateway Time-out"),
      phases: { firstByte: 2_000, transfer: 1 },
      headers: { "x-request-id": "d41d8cd98f00b204" },
    },
  });

  const access = (took: number, change: Partial<LoggedExchanges["kept"][number]> = {}): Evidence =>
    exampleRecord(
      "e80",
      "logged-exchanges",
      {
        ...{ software: "application", file: "/var/log/app.log", format: "json" },
        ...{ from: 0, until: 1, coversFrom: null, lines: 1, requests: 1, failures: 0, unread: 0 },
        kept: [
          {
            ...{ at: 0, client: null, method: "GET", host: null, path: "/api", status: 200, took, tries: [] },
            ...{ code: null, reason: null, requestId: null, server: null, isOurs: true },
            ...change,
          },
        ],
        ...{ byUpstream: [], ownByUpstream: [], byStatus: [], byMinute: [] },
      } as LoggedExchanges,
      { boundary: "app", hop: 2 },
    );

  test("is told by how long it took, by the application's own log", () => {
    expect(namesOf(gaveUp, [access(2_001)])).toEqual([
      "upstream-answers-late",
      "upstream-works-past-timeout",
    ]);
    expect(namesOf(gaveUp, [access(2_000)])).toEqual([]);
    expect(namesOf(gaveUp, [access(2_001, { isOurs: false })])).toEqual([]);
    expect(namesOf(gaveUp, [access(2_001, { status: 500 })])).toEqual([]);
  });

  const log = (change: Partial<LoggedErrors>): Evidence =>
    exampleRecord(
      "e81",
      "logged-errors",
      {
        ...{ software: "application", file: "/var/log/app.log", from: 0, until: 1, lines: 1, undated: 0 },
        ...{ errors: [], endedOursAt: null },
        ...change,
      } as LoggedErrors,
      { boundary: "app", hop: 2 },
    );

  const exchanges = gaveUp.filter(({ kind }) => kind === "http-exchange");
  const over = Math.max(...exchanges.map(({ observedAt, took }) => observedAt + took));
  const strengthsOf = (record: Evidence) =>
    readApplication(gaveUp, requestFor({ deeper: [record] })).map(({ strength }) => strength);

  test("is stated by a line with the id of the proxy's answer, more than the rounding of a log after it", () => {
    const line = (at: number, requestId: string) =>
      log({ errors: [{ at, requestId } as LoggedErrors["errors"][number]] });
    expect(strengthsOf(line(over + 1_001, "d41d8cd98f00b204"))).toEqual(["states", "states"]);
    expect(strengthsOf(line(over + 999, "d41d8cd98f00b204"))).toEqual([]);
    expect(strengthsOf(line(over + 1_001, "another"))).toEqual([]);
  });

  test("is only suggested by an end that may be that of another request", () => {
    expect(strengthsOf(log({ endedOursAt: over + 1_001 }))).toEqual(["suggests", "suggests"]);
    expect(strengthsOf(log({ endedOursAt: over + 999 }))).toEqual([]);
    expect(strengthsOf(log({}))).toEqual([]);
  });
});
