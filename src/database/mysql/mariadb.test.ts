import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askedOf, logIn } from "../../../test/database-login.ts";
import { type DatabaseServer, installed, startMariadb } from "../../../test/database-servers.ts";
import type { Evidence } from "../../evidence/index.ts";
import { lookAtState, measureStatements, type OpenSession } from "../index.ts";
import { explain } from "../state/explain.ts";

describe.skipIf(!installed.mariadb)("MariaDB", () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());

  const login = (credentials: string | null, path = "/shop") =>
    logIn("mariadb", server.port, { credentials, path });
  const open = async (credentials = "app:geheim"): Promise<OpenSession> => {
    const { session } = await login(credentials);
    if (session === null) throw new Error("not let in");
    return session;
  };

  test.each([
    [
      "a login and a query",
      "app:geheim",
      "/shop",
      { outcome: "answered", through: "server", isReadOnly: false },
    ],
    ["a wrong password", "app:falsch", "/shop", { outcome: "refused-login", code: "1045" }],
    ["a database that is not there", "app:geheim", "/none", { outcome: "refused-login", code: "1049" }],
    ["no password", "app", "/shop", { outcome: "cannot-login", code: "1045" }],
    [
      "TLS that is demanded of a server without it",
      "app:geheim",
      "/shop?ssl-mode=REQUIRED",
      { outcome: "tls-mismatch", tls: "not-offered" },
    ],
  ])("%s is told", async (_, credentials, path, expected) => {
    const { record, session, recorder } = await login(credentials, path);
    session?.close();
    expect(record.value).toMatchObject(expected);
    expect(JSON.stringify([recorder.evidence, recorder.gaps])).not.toMatch(/geheim|falsch/);
  });

  test("the limit of connections is told by an error in the place of the greeting", async () => {
    const held: OpenSession[] = [];
    for (let count = 0; count < 12; count += 1) {
      const { session } = await login("low:tief");
      if (session !== null) held.push(session);
    }
    const { record } = await login("low:tief");
    for (const session of held) session.close();
    expect(record.value).toMatchObject({ outcome: "too-many-connections", code: "1040" });
  });

  test("the state names who waits for whom, and no text of a statement; a slow one has its plan", async () => {
    const [holder, waiter, slow] = [await open(), await open(), await open()];
    await holder.ask("CREATE TABLE orders (id int PRIMARY KEY, customer int, note varchar(20))", 5_000);
    await holder.ask("INSERT INTO orders SELECT seq, seq % 100, 'x' FROM seq_1_to_2000", 20_000);
    await holder.ask("BEGIN", 5_000);
    await holder.ask("UPDATE orders SET note = 'verborgen' WHERE id = 5", 5_000);
    const waiting = waiter.ask("UPDATE orders SET note = 'verborgen' WHERE id = 5", 30_000);
    const running = slow.ask(
      "SELECT count(*) FROM orders AS o WHERE o.customer = 7 AND o.note <> concat('verborgen', sleep(0.15))",
      30_000,
    );
    const { session, recorder, context } = await login("app:geheim");
    if (session === null) throw new Error("not let in");
    const asked = await askedOf({ scheme: "mariadb", port: server.port, path: "/shop", credentials: "app" });
    const look = { session, asked, address: "127.0.0.1", explained: new Set<string>() };
    const lastState = () =>
      recorder.evidence.findLast((one): one is Evidence<"database-state"> => one.kind === "database-state");
    const waitingOf = () => lastState()?.value.sessions.find((one) => one.state === "waiting");
    const plan = () =>
      recorder.evidence.find((one): one is Evidence<"query-plan"> => one.kind === "query-plan")?.value;
    for (let tries = 0; tries < 1_000 && (waitingOf() === undefined || plan() === undefined); tries += 1) {
      expect(await lookAtState(look, context)).toBe(true);
    }
    expect(waitingOf()).toMatchObject({
      waitsFor: "Lock:innodb",
      blockedBy: [holder.ownId],
      object: "orders",
      verb: "UPDATE",
    });
    expect(plan()?.fullScans).toMatchObject([
      { table: "orders", filteredOn: ["customer", "note"], hasIndex: false },
    ]);
    await holder.ask("ROLLBACK", 5_000);
    await Promise.all([waiting, running]);
    for (const one of [holder, waiter, slow, session]) one.close();
    expect(JSON.stringify(recorder.evidence)).not.toContain("verborgen");
  });

  test("a statement with parameters has a plan", async () => {
    const session = await open();
    await session.ask("CREATE TABLE parts AS SELECT seq AS id, seq % 10 AS kind FROM seq_1_to_1000", 5_000);
    const plan = await explain(session, "SELECT * FROM parts p WHERE p.kind = ? AND id > ? LIMIT 7");
    expect(plan?.fullScans).toMatchObject([{ table: "parts", filteredOn: ["id", "kind"], hasIndex: false }]);
    expect(await explain(session, "SELECT 1; DROP TABLE parts")).toBe(null);
    expect(await session.ask("SELECT count(*) FROM parts", 5_000)).toMatchObject({
      result: { rows: [["1000"]] },
    });
    session.close();
  });

  test("a statement that is run for its plan tells its rows and its time, within a bound", async () => {
    const { session, recorder, context } = await login("app:geheim");
    if (session === null) throw new Error("not let in");
    await session.ask("CREATE TABLE sums AS SELECT seq AS a FROM seq_1_to_4000", 20_000);
    const texts = [
      "SELECT count(*) FROM sums AS s JOIN sums AS t ON s.a = t.a WHERE s.a < 3;",
      "SELECT sleep(1) FROM sums",
      "SELECT * FROM sums INTO OUTFILE '/tmp/faultline-none'",
      "SELECT * FROM sums WHERE a = ?",
    ];
    const toMeasure = [];
    for (const text of texts) {
      const plan = await explain(session, text);
      if (plan !== null) toMeasure.push({ text, plan });
    }
    const asked = await askedOf({ scheme: "mariadb", port: server.port, path: "/shop", credentials: "app" });
    await measureStatements(
      { session, asked, address: "127.0.0.1", explained: new Set(), toMeasure },
      context,
      3_000,
    );
    const plans = recorder.evidence.filter((one): one is Evidence<"query-plan"> => one.kind === "query-plan");
    expect(plans.map(({ value }) => value.measured)).toMatchObject([
      {
        took: expect.any(Number),
        bound: 3_000,
        reads: [{ table: "sums", actualRows: 4000 }, { table: "sums" }],
      },
      { took: null, bound: 3_000, reads: [] },
    ]);
    expect(recorder.gaps.at(-1)?.needs).toContain("its values are not known");
    session.close();
  });

  test("a user without rights is told which grant it lacks", async () => {
    const { session, recorder, context } = await login("low:tief");
    if (session === null) throw new Error("not let in");
    const asked = await askedOf({ scheme: "mysql", port: server.port, path: "/shop", credentials: "low" });
    await lookAtState({ session, asked, address: "127.0.0.1", explained: new Set() }, context);
    session.close();
    expect(recorder.gaps.map(({ allowBy }) => allowBy)).toEqual([
      expect.stringContaining("GRANT PROCESS"),
      expect.stringContaining("REPLICA MONITOR"),
    ]);
  });
});

