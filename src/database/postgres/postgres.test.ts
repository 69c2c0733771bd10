import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askedOf, logIn } from "../../../test/database-login.ts";
import { type DatabaseServer, installed, startPostgres } from "../../../test/database-servers.ts";
import type { Evidence } from "../../evidence/index.ts";
import { lookAtState, measureStatements, type OpenSession } from "../index.ts";
import { explain } from "../state/explain.ts";

describe.skipIf(!installed.postgres)("PostgreSQL", () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startPostgres(["max_connections=12"]);
  });
  afterAll(() => server.stop());

  const login = (credentials: string | null, path = "/postgres") =>
    logIn("postgres", server.port, { credentials, path });
  const open = async (credentials = "app:geheim"): Promise<OpenSession> => {
    const { session } = await login(credentials);
    if (session === null) throw new Error("not let in");
    return session;
  };

  test("a login by SCRAM and a query are an answer", async () => {
    const { record, session, recorder } = await login("app:geheim");
    expect(record.value).toMatchObject({
      outcome: "answered",
      engine: "postgres",
      user: "app",
      database: "postgres",
      tls: "not-offered",
      through: "server",
      isReadOnly: false,
      isReplica: false,
    });
    expect(record.value.phases.query).not.toBe(null);
    expect(JSON.stringify(recorder.evidence)).not.toContain("geheim");
    session?.close();
  });

  test.each([
    ["a wrong password", "app:falsch", "/postgres", { outcome: "refused-login", code: "28P01" }],
    ["a database that is not there", "app:geheim", "/none", { outcome: "refused-login", code: "3D000" }],
    [
      "TLS that is demanded of a server without it",
      "app:geheim",
      "/?sslmode=require",
      { outcome: "tls-mismatch", tls: "not-offered" },
    ],
    ["no password", "app", "/postgres", { outcome: "cannot-login", code: null }],
    ["no user", null, "/postgres", { outcome: "cannot-login" }],
    [
      "a session that takes writes",
      "app:geheim",
      "/postgres?target_session_attrs=read-write",
      { outcome: "answered" },
    ],
    [
      "a read-only session where writes are asked for",
      "app:geheim",
      "/postgres?target_session_attrs=read-write&options=-cdefault_transaction_read_only%3Don",
      { outcome: "read-only", isReadOnly: true },
    ],
  ])("%s is told", async (_, credentials, path, expected) => {
    const { record, session, recorder } = await login(credentials, path);
    session?.close();
    expect(record.value).toMatchObject(expected);
    expect(recorder.gaps.length).toBe(record.value.outcome === "cannot-login" ? 1 : 0);
    expect(JSON.stringify([recorder.evidence, recorder.gaps])).not.toMatch(/geheim|falsch/);
  });

  test("the limit of connections is told", async () => {
    const held: OpenSession[] = [];
    for (let count = 0; count < 12; count += 1) {
      const { session } = await login("app:geheim");
      if (session !== null) held.push(session);
    }
    const { record } = await login("app:geheim");
    for (const session of held) session.close();
    expect(record.value).toMatchObject({ outcome: "too-many-connections", code: "53300" });
  });

  test("the state names who waits for whom, and no text of a statement; a slow one has its plan", async () => {
    const [holder, waiter, slow] = [await open(), await open(), await open()];
    await holder.ask("CREATE TABLE orders (id int, customer_id int, note text)", 5_000);
    await holder.ask(
      "INSERT INTO orders SELECT g, g % 100, 'x' FROM generate_series(1, 20000) g; ANALYZE orders",
      20_000,
    );
    await holder.ask("BEGIN", 5_000);
    await holder.ask("UPDATE orders SET note = 'verborgen' WHERE id = 5", 5_000);
    const waiting = waiter.ask("UPDATE orders SET note = 'verborgen' WHERE id = 5", 30_000);
    const running = slow.ask(
      "SELECT count(*), pg_sleep(2) FROM orders WHERE customer_id = 7 AND note <> 'verborgen'",
      30_000,
    );
    const { session, recorder, context } = await login("app:geheim");
    if (session === null) throw new Error("not let in");
    const asked = await askedOf({
      scheme: "postgres",
      port: server.port,
      path: "/postgres",
      credentials: "app",
    });
    const look = { session, asked, address: "127.0.0.1", explained: new Set<string>() };
    const statesSoFar = () =>
      recorder.evidence.filter((one): one is Evidence<"database-state"> => one.kind === "database-state");
    const waitingOf = () =>
      statesSoFar()
        .at(-1)
        ?.value.sessions.find((one) => one.state === "waiting");
    const plan = () =>
      recorder.evidence.find((one): one is Evidence<"query-plan"> => one.kind === "query-plan")?.value;
    for (let tries = 0; tries < 1_000 && (waitingOf() === undefined || plan() === undefined); tries += 1) {
      expect(await lookAtState(look, context)).toBe(true);
    }
    expect(waitingOf()).toMatchObject({
      waitsFor: "Lock:transactionid",
      blockedBy: [holder.ownId],
      object: "orders",
      verb: "UPDATE",
    });
    expect(statesSoFar().at(-1)?.value.connections).toMatchObject({ limit: 12, reserved: 3 });
    expect(plan()?.fullScans).toEqual([
      { table: "orders", rows: 20_000, filteredOn: ["customer_id", "note"], hasIndex: false },
    ]);
    await holder.ask("ROLLBACK", 5_000);
    await Promise.all([waiting, running]);
    for (const one of [holder, waiter, slow, session]) one.close();
    expect(JSON.stringify(recorder.evidence)).not.toContain("verborgen");
  });

  test("a statement with parameters has the plan for any values, and leaves nothing prepared", async () => {
    const [admin, session] = [await open(), await open()];
    await admin.ask(
      "CREATE TABLE parts AS SELECT g AS id, g % 10 AS kind FROM generate_series(1, 1000) g; ANALYZE parts",
      5_000,
    );
    const plan = await explain(session, "SELECT * FROM parts p WHERE p.kind = $1 AND id > $2");
    expect(plan?.fullScans).toEqual([
      { table: "parts", rows: 1000, filteredOn: ["id", "kind"], hasIndex: false },
    ]);
    expect(await explain(session, "SELECT $1::int; DROP TABLE parts")).toBe(null);
    expect(await explain(session, "SELECT 1; DROP TABLE parts")).toBe(null);
    expect(await explain(session, "SELECT nonsense FROM parts WHERE id = $1")).toBe(null);
    const left = await session.ask(
      "SELECT (SELECT count(*) FROM pg_prepared_statements WHERE name <> ''), (SELECT count(*) FROM parts)",
      5_000,
    );
    expect(left.kind === "rows" ? left.result.rows : left).toEqual([["0", "1000"]]);
    for (const one of [admin, session]) one.close();
  });

  test("a statement that is run for its plan tells its rows and its time, within a bound, and writes nothing", async () => {
    const { session, recorder, context } = await login("app:geheim");
    if (session === null) throw new Error("not let in");
    // A sum of two columns is estimated by a rule of thumb: 1 row in 200.
    await session.ask(
      "CREATE TABLE sums AS SELECT g AS a, -g AS b FROM generate_series(1, 40000) g; ANALYZE sums; CREATE TABLE kept (n int)",
      20_000,
    );
    await session.ask(
      "CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS 'INSERT INTO kept VALUES (1) RETURNING 1'",
      5_000,
    );
    const texts = [
      "SELECT * FROM sums WHERE a + b = 0",
      "SELECT pg_sleep(60) FROM sums",
      "SELECT writes() FROM sums",
      "SELECT * FROM sums FOR UPDATE",
    ];
    const toMeasure = [];
    for (const text of texts) {
      const plan = await explain(session, text);
      if (plan !== null) toMeasure.push({ text, plan });
    }
    const asked = await askedOf({
      scheme: "postgres",
      port: server.port,
      path: "/postgres",
      credentials: "app",
    });
    await measureStatements(
      { session, asked, address: "127.0.0.1", explained: new Set(), toMeasure },
      context,
      3_000,
    );
    const plans = recorder.evidence.filter((one): one is Evidence<"query-plan"> => one.kind === "query-plan");
    expect(plans.map(({ value }) => value.measured)).toEqual([
      {
        ...{ took: expect.any(Number), bound: 3_000 },
        reads: [{ table: "sums", loops: 1, estimatedRows: 200, actualRows: 40_000 }],
      },
      { took: null, bound: 3_000, reads: [] },
    ]);
    expect(recorder.gaps.map(({ needs }) => needs.split(": ")[1])).toEqual([
      "the server does not measure it",
      "by its words it may do more than read, or its values are not known",
    ]);
    const kept = await session.ask("SELECT count(*) FROM kept", 5_000);
    expect(kept.kind === "rows" ? kept.result.rows : kept).toEqual([["0"]]);
    session.close();
  });

  test("a user without rights is told which grant it lacks", async () => {
    const admin = await open();
    await admin.ask("CREATE ROLE low LOGIN PASSWORD 'tief'", 5_000);
    await admin.ask("SELECT 1", 5_000);
    const { session, recorder, context } = await login("low:tief");
    if (session === null) throw new Error("not let in");
    const asked = await askedOf({
      scheme: "postgres",
      port: server.port,
      path: "/postgres",
      credentials: "low",
    });
    await lookAtState({ session, asked, address: "127.0.0.1", explained: new Set() }, context);
    expect(recorder.gaps).toMatchObject([{ allowBy: expect.stringContaining("pg_read_all_stats") }]);
    for (const one of [admin, session]) one.close();
  });
});
