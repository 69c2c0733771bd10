import { describe, expect, test } from "vitest";
import {
  askingDatabase,
  behindApplication,
  holder,
  login,
  plan,
  pools,
  refusedThere,
  running,
  state,
  waiting,
} from "../../../../test/database-records.ts";
import { EXAMPLE_START } from "../../../../test/example-record.ts";
import { asking, attempt, nginxPage, proper } from "../../../../test/http-records.ts";
import type { Evidence, HttpExchange } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

type Records = readonly Evidence[];
const judged = (...records: readonly Records[]) => diagnose(records.flat(), causes);
const told = (...records: readonly Records[]) => {
  const { verdict, alsoFound } = judged(...records);
  const { status, boundary, cause } = verdict;
  return `${status} ${boundary} ${cause}${alsoFound.map((found) => `, also ${found.cause}`).join("")}`;
};

/** What is in order at the database, and what is not. */
const late = EXAMPLE_START + 60_000;
const locked = [...login(), state({ sessions: [waiting(), holder()] })];
const scanning = [...login(), state({ sessions: [running()] }, late), plan()];
const unplanned = [...login(), state({ sessions: [running()] }, late)];
const full = [...login(), pools()];
const lagging = [0, 1_000].map((at) =>
  state({ isReplica: true, isReadOnly: true, lag: 30_000 }, EXAMPLE_START + at),
);

describe("a database that is asked itself", () => {
  const database = (...records: readonly Records[]) => told([askingDatabase()], ...records);

  test.each([
    [login(), "healthy null null"],
    [login({ outcome: "refused-login", code: "28P01" }), "broken database database-auth-failed"],
    [login({ outcome: "refused-login", code: "28000" }), "broken database database-auth-failed"],
    [login({ outcome: "refused-login", code: "3D000" }), "broken database database-auth-failed"],
    [
      login({ outcome: "too-many-connections", code: "53300" }),
      "broken database database-too-many-connections",
    ],
    [login({ outcome: "tls-mismatch", tls: "not-offered" }), "broken database database-tls-mismatch"],
    [login({ outcome: "tls-mismatch", tls: "refused" }), "broken database database-tls-mismatch"],
    [login({ outcome: "read-only", isReplica: true }), "broken database database-read-only"],
    [login({ outcome: "not-ready", code: "57P03" }), "broken database null"],
    [login({ outcome: "silent" }), "broken database null"],
    [login({ outcome: "not-this-database" }), "broken database null"],
    [login({ outcome: "cannot-login" }), "inconclusive null null"],
    [login({ phases: { greeting: 1, login: 2_000, query: 1 } }), "degraded database null"],
    [refusedThere(), "broken tcp port-not-listening"],
    [[...login(), ...lagging], "healthy null null, also replica-lag"],
    [[...login(), ...lagging.slice(1)], "healthy null null"],
    [locked, "healthy null null, also lock-wait"],
    [scanning, "healthy null null, also slow-query"],
    [unplanned, "healthy null null"],
    [full, "healthy null null, also pool-exhausted"],
    [
      [...login({ phases: { greeting: 1, login: 3, query: 4_000 } }), pools()],
      "degraded database pool-exhausted",
    ],
    [
      [...login(), state({ connections: { used: 97, limit: 100, reserved: 3, turnedAway: 9 } })],
      "healthy null null",
    ],
  ])("%#: %2$s", (records, expected) => {
    expect(database(records)).toBe(expected);
  });

  test("the words of the server are told, and where it is", () => {
    const refused = login({ outcome: "refused-login", code: "28P01", message: "no such password" });
    expect(judged([askingDatabase()], refused).verdict).toMatchObject({
      at: "192.0.2.40:5432",
      summary: "the database at 192.0.2.40:5432 refuses the login: 28P01: no such password",
    });
  });
});

const slowly: Partial<HttpExchange> = { phases: { firstByte: 4_000, transfer: 1 } };
const error: Partial<HttpExchange> = {
  status: 500,
  answeredBy: "origin",
  errorBody: '{"error":"database"}',
  headers: { "content-type": "application/json" },
};
const slowError = { ...error, ...slowly };
const gaveUp = { ...nginxPage(504, "Gateway Time-out"), phases: { firstByte: 2_000, transfer: 1 } };

const http = (exchange: Partial<HttpExchange>, isProper = false, method = "GET") => [
  asking({ method }),
  ...attempt({ exchange, ...(isProper ? { attempt: proper } : {}) }),
];
const at = (hop: number, records: Records) =>
  records.map((record) => ({ ...record, hop, vantage: "edge" }) as Evidence);
const database = (records: Records, hop = 2) => behindApplication([askingDatabase(), ...records], hop);

