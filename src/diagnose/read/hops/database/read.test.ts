import { describe, expect, test } from "vitest";
import {
  askingDatabase,
  behindApplication,
  type client,
  holder,
  login,
  plan,
  pools,
  refusedThere,
  running,
  state,
  waiting,
} from "../../../../../test/database-records.ts";
import { EXAMPLE_START } from "../../../../../test/example-record.ts";
import { errorLine } from "../../../../../test/hop-records.ts";
import { asking, attempt, nginxPage, proper } from "../../../../../test/http-records.ts";
import type { Evidence } from "../../../../evidence/index.ts";
import { recordsOfHop } from "../../../hops.ts";
import { referenceOf } from "../../../reference.ts";
import { databaseReaders } from "./index.ts";

/** Names of what holds; with a question mark, what is only suggested. */
function said(...evidence: readonly (readonly Evidence[])[]): readonly string[] {
  const { own, deeper } = recordsOfHop(evidence.flat(), 1);
  const request = referenceOf(own, deeper);
  if (request === null) throw new Error("nothing was asked");
  return databaseReaders
    .flatMap((read) => read(own, request))
    .map(({ name, strength }) => (strength === "states" ? name : `${name}?`))
    .toSorted();
}

const asked = (...records: readonly (readonly Evidence[])[]) => said([askingDatabase()], ...records);

describe("a login at a database", () => {
  test.each([
    [{ outcome: "refused-login", code: "28P01" }, ["database-refuses-login", "login-names-credentials"]],
    [{ outcome: "refused-login", code: "1129" }, ["database-refuses-login", "login-names-credentials?"]],
    [{ outcome: "too-many-connections", code: "53300" }, ["database-refuses-login", "login-finds-no-room"]],
    [{ outcome: "too-many-connections", code: "1226" }, ["database-refuses-login", "login-finds-no-room?"]],
    [{ outcome: "tls-mismatch", tls: "not-offered" }, ["database-refuses-login", "one-side-demands-tls"]],
    [
      { outcome: "tls-mismatch", tls: "not-verified", tlsError: "the certificate is for another name" },
      ["database-refuses-login", "one-side-demands-tls"],
    ],
    [{ outcome: "tls-mismatch", tls: "failed", tlsError: "timed out" }, []],
    [{ outcome: "not-ready", code: "57P03" }, ["database-not-ready"]],
    [
      { outcome: "not-ready", code: "08P01", message: "pgbouncer is shutting down" },
      ["database-refuses-login"],
    ],
    [
      { outcome: "not-ready", code: "08P01", message: "query_wait_timeout" },
      ["clients-wait-for-pool?", "database-refuses-login"],
    ],
    [{ outcome: "query-failed", code: "42501" }, ["database-refuses-login"]],
    [{ outcome: "read-only" }, ["database-refuses-write", "database-takes-no-writes"]],
    [{ outcome: "silent" }, ["database-login-unanswered"]],
    [{ outcome: "closed" }, ["database-login-unanswered"]],
    [{ outcome: "not-this-database" }, ["database-login-unanswered"]],
    [{ outcome: "cannot-login" }, []],
    [{ outcome: "answered" }, []],
  ] as const)("that ends with %j says %j", (session, expected) => {
    expect(asked(login(session))).toEqual(expected);
  });

  test.each([
    [1_000, []],
    [1_020, ["database-answers-late"]],
  ])("whose query takes %i ms says %j", (query, expected) => {
    expect(asked(login({ phases: { greeting: 1, login: 3, query } }))).toEqual(expected);
  });

  test("that is slow behind a pooler suggests that its pool is full", () => {
    const slow = { through: "pooler", phases: { greeting: 1, login: 3, query: 4_000 } } as const;
    expect(asked(login(slow))).toEqual(["clients-wait-for-pool?", "database-answers-late"]);
  });
});

