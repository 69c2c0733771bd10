import { describe, expect, test } from "vitest";
import {
  askingDatabase,
  behindApplication,
  holder,
  login,
  pools,
  state,
  waiting,
} from "../../../../test/database-records.ts";
import { EXAMPLE_START, exampleRecord } from "../../../../test/example-record.ts";
import { asking, attempt, nginxPage, proper } from "../../../../test/http-records.ts";
import type { Evidence, PoolCounts } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { causes } from "../index.ts";

type Records = readonly Evidence[];
const judged = (...records: readonly Records[]) => diagnose(records.flat(), causes);
const told = (...records: readonly Records[]) => {
  const { verdict, alsoFound } = judged(...records);
  const { status, boundary, cause } = verdict;
  return `${status} ${boundary} ${cause}${alsoFound.map((found) => `, also ${found.cause}`).join("")}`;
};

/** What an application says of its pool before a request, during it and later. */
const looks = (...seen: readonly Partial<PoolCounts>[]) =>
  behindApplication(
    seen.map((counts, index) =>
      exampleRecord(
        `p${index}`,
        "pool-state",
        {
          source: "http://192.0.2.30:8080/metrics",
          readFrom: "metrics",
          pools: [{ name: "main", active: 5, idle: 0, limit: 5, waiting: 0, longestWait: null, ...counts }],
        },
        {
          boundary: "database",
          by: "observed",
          purpose: "context",
          observedAt: EXAMPLE_START + index * 1_000,
        },
      ),
    ),
  );

const exhausted = looks({}, { waiting: 2 }, { waiting: 2 });
const inFullUse = looks({}, { waiting: 1 }, {});
const gaveUp = [asking(), ...attempt({ exchange: nginxPage(504, "Gateway Time-out") })];
const late = [
  asking(),
  ...attempt({ exchange: { phases: { firstByte: 4_000, transfer: 1 } }, attempt: proper }),
];
const error = [
  asking(),
  ...attempt({
    exchange: {
      status: 500,
      answeredBy: "origin",
      errorBody: '{"error":"no connection"}',
      headers: { "content-type": "application/json" },
      phases: { firstByte: 4_000, transfer: 1 },
    },
  }),
];
const answered = [asking(), ...attempt({ attempt: proper })];
const database = (...records: Records) => behindApplication([askingDatabase(), ...login(), ...records], 3);

describe("requests that wait for a connection of the application's own pool", () => {
  test.each([
    ["make a proxy give up", gaveUp, exhausted, "broken database pool-exhausted"],
    ["make its answer late", late, exhausted, "degraded database pool-exhausted"],
    ["make it answer with an error after a while", error, exhausted, "broken database pool-exhausted"],
    ["do not touch one that is answered at once", answered, exhausted, "healthy null null"],
    ["for a moment are a pool at work: late", late, inFullUse, "degraded app app-slow"],
    ["for a moment are a pool at work: answered", answered, inFullUse, "healthy null null"],
  ])("%s", (_, request, seen, expected) => {
    expect(told(request, seen)).toBe(expected);
  });

  test("come of what holds its connections, where that is proven at the database", () => {
    const locked = database(state({ sessions: [waiting(), holder()] }));
    expect(told(gaveUp, exhausted, locked)).toMatch(/^broken database lock-wait/);
    expect(told(gaveUp, exhausted, database())).toBe("broken database pool-exhausted");
  });

  test("are told with the pool's name, its limit and how many wait, and where", () => {
    expect(judged(gaveUp, exhausted).verdict).toMatchObject({
      at: "192.0.2.30:8080",
      summary: "the pool main has all of its 5 connections in use, and 2 requests wait for one",
    });
  });

  test("are told of pgbouncer with the longest wait", () => {
    const { verdict } = judged([
      askingDatabase(),
      ...login({ phases: { greeting: 1, login: 3, query: 4_000 } }),
      pools(),
    ]);
    expect(verdict.summary).toBe(
      "the pool shop/app has all of its 5 connections in use, and 3 clients wait for one, for up to 2.4 s",
    );
  });

  test("are a suspicion where no limit is told: connections may be what cannot be had", () => {
    const { verdict } = judged(
      gaveUp,
      looks({ limit: null }, { limit: null, waiting: 2 }, { limit: null, waiting: 2 }),
    );
    expect(verdict.confidence).toBeLessThan(0.9);
  });
});