describe("a database behind the application that is asked", () => {
  test.each([
    [
      "a login that is refused",
      error,
      login({ outcome: "refused-login", code: "28P01" }),
      "database-auth-failed",
    ],
    [
      "a limit that is met",
      error,
      login({ outcome: "too-many-connections" }),
      "database-too-many-connections",
    ],
    [
      "TLS that is not offered",
      error,
      login({ outcome: "tls-mismatch", tls: "not-offered" }),
      "database-tls-mismatch",
    ],
    ["a port where nothing listens", error, refusedThere(), "database-refused"],
    ["a database that starts", error, login({ outcome: "not-ready", code: "57P03" }), "null"],
    ["a lock, and a timeout of the application", slowError, locked, "lock-wait"],
    ["a replica that is behind", error, [...login(), ...lagging], "replica-lag"],
  ])("an error of it by %s is the database's", (_, exchange, records, expected) => {
    expect(told(http(exchange), database(records))).toBe(`broken database ${expected}`);
  });

  test.each([
    ["a lock", locked, "lock-wait"],
    ["a scan", scanning, "slow-query"],
    ["a statement whose plan is not known", unplanned, "slow-query"],
    ["a full pool", full, "pool-exhausted"],
    ["a full pool, for a lock", [...locked, pools()], "lock-wait"],
    ["a full pool, for a scan", [...scanning, pools()], "slow-query"],
    ["a port where nothing listens", refusedThere(), "database-refused"],
    ["a limit that is met", login({ outcome: "too-many-connections" }), "database-too-many-connections"],
  ])("an answer that comes late by %s is the database's", (_, records, expected) => {
    expect(told(http(slowly, true), database(records))).toBe(`degraded database ${expected}`);
  });

  test.each([
    ["nothing", login()],
    ["a lock of others", [...login(), state({ sessions: [waiting({ user: "reports" }), holder()] })]],
    ["a short wait", [...login(), state({ sessions: [waiting({ inQuery: 20 }), holder()] })]],
    ["a busy pool", [...login(), pools({ longestWait: 300 })]],
  ])("an answer that comes late beside %s is the application's", (_, records) => {
    expect(told(http(slowly, true), database(records))).toBe("degraded app app-slow");
  });

  test.each([
    ["a lock", locked, ", also lock-wait"],
    ["a replica that is behind", [...login(), ...lagging], ", also replica-lag"],
    ["a login that is refused", login({ outcome: "refused-login" }), ", also database-auth-failed"],
    ["a port where nothing listens", refusedThere(), ", also database-refused"],
    ["a full pool", full, ", also pool-exhausted"],
    ["a replica for reads", [...login(), state({ isReplica: true, isReadOnly: true, lag: 0 })], ""],
    ["a busy database", unplanned, ""],
  ])("an answer in time beside %s is healthy", (_, records, also) => {
    expect(told(http({}, true), database(records))).toBe(`healthy null null${also}`);
  });

  test("an error that comes at once is no lock's", () => {
    expect(told(http(error), database(locked))).toBe("broken app app-error, also lock-wait");
  });

  test("a write that fails before a database that takes none is a write to the wrong place", () => {
    const readOnly = database([...login(), state({ isReplica: true, isReadOnly: true, lag: 0 })]);
    expect(told(http(error, false, "POST"), readOnly)).toBe("broken database database-read-only");
    expect(told(http(error, false, "GET"), readOnly)).toBe("broken app app-error");
  });

  test("the holder of the lock is named, with how to look at it and how to end it", () => {
    const { verdict } = judged(http(slowly, true), database(locked));
    expect(verdict.at).toBe("192.0.2.40:5432");
    expect(verdict.summary).toContain(
      "session 77 of reports at 192.0.2.99 (psql), idle in its transaction for 35 s, holds, for 2.5 s",
    );
    expect(verdict.fix.join("\n")).toContain("WHERE pid = 77");
    expect(verdict.fix.at(-1)).toContain("pg_terminate_backend(77)");
  });

  test("the index that is missing is named", () => {
    const { verdict } = judged(http(slowly, true), database(scanning));
    expect(verdict.fix.join("\n")).toContain("CREATE INDEX CONCURRENTLY ON orders (customer)");
  });
});

describe("a database behind an application behind a proxy", () => {
  const chain = (edge: Partial<HttpExchange>, app: readonly Evidence[], records: Records) =>
    told(http(edge), at(2, app), database(records, 3));

  test("a proxy that gives up on work that waits for a lock", () => {
    expect(chain(gaveUp, http({ phases: { firstByte: 5_000, transfer: 1 } }, true), locked)).toBe(
      "broken database lock-wait",
    );
    expect(chain(gaveUp, http({ outcome: "no-answer", status: null, took: 9_000 }), locked)).toBe(
      "broken database lock-wait",
    );
    expect(told(http(gaveUp), database(locked, 3))).toBe("broken database lock-wait");
  });

  test("an error of the application that a proxy hands on, for a login that is refused", () => {
    const refused = login({ outcome: "refused-login", code: "28P01" });
    expect(chain(error, http(error), refused)).toBe("broken database database-auth-failed");
    expect(chain({ ...gaveUp }, http(slowError), refused)).toBe("broken database database-auth-failed");
    expect(chain(error, http(error), refusedThere())).toBe("broken database database-refused");
  });

  test("a proxy that cannot reach the application is no database's doing", () => {
    const dead = [asking(), ...attempt({ attempt: { failedAt: "connect", status: null } }).slice(1)];
    expect(chain(gaveUp, dead, locked)).not.toContain("database lock-wait,");
    expect(chain(gaveUp, dead, locked).startsWith("broken proxy")).toBe(true);
  });
});

test("a database that says that it does not serve is told by its words, with what to look at and nothing else that it could be", () => {
  const { verdict } = diagnose(
    [
      askingDatabase({ scheme: "redis" }),
      ...login({
        engine: "redis",
        outcome: "not-ready",
        code: "LOADING",
        message: "LOADING Redis is loading",
      }),
    ],
    causes,
  );
  expect(verdict).toMatchObject({ boundary: "database", cause: null, alternatives: [] });
  expect(verdict.summary).toBe(
    "the database at 192.0.2.40:5432 is there and does not serve: LOADING Redis is loading",
  );
  expect(verdict.confidence).toBeGreaterThan(0.8);
  expect(verdict.fix.join("\n")).toContain("redis-cli -h 192.0.2.40 -p 5432 INFO persistence replication");
});