describe("a wait for a lock", () => {
  const seen = (...sessions: readonly ReturnType<typeof client>[]) => asked(login(), [state({ sessions })]);

  test.each([
    ["of the application, from its own host", [waiting(), holder()], ["sessions-wait-for-lock"]],
    ["whose holder is not shown", [waiting()], ["sessions-wait-for-lock"]],
    ["from another host", [waiting({ client: "192.0.2.31" }), holder()], ["sessions-wait-for-lock?"]],
    ["whose client is not shown", [waiting({ client: null }), holder()], ["sessions-wait-for-lock?"]],
    ["of another user", [waiting({ user: "reports" }), holder()], []],
    ["in another database", [waiting({ database: "stock" }), holder()], []],
    ["of autovacuum", [waiting({ user: null, database: "shop" }), holder()], []],
    ["of 1.0 s", [waiting({ inQuery: 1_000 }), holder()], []],
    ["of 1.1 s", [waiting({ inQuery: 1_100 }), holder()], ["sessions-wait-for-lock"]],
    ["for a lock that is held for 20 ms", [waiting(), holder({ inTransaction: 20 })], []],
    ["that is none", [running({ blockedBy: [] })], ["statement-runs-long?"]],
    ["for who nobody names", [waiting({ blockedBy: [] })], ["sessions-wait-for-lock?"]],
  ] as const)("%s", (_, sessions, expected) => {
    expect(seen(...sessions)).toEqual(expected);
  });
});

describe("a statement that runs for long", () => {
  const late = EXAMPLE_START + 60_000;
  const seen = (session: ReturnType<typeof client>, ...plans: readonly Evidence[]) =>
    asked(login(), [state({ sessions: [session] }, late), ...plans]);

  test.each([
    [{}, {}, ["statement-reads-whole-table", "statement-runs-long"]],
    [{ inQuery: 1_000 }, {}, []],
    [{ inQuery: 1_100 }, {}, ["statement-reads-whole-table", "statement-runs-long"]],
    [{}, { rows: 9_999 }, ["statement-runs-long"]],
    [{}, { rows: 10_000 }, ["statement-reads-whole-table", "statement-runs-long"]],
    [{}, { rows: null }, ["statement-runs-long"]],
    [{}, { hasIndex: true }, ["statement-runs-long"]],
    [{}, { hasIndex: null }, ["statement-runs-long"]],
    [{}, { filteredOn: [] }, ["statement-runs-long"]],
    [{ digest: "d2" }, {}, ["statement-runs-long"]],
    [{ user: "reports" }, {}, []],
    [{ client: "192.0.2.99" }, {}, ["statement-reads-whole-table?", "statement-runs-long?"]],
    [{ inQuery: 3_600_000 }, {}, ["statement-reads-whole-table?", "statement-runs-long?"]],
    [{ waitsFor: "IO:DataFileRead" }, {}, ["statement-reads-whole-table", "statement-runs-long"]],
    [{ waitsFor: "Client:ClientWrite" }, {}, []],
    [{ waitsFor: "IPC:SyncRep" }, {}, []],
    [{ waitsFor: "Timeout:PgSleep" }, {}, ["statement-reads-whole-table?", "statement-runs-long?"]],
    [{ state: "idle-in-transaction" }, {}, []],
  ] as const)("%j, with a plan %j, says %j", (session, scan, expected) => {
    expect(seen(running(session), plan(scan))).toEqual(expected);
  });
});

describe("a pool", () => {
  test.each([
    [{}, ["clients-wait-for-pool"]],
    [{ longestWait: 1_000 }, []],
    [{ longestWait: 1_001 }, ["clients-wait-for-pool"]],
    [{ waiting: 0, longestWait: null }, []],
    [{ active: 4 }, []],
    [{ idle: 1 }, []],
    [{ limit: null }, ["clients-wait-for-pool?"]],
    [{ name: "stock/app" }, []],
    [{ name: "orders" }, ["clients-wait-for-pool?"]],
  ])("%j says %j", (pool, expected) => {
    expect(asked(login(), [pools(pool)])).toEqual(expected);
  });
});

