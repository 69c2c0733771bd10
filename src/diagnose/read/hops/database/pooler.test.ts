import { describe, expect, test } from "vitest";
import { askingDatabase, login, poolState } from "../../../../../test/database-records.ts";
import { isProven } from "../../../../../test/is-proven.ts";
import type { DatabaseSession, PoolServer, PoolState } from "../../../../evidence/index.ts";
import { causes } from "../../../causes/index.ts";
import { diagnose } from "../../../diagnose.ts";

const silent: Partial<DatabaseSession> = {
  outcome: "silent",
  serverVersion: null,
  through: "unknown",
  phases: { greeting: null, login: null, query: null },
};

const turnedAway: Partial<DatabaseSession> = {
  ...silent,
  outcome: "not-ready",
  through: "pooler",
  code: "08P01",
  message: "server login has been failing, try again later (server_login_retry)",
};

const server: PoolServer = { host: "192.0.2.50", port: 5432, connect: null, holdsForPooler: true };

const lacking: PoolState["pools"][number] = {
  ...{ name: "shop/app", active: 0, idle: 0, limit: 20, waiting: 1, longestWait: 1_000, opening: 0 },
  server,
};

function verdictOf(session: Partial<DatabaseSession>, state: Omit<PoolState, "source">) {
  const evidence = [askingDatabase(), ...login(session), poolState(state)];
  return { ...diagnose(evidence, causes).verdict, proven: isProven(evidence, causes) };
}

const poolThat = (changes: Partial<PoolState["pools"][number]>) => ({ pools: [{ ...lacking, ...changes }] });

describe("a pooler without a connection to its server", () => {
  test.each([silent, turnedAway])("is refused by it, asked from the pooler's host (%#)", (session) => {
    const verdict = verdictOf(session, poolThat({ server: { ...server, connect: "refused" } }));
    expect(verdict).toMatchObject({ boundary: "database", cause: "database-refused", proven: true });
    expect(verdict.summary).toContain(
      "from the pooler at 192.0.2.40:5432 to its database at 192.0.2.50:5432",
    );
  });

  test("is refused from another host, which says nothing of the pooler", () => {
    const seen = { ...server, connect: "refused" as const, holdsForPooler: false };
    const { cause, summary, fix } = verdictOf(silent, poolThat({ server: seen }));
    expect(cause).toBeNull();
    expect(summary).toContain("from this host, which is not the pooler's, is refused");
    expect(fix.join("\n")).toContain("pg_isready -h 192.0.2.50 -p 5432");
  });

  test.each([
    ["nobody answers", { server: { ...server, connect: "timed-out" as const } }, "gets no answer"],
    [
      "the server takes connections",
      { server: { ...server, connect: "connected" as const } },
      "the pooler's login",
    ],
    ["it is paused", { isPaused: true as const }, "paused"],
    ["its server has a socket", { server: { ...server, host: "/run/pg" } }, "at the socket in /run/pg"],
  ])("has no listed cause where %s, and tells what to look at", (_, changes, words) => {
    const { boundary, cause, summary, fix, alternatives } = verdictOf(silent, poolThat(changes));
    expect({ boundary, cause, alternatives }).toEqual({
      boundary: "database",
      cause: null,
      alternatives: [],
    });
    expect(summary).toContain(words);
    expect(fix.join("\n")).toContain("SHOW SERVERS");
  });

  test("says so by its words where its console is closed", () => {
    const { cause, summary, alternatives } = verdictOf(turnedAway, { isClosed: true, pools: [] });
    expect(cause).toBeNull();
    expect(summary).toContain("server login has been failing");
    expect(alternatives).toEqual([]);
  });
});

describe("a login that a pooler leaves without an answer says no more than that", () => {
  test.each([
    ["its console is closed", { isClosed: true as const, pools: [] }],
    ["nobody waits in its pool", poolThat({ waiting: 0, longestWait: null })],
    ["its pool has a connection", poolThat({ idle: 1 })],
    ["the pool is another user's", poolThat({ name: "shop/other" })],
  ])("where %s", (_, state) => {
    const { cause, summary, alternatives } = verdictOf(silent, state);
    expect(cause).toBeNull();
    expect(summary).toContain(
      "for all are in use, or for the server does not let it in, is gone or is paused",
    );
    expect(alternatives.map((one) => one.cause)).toContain("pool-exhausted");
  });
});

test("a pool with all of its connections in use is exhausted, and has a server", () => {
  const full = poolThat({ active: 20, waiting: 3, longestWait: 5_000 });
  expect(verdictOf(silent, full)).toMatchObject({ cause: "pool-exhausted" });
});
