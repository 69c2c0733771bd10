import { describe, expect, test } from "vitest";
import { askingDatabase, login, place } from "../../../../../test/database-records.ts";
import { EXAMPLE_START, exampleRecord } from "../../../../../test/example-record.ts";
import { asking, attempt } from "../../../../../test/http-records.ts";
import { owners } from "../../../../../test/owner-records.ts";
import type { DatabaseSession, Evidence, LoggedErrors, LoggedRetries } from "../../../../evidence/index.ts";
import { causes } from "../../../causes/index.ts";
import { diagnose } from "../../../diagnose.ts";

const now = EXAMPLE_START + 36_000;
const pause = { least: 383, most: 383 } as const;
const retries = (changes: Partial<LoggedRetries> = {}): LoggedRetries => ({
  ...{ at: now, first: now - 10_000, count: 300, pause },
  text: "connection to database failed: sorry, too many clients already; retrying connection in 383ms",
  ...changes,
});
/** What the tries began for: the database was started anew. */
const restart = retries({
  ...{ at: now - 11_500, first: now - 12_000, count: 18 },
  text: "connection to database failed: the database system is shutting down; retrying connection in 383ms",
});

const log = (...lines: readonly LoggedRetries[]): Evidence =>
  exampleRecord(
    "log",
    "logged-errors",
    {
      ...{ software: "application", file: "/var/log/app.log", from: 0, until: 1, lines: 1, undated: 0 },
      ...{ errors: [], endedOursAt: null, retries: lines },
    } as LoggedErrors,
    { boundary: "app", vantage: "app", purpose: "context", attempt: null, observedAt: now },
  );

/** Sockets of the application's host towards the database, two seconds apart. */
const sockets = (then: number, later: number, kept = 2): readonly Evidence[] =>
  [then, later].flatMap((ended, index) => {
    const byState = { TIME_WAIT: ended, ESTABLISHED: kept };
    const peer = {
      ...{ ...place, localAddress: "192.0.2.30", byState, localPorts: ended, timeWaitPorts: ended },
      ...{ unansweredSyns: 0, synRetries: [], stalled: 0 },
    };
    const record = owners("app", { peers: [peer] })[index];
    return record === undefined ? [] : [{ ...record, observedAt: now + index * 2_000 }];
  });

/** What its kernel counts of connections that it opens, two seconds apart. */
const opened = (then: number, later: number): readonly Evidence[] =>
  [then, later].map((TcpActiveOpens, index) =>
    exampleRecord(
      `opens${index}`,
      "kernel-counters",
      { counters: { TcpActiveOpens } },
      {
        ...({ boundary: "client", vantage: "app", purpose: "context", attempt: null } as const),
        observedAt: now + index * 2_000,
      },
    ),
  );

const noRoom = { outcome: "too-many-connections", code: "53300", message: "too many clients" } as const;

/** Status, cause and its confidence, with the first alternative. */
function verdictOf(records: readonly Evidence[], session: Partial<DatabaseSession> = noRoom) {
  const hop2 = [askingDatabase(), ...login(session)].map((record): Evidence => ({ ...record, hop: 2 }));
  const failed = { status: 500, answeredBy: "origin", reason: "Internal Server Error" } as const;
  const all = [asking({}), ...attempt({ exchange: failed }), ...records, ...hop2];
  const { cause, confidence, alternatives } = diagnose(all, causes).verdict;
  return { cause, isSure: confidence >= 0.9, alternatives: alternatives.map((one) => one.cause) };
}

describe("an application that loads a database without room by its own tries is a storm", () => {
  test("where it tries after the same pause since before the room was gone, and its host connects as often", () => {
    expect(verdictOf([log(restart, retries()), ...sockets(100, 160)])).toMatchObject({
      cause: "retry-storm",
    });
  });

  test("where the server ends each connection first, so that the kernel's count alone tells of them", () => {
    const told = [log(restart, retries()), ...sockets(1, 3)];
    expect(verdictOf([...told, ...opened(500, 560)])).toMatchObject({ cause: "retry-storm" });
    // Few, or many more than the log tells of: then they may go elsewhere.
    const open = { cause: "database-too-many-connections" };
    expect(verdictOf([...told, ...opened(500, 510)])).toMatchObject(open);
    expect(verdictOf([...told, ...opened(500, 900)])).toMatchObject(open);
    expect(verdictOf([log(), ...sockets(1, 3), ...opened(500, 560)])).toMatchObject(open);
  });
});

describe("is an alternative to a database without room", () => {
  const open = { cause: "database-too-many-connections", isSure: false };
  test.each<[string, readonly Evidence[]]>([
    ["where the sockets are not in view", [log(restart, retries())]],
    ["where the tries began when the room was gone", [log(retries()), ...sockets(100, 160)]],
    ["where no log is in view", [log(), ...sockets(100, 160)]],
  ])("%s", (_, records) => {
    const found = verdictOf(records);
    expect(found).toMatchObject(open);
    expect(found.alternatives).toContain("retry-storm");
  });
});

describe("is none", () => {
  const grows = { pause: { least: 100, most: 6_400 } };
  test.each<[string, readonly Evidence[]]>([
    ["where pauses grow, or vary", [log({ ...restart, ...grows }, retries(grows)), ...sockets(100, 110)]],
    [
      "where one process alone tries, now and then",
      [log(restart, retries({ count: 20 })), ...sockets(100, 110)],
    ],
    ["where it is over", [log({ ...restart, ...{ first: now - 90_000 } }), ...sockets(100, 110)]],
    [
      "where another thing is tried again",
      [log(retries({ text: "mail: retrying in 383ms" })), ...sockets(1, 5)],
    ],
    ["where a pool is busy, and keeps what it has", [log(), ...sockets(100, 125, 40)]],
  ])("%s", (_, records) => {
    expect(verdictOf(records)).toMatchObject({ cause: "database-too-many-connections", alternatives: [] });
  });

  test("where the database has room", () => {
    const all = verdictOf([log(restart, retries()), ...sockets(100, 160)], {});
    expect(all.cause).not.toBe("retry-storm");
  });
});