describe.skipIf(!installed.mariadb)("a pair of MariaDB servers", () => {
  test("a replica tells that it follows, also a source with a name, and why it does not any more", async () => {
    const [source, replica] = await Promise.all([
      startMariadb("--log-bin=source", "--server-id=1"),
      startMariadb("--server-id=2", "--read-only"),
    ]);
    const { session, recorder, context } = await logIn("mariadb", replica.port, {
      credentials: "app:geheim",
      path: "/shop",
    });
    const { session: first } = await logIn("mariadb", source.port, {
      credentials: "app:geheim",
      path: "/shop",
    });
    if (session === null || first === null) throw new Error("not let in");
    const asked = await askedOf({ scheme: "mariadb", port: replica.port, path: "/shop", credentials: "app" });
    const look = async () => {
      await lookAtState({ session, asked, address: "127.0.0.1", explained: new Set() }, context);
      return recorder.evidence.findLast(
        (one): one is Evidence<"database-state"> => one.kind === "database-state",
      )?.value;
    };
    const say = (...statements: readonly string[]) =>
      statements.reduce<Promise<unknown>>(
        (before, statement) => before.then(() => session.ask(statement, 20_000)),
        Promise.resolve(),
      );
    try {
      const at = await first.ask("SHOW MASTER STATUS", 5_000);
      const [file, position] = at.kind === "rows" ? (at.result.rows[0] ?? []) : [];
      await say(
        `CHANGE MASTER 'eu' TO MASTER_HOST='127.0.0.1', MASTER_PORT=${source.port}, MASTER_USER='app', MASTER_PASSWORD='geheim', MASTER_LOG_FILE='${file}', MASTER_LOG_POS=${position}, MASTER_CONNECT_RETRY=1`,
        "START SLAVE 'eu'",
      );
      const poll = () => expect.poll(look, { timeout: 15_000, interval: 100 });
      await poll().toMatchObject({
        ...{ isReplica: true, isReadOnly: true, lag: 0, replicationRuns: true },
        replication: { receives: "connected", applies: true, error: null },
      });
      await first.ask("CREATE TABLE twice (verborgen int PRIMARY KEY)", 5_000);
      await expect
        .poll(() => session.ask("INSERT INTO twice VALUES (1)", 5_000), { timeout: 10_000 })
        .not.toMatchObject({ kind: "complaint" });
      await first.ask("INSERT INTO twice VALUES (1)", 5_000);
      await poll().toMatchObject({
        ...{ isReplica: true, lag: null, replicationRuns: false },
        replication: { receives: "connected", applies: false, error: "1062" },
      });
      await say("STOP SLAVE 'eu'", "CHANGE MASTER 'eu' TO MASTER_PASSWORD='falsch'", "START SLAVE 'eu'");
      await poll().toMatchObject({ replication: { receives: "connecting", error: "1045" } });
      expect(JSON.stringify(recorder.evidence)).not.toMatch(/verborgen|falsch/);
    } finally {
      session.close();
      first.close();
      await Promise.all([source.stop(), replica.stop()]);
    }
  }, 60_000);
});
