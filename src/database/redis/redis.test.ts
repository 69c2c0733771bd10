import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askedOf, logIn } from "../../../test/database-login.ts";
import { type DatabaseServer, installed, startRedis } from "../../../test/database-servers.ts";
import type { Evidence } from "../../evidence/index.ts";
import { lookAtState } from "../index.ts";
import { clientsOf } from "./state.ts";

describe.skipIf(!installed.redis)("Redis", () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startRedis("--maxclients", "5", "--maxmemory", "1kb");
  });
  afterAll(() => server.stop());

  test.each([
    [
      "a login and a PING",
      ":geheim",
      { outcome: "answered", serverVersion: expect.stringMatching(/^\d/), isReplica: false },
    ],
    ["a wrong password", ":falsch", { outcome: "refused-login", code: "WRONGPASS" }],
    ["a word before the @ is the password", "geheim", { outcome: "answered" }],
    ["no password", null, { outcome: "cannot-login", code: "NOAUTH" }],
  ])("%s is told", async (_, credentials, expected) => {
    const { record, session, recorder } = await logIn("redis", server.port, { credentials });
    session?.close();
    expect(record.value).toMatchObject(expected);
    expect(JSON.stringify([recorder.evidence, recorder.gaps])).not.toMatch(/geheim|falsch/);
  });

  test("TLS that a server without it is asked for is a mismatch, and its handshake no step", async () => {
    const { record, recorder } = await logIn("rediss", server.port, { credentials: ":geheim" });
    expect(record.value).toMatchObject({ outcome: "tls-mismatch", tls: "not-offered" });
    expect(recorder.evidence.map(({ kind }) => kind)).toEqual(["database-session"]);
  });

  test("the state has clients, and memory that is full", async () => {
    const { session, recorder, context } = await logIn("redis", server.port, { credentials: ":geheim" });
    if (session === null) throw new Error("not let in");
    const asked = await askedOf({ scheme: "redis", port: server.port, credentials: null });
    await lookAtState({ session, asked, address: "127.0.0.1", explained: new Set() }, context);
    session.close();
    const state = recorder.evidence.find(
      (one): one is Evidence<"database-state"> => one.kind === "database-state",
    );
    expect(state?.value).toMatchObject({
      connections: { limit: 5 },
      memory: { limit: 1024, refusesWrites: true },
      isReplica: false,
    });
  });

  test("the limit of connections is told", async () => {
    const made = [];
    for (let count = 0; count < 5; count += 1)
      made.push(await logIn("redis", server.port, { credentials: ":geheim" }));
    const { record } = await logIn("redis", server.port, { credentials: ":geheim" });
    for (const { session } of made) session?.close();
    expect(record.value.outcome).toBe("too-many-connections");
  });
});

describe.skipIf(!installed.redis)("a pair of Redis servers", () => {
  test("a replica tells that it copies or follows, and since when its source is gone", async () => {
    const source = await startRedis("--repl-diskless-sync-delay", "0");
    const replica = await startRedis(
      ...[
        "--replicaof",
        `127.0.0.1 ${source.port}`,
        "--masterauth",
        "geheim",
        "--repl-diskless-sync-delay",
        "0",
      ],
    );
    const { session, recorder, context } = await logIn("redis", replica.port, { credentials: ":geheim" });
    if (session === null) throw new Error("not let in");
    const asked = await askedOf({ scheme: "redis", port: replica.port, credentials: null });
    const look = async () => {
      await lookAtState({ session, asked, address: "127.0.0.1", explained: new Set() }, context);
      return recorder.evidence.findLast(
        (one): one is Evidence<"database-state"> => one.kind === "database-state",
      )?.value;
    };
    try {
      await expect
        .poll(look, { timeout: 20_000, interval: 100 })
        .toMatchObject({ isReplica: true, replicationRuns: true, replication: { receives: "connected" } });
      await source.stop();
      await expect.poll(look, { timeout: 10_000, interval: 100 }).toMatchObject({
        isReplica: true,
        replicationRuns: false,
        lag: expect.any(Number),
        replication: { receives: "connecting", applies: null, error: null },
      });
    } finally {
      session.close();
      await Promise.all([source.stop(), replica.stop()]);
    }
  }, 40_000);
});

test("clientsOf() reads the lines of CLIENT LIST", () => {
  const line =
    "id=7 addr=192.0.2.1:4000 laddr=192.0.2.2:6379 name=web age=9 idle=3 flags=b db=0 cmd=blpop user=default";
  expect(clientsOf(`${line}\r\n\n`)).toMatchObject([
    { id: 7, client: "192.0.2.1", application: "web", state: "other", inState: 3_000, verb: "BLPOP" },
  ]);
});
