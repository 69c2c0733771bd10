import { describe, expect, test } from "vitest";
import { flow, mark, quality, side } from "../../../test/capture-records.ts";
import { applicationsSeen } from "../../../test/captured-applications.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { CapturedDatabase, DatabaseError } from "../application/index.ts";
import { incidentsOf } from "./incidents.ts";

const session = (stream: number, value: Partial<CapturedDatabase> = {}): CapturedDatabase => ({
  stream,
  client: { address: "192.0.2.99", port: 40_000 + stream },
  server: { address: "192.0.2.10", port: 5_000 },
  protocol: "postgresql",
  bothEndsSeen: true,
  first: mark(stream * 10_000),
  last: mark(stream * 10_000 + 20),
  serverVersion: null,
  turnedToTls: false,
  tlsRefused: false,
  offersTls: null,
  triedLogin: true,
  isReadOnly: null,
  served: null,
  ready: mark(stream * 10_000 + 10),
  readyTook: 10,
  requests: 1,
  waiting: { total: 5, longest: 5, longestAt: null },
  waitsSince: null,
  errors: [],
  errorCount: 0,
  end: null,
  unknownFrom: null,
  ...value,
});

const error = (code: string, at: number, value: Partial<DatabaseError> = {}): DatabaseError => ({
  mark: mark(at),
  code,
  number: null,
  severity: "FATAL",
  about: null,
  atStart: true,
  ...value,
});

const refused = (stream: number, code: string, value: Partial<DatabaseError> = {}) =>
  session(stream, {
    ready: null,
    readyTook: null,
    requests: 0,
    errors: [error(code, stream * 10_000 + 5, value)],
    errorCount: 1,
  });

const withoutTls = (stream: number) =>
  session(stream, {
    ready: null,
    readyTook: null,
    requests: 0,
    tlsRefused: true,
    offersTls: false,
    triedLogin: false,
    end: { by: "client", how: "fin", mark: mark(stream * 10_000 + 20) },
  });

const waited = (longest: number) => ({ total: longest, longest, longestAt: mark(12) });

function judged(...databases: readonly CapturedDatabase[]) {
  const flows = databases.map(({ stream, client, server }) => {
    const at = stream * 10_000;
    return flow({
      stream,
      client,
      server,
      first: mark(at),
      last: mark(at + 30),
      syns: [mark(at)],
      synAcks: [mark(at + 1)],
      firstAck: mark(at + 2),
      fromClient: side({ firstData: mark(at + 3), lastData: mark(at + 3), finAt: mark(at + 20) }),
      fromServer: side({ firstData: mark(at + 8), lastData: mark(at + 8), finAt: mark(at + 21) }),
    });
  });
  const applications = applicationsSeen({ databases: { kept: databases, leftOut: 0 } });
  const facts = { flows, quality: quality(), startedAt: 1_780_741_473_000, vantage: "capture" };
  return incidentsOf({ ...facts, applications }).map(({ evidence }) => diagnose(evidence, causes).verdict);
}

describe("a login to a database", () => {
  test("that the server refuses breaks at the database, with the error in the summary", () => {
    const [verdict] = judged(refused(0, "53300"));
    expect(verdict).toMatchObject({
      status: "broken",
      boundary: "database",
      cause: "database-too-many-connections",
    });
    expect(verdict?.summary).toContain("53300 (too_many_connections)");
  });

  test("that is refused for its own sake counts where the server takes nobody", () => {
    expect(judged(refused(0, "28P01"))).toMatchObject([{ status: "broken", boundary: "database" }]);
  });

  test("that is refused for want of room counts beside those that are taken", () => {
    expect(judged(session(0), refused(1, "53300"))).toMatchObject([
      { status: "degraded", boundary: "database" },
    ]);
  });

  test("that a client gives up because it gets no TLS breaks at the database", () => {
    expect(judged(withoutTls(0))).toMatchObject([{ status: "broken", cause: "database-tls-mismatch" }]);
  });

  test("whose requests take over a second is slow, and the packets do not tell why", () => {
    expect(judged(session(0, { waiting: waited(1_001) }))).toMatchObject([
      { status: "degraded", boundary: "database", cause: null },
    ]);
  });

  test("whose every write is refused by a standby is broken", () => {
    const writes = [error("25006", 15, { atStart: false, severity: "ERROR" })];
    expect(judged(session(0, { isReadOnly: true, errors: writes, errorCount: 1 }))).toMatchObject([
      { status: "broken", boundary: "database", cause: "database-read-only" },
    ]);
  });

  test.each<[string, readonly CapturedDatabase[]]>([
    ["is taken", [session(0)]],
    ["is refused for its own sake, where others are taken", [session(0), refused(1, "28P01")]],
    ["is tried another way at once", [refused(0, "53300"), { ...session(0), stream: 1, first: mark(300) }]],
    [
      "goes on in clear where TLS was asked for and refused",
      [session(0, { tlsRefused: true, offersTls: false })],
    ],
    [
      "asks for TLS in vain, and is tried in clear at once",
      [withoutTls(0), { ...session(0), stream: 1, first: mark(300) }],
    ],
    [
      "writes in a transaction that the client itself made read-only",
      [
        session(0, {
          isReadOnly: false,
          errors: [error("25006", 15, { atStart: false, severity: "ERROR" })],
          errorCount: 1,
        }),
      ],
    ],
    [
      "is asked for a password by a Redis that serves others",
      [
        session(0, { protocol: "redis", served: true }),
        session(1, { protocol: "redis", served: false, errors: [error("NOAUTH", 10_005)], errorCount: 1 }),
      ],
    ],
    [
      "waits long for a list of Redis",
      [session(0, { protocol: "redis", served: true, waiting: waited(4_000) })],
    ],
    ["waits for a second", [session(0, { waiting: waited(1_000) })]],
    [
      "fails in what it asks later",
      [session(0, { errors: [error("42P01", 15, { atStart: false })], errorCount: 1 })],
    ],
  ])("that %s is no fault", (_, sessions) => {
    expect(judged(...sessions)).toMatchObject([{ status: "healthy" }]);
  });
});
