import { describe, expect, test } from "vitest";
import { exampleRecord } from "../../../../test/example-record.ts";
import { accessLine, configuration, errorLine, look } from "../../../../test/hop-records.ts";
import { asking, attempt, nginxPage, proper, requestFor } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import type { Evidence, LoggedErrors, ProcessState, TcpConnect } from "../../../evidence/index.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";
import { readKilledForMemory } from "./killed-for-memory.ts";

/** When the kernel kills, and what it writes then. */
const T = 1_000_000;
const line = (pid: number, name = "shop") => ({
  secondsSinceBoot: 100,
  text: `Memory cgroup out of memory: Killed process ${pid} (${name}) total-vm:52388kB, anon-rss:48000kB`,
});
const ofGroup = (pid: number, unit: string) => ({
  secondsSinceBoot: 100,
  text: `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/${unit},task_memcg=/system.slice/${unit},task=shop,pid=${pid},uid=0`,
});

const at = { boundary: "client", vantage: "app1", purpose: "context" } as const;
const kernelLog = (...lines: readonly { readonly secondsSinceBoot: number; readonly text: string }[]) =>
  exampleRecord("k1", "kernel-log", { lines, readAt: 200 }, { ...at, observedAt: T + 100_000 });

const state = (id: string, observedAt: number, change: Partial<ProcessState> = {}): Evidence =>
  exampleRecord(
    id,
    "process-state",
    {
      ...{ pid: 812, name: "shop", startedAt: null, state: "S", unit: null, openFiles: null, threads: null },
      ...{ memory: null, outOfMemoryKills: 0, cpu: null, listens: [{ address: "0.0.0.0", port: 80 }] },
      ...change,
    },
    { ...at, boundary: "app", observedAt },
  );

const log = (writers: readonly number[]): Evidence =>
  exampleRecord(
    "l1",
    "logged-errors",
    {
      ...{ software: "application", file: "/var/log/app.log", from: 0, until: 1, lines: 1, undated: 0 },
      ...{ errors: [], endedOursAt: null, endings: [], writers },
    } as LoggedErrors,
    { ...at, boundary: "app" },
  );

const refusedAt = (observedAt: number): Evidence =>
  exampleRecord("t1", "tcp-connect", { outcome: "refused" } as TcpConnect, { boundary: "tcp", observedAt });

const seenOf = (...evidence: readonly Evidence[]) =>
  readKilledForMemory(evidence, requestFor({ server: "app1" })).map(({ strength }) => strength);

describe("the process that a hop ends at was killed, and its port is refused now", () => {
  const refused = refusedAt(T + 90_000);

  test("by the id that its own log bears last", () => {
    expect(seenOf(refused, kernelLog(line(812)), log([700, 812]))).toEqual(["states"]);
    // Another one wrote after it: that one is missing now, for whatever reason.
    expect(seenOf(refused, kernelLog(line(812)), log([812, 900]))).toEqual(["suggests"]);
  });

  test("by the id that listened when the run began", () => {
    expect(seenOf(refused, kernelLog(line(812)), state("s1", T - 5_000))).toEqual(["states"]);
    // It listened after that: another one has its id now.
    expect(seenOf(refused, kernelLog(line(812)), state("s1", T + 5_000))).toEqual([]);
  });

  test("a kill of who knows whom only suggests it", () => {
    expect(seenOf(refused, kernelLog(line(4_711, "java")))).toEqual(["suggests"]);
  });

  test("nothing that was killed, or nothing that fails, says nothing", () => {
    expect(seenOf(refused, kernelLog(), log([812]))).toEqual([]);
    expect(seenOf(kernelLog(line(812)), log([812]))).toEqual([]);
  });
});

test("another began in its group: the requests in between were its own", () => {
  const next = state("s2", T + 95_000, {
    pid: 900,
    startedAt: T + 2_000,
    unit: { name: "shop.service", restarts: 1, result: "success" },
  });
  const kills = kernelLog(ofGroup(812, "shop.service"));
  expect(seenOf(refusedAt(T + 1_000), kills, next)).toEqual(["states"]);
  expect(seenOf(refusedAt(T + 40_000), kills, next)).toEqual([]);
  expect(seenOf(refusedAt(T + 1_000), kernelLog(ofGroup(812, "other.service")), next)).toEqual([]);
});

test("a count of kills that grew while the request was cut off is its own group's", () => {
  const cut = attempt({ exchange: { outcome: "reset", status: null } });
  const grown = [state("s1", T), state("s2", T + 1_000, { outOfMemoryKills: 1 })];
  expect(seenOf(...cut, ...grown)).toEqual(["states"]);
  expect(
    seenOf(...cut, state("s1", T, { outOfMemoryKills: 1 }), state("s2", T + 1, { outOfMemoryKills: 1 })),
  ).toEqual([]);
});

describe("a server of a proxy that was killed, and is there again", () => {
  const servers = [look(), look({ host: "192.0.2.21", address: "192.0.2.21" })].map(
    (record): Evidence => ({ ...record, observedAt: T + 90_000 }),
  );
  const tries = (when: number) => [
    accessLine({
      at: when,
      tries: [{ upstream: "192.0.2.20:8080", status: 502, connect: 0, firstByte: null, took: 1 }],
    }),
    errorLine({ at: when, first: when, reason: "upstream-refused", upstream: "192.0.2.20:8080" }),
  ];
  const again = (change: Partial<ProcessState> = {}) =>
    state("s3", T + 95_000, { pid: 900, startedAt: T + 2_000, upstream: "192.0.2.20:8080", ...change });

  function verdictOf(...records: readonly Evidence[]): string {
    const all = [
      asking({}),
      ...attempt({ exchange: nginxPage(502, "Bad Gateway"), attempt: { number: 1 } }),
      ...attempt({ attempt: { ...proper, number: 2 } }),
      configuration(),
      ...servers,
      ...records,
    ];
    return `${diagnose(all, causes).verdict.cause}${isProven(all, causes) ? "!" : ""}`;
  }

  test("by its name, and when the next one began", () => {
    expect(verdictOf(...tries(T + 1_000), kernelLog(line(812)), again())).toBe("out-of-memory-killed!");
  });

  test("is none where the times or the names differ", () => {
    expect(verdictOf(...tries(T + 30_000), kernelLog(line(812)), again())).toBe("upstream-refused!");
    expect(verdictOf(...tries(T + 1_000), kernelLog(line(812, "java")), again())).toBe("upstream-refused!");
    const old = again({ startedAt: T - 60_000 });
    expect(verdictOf(...tries(T + 1_000), kernelLog(line(812)), old)).toBe("upstream-refused!");
  });
});