describe("limits and replicas", () => {
  const used = (count: number) =>
    state({ connections: { used: count, limit: 100, reserved: 3, turnedAway: 0 } });

  test.each([
    [96, []],
    [97, ["database-at-its-limit?", "login-finds-no-room?"]],
  ])("%i of 97 connections say %j", (count, expected) => {
    expect(asked(login(), [used(count)])).toEqual(expected);
  });

  const replica = (lag: number, at: number) =>
    state({ isReplica: true, isReadOnly: true, lag }, EXAMPLE_START + at);

  test.each([
    [[replica(6_000, 0), replica(6_500, 500)], ["replica-is-behind"]],
    [[replica(5_000, 0), replica(5_000, 500)], []],
    [[replica(600_000, 0), replica(0, 500)], []],
    [[replica(600_000, 0)], []],
    [[replica(6_000, 0), replica(6_000, 499)], []],
  ])("a replica %# says %j", (looks, expected) => {
    expect(asked(login(), looks)).toEqual(expected);
  });
});

describe("what stands behind an application", () => {
  const slow = attempt({ exchange: { phases: { firstByte: 4_000, transfer: 1 } }, attempt: proper });
  const behind = (...records: readonly (readonly Evidence[])[]) =>
    behindApplication([askingDatabase(), ...records.flat()]);
  const locked = behind(login(), [state({ sessions: [waiting(), holder()] })]);

  test("bears on an answer that comes late", () => {
    expect(said([asking()], slow, locked)).toEqual(["sessions-wait-for-lock"]);
  });

  test("does not bear on an answer that comes in time, nor on an error that comes at once", () => {
    expect(said([asking()], attempt({ attempt: proper }), locked)).toEqual([]);
    expect(said([asking()], attempt({ exchange: { status: 500 } }), locked)).toEqual([]);
  });

  test("bears on a proxy that gave up, whatever its patience was", () => {
    expect(said([asking()], attempt({ exchange: nginxPage(504, "Gateway Time-out") }), locked)).toEqual([
      "sessions-wait-for-lock",
    ]);
  });

  test("does not bear on it where the application between was not reached", () => {
    const dead = attempt({ attempt: { failedAt: "connect" } }).map(
      (record) => ({ ...record, hop: 2 }) as Evidence,
    );
    const further = behindApplication([askingDatabase(), ...login(), ...[]], 3);
    const state3 = behindApplication([state({ sessions: [waiting(), holder()] })], 3);
    const gaveUp = attempt({ exchange: nginxPage(504, "Gateway Time-out") });
    expect(said([asking()], gaveUp, dead, further, state3)).toEqual([]);
  });

  test("a refused connection is the database's", () => {
    expect(said([asking()], slow, behind(refusedThere()))).toEqual(["database-refuses-connection"]);
    expect(asked(refusedThere())).toEqual([]);
  });

  test("a database that takes no writes bears on a write that fails", () => {
    const failed = attempt({ exchange: { status: 500 } });
    const replica = behind(login(), [state({ isReplica: true, isReadOnly: true })]);
    expect(said([asking({ method: "POST" })], failed, replica)).toEqual([
      "database-takes-no-writes",
      "request-writes",
    ]);
    expect(said([asking({ method: "GET" })], failed, replica)).toEqual([]);
    expect(said([asking({ method: "POST" })], attempt({ attempt: proper }), replica)).toEqual([]);
  });
});

describe("an application that writes down that its database takes no writes", () => {
  const failing = [asking(), ...attempt({ exchange: { status: 500, answeredBy: "origin" } })];
  const database = (isReadOnly: boolean) => behindApplication([askingDatabase(), state({ isReadOnly })]);
  const line = (signals: readonly string[], isOurs = true) =>
    behindApplication([errorLine({ reason: null, signals, isOurs })]);

  test("was refused for it, whatever the request's method", () => {
    expect(said(failing, database(true), line(["postgres-read-only"]))).toContain("request-writes");
  });

  test.each([
    ["another's request", database(true), line(["postgres-read-only"], false)],
    ["a database that takes writes now", database(false), line(["postgres-read-only"])],
    ["another error", database(true), line(["postgres-deadlock"])],
  ])("%s says nothing of this one", (_, behind, logged) => {
    expect(said(failing, behind, logged)).not.toContain("request-writes");
  });
});
