import type {
  Attempt,
  DatabaseClient,
  DatabaseSession,
  DatabaseState,
  Evidence,
  PoolState,
  QueryPlan,
  RequestAsked,
} from "../src/evidence/index.ts";
import { exampleRecord } from "./example-record.ts";
import { askedFor } from "./http-records.ts";
import { connect } from "./tcp-records.ts";

let made = 0;
const nextId = () => {
  made += 1;
  return `e${9_000 + made}`;
};

/** Where the database is, unless a test says otherwise. */
export const place = { address: "192.0.2.40", port: 5432 } as const;

/** What was asked of the database: a login as `app` at `shop`. */
export const askingDatabase = (changes: Partial<RequestAsked> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "request-asked",
    {
      ...askedFor,
      target: "postgres://app@192.0.2.40/shop",
      scheme: "postgres",
      host: place.address,
      hostIsAddress: true,
      port: place.port,
      path: "/shop",
      ...changes,
    },
    { boundary: "client", by: "told", purpose: "context", attempt: null },
  );

const loggedIn: DatabaseSession = {
  engine: "postgres",
  ...place,
  user: "app",
  database: "shop",
  tlsAsked: "prefer",
  tls: "not-offered",
  tlsError: null,
  outcome: "answered",
  code: null,
  message: null,
  serverVersion: "15.8",
  through: "server",
  isReadOnly: false,
  isReplica: false,
  phases: { greeting: 2, login: 8, query: 1 },
};

/** A connection from 192.0.2.30, a login and its query, as an attempt: all in order, unless a test says otherwise. */
export function login(
  changes: Partial<DatabaseSession> = {},
  attempt: Partial<Attempt> = {},
): readonly Evidence[] {
  const session = exampleRecord(nextId(), "database-session", { ...loggedIn, ...changes }, of);
  const there = { ...connect({ ...place, localAddress: "192.0.2.30" }), id: nextId() };
  const isWell = (changes.outcome ?? "answered") === "answered";
  return [there, session, attemptAt([there.id, session.id], isWell ? null : "login", attempt)];
}

const of = { boundary: "database", purpose: "reference", attempt: 1 } as const;

const attemptAt = (
  steps: readonly string[],
  failedAt: Attempt["failedAt"],
  changes: Partial<Attempt>,
): Evidence =>
  exampleRecord(
    nextId(),
    "attempt",
    {
      ...{
        number: 1,
        answeredProperly: failedAt === null,
        failedAt,
        ...place,
        took: 12,
        status: null,
        steps,
      },
      phases: { lookup: null, connect: 1, tls: null, firstByte: null, transfer: null },
      ...changes,
    },
    { boundary: "client", purpose: "reference", attempt: 1 },
  );

/** A connection that is refused. */
export function refusedThere(): readonly Evidence[] {
  const there = { ...connect({ ...place, outcome: "refused", handshake: null }), id: nextId() };
  return [there, attemptAt([there.id], "connect", {})];
}

const looked = { boundary: "database", by: "observed", purpose: "context", attempt: null } as const;

/** One look at the state of the database: nobody is there, unless a test says otherwise. */
export const state = (changes: Partial<DatabaseState> = {}, observedAt?: number): Evidence =>
  exampleRecord(
    nextId(),
    "database-state",
    {
      ...{ engine: "postgres", ...place, version: "15.8", uptime: 86_400_000 },
      connections: { used: 7, limit: 100, reserved: 3, turnedAway: null },
      ...{ byState: {}, sessions: [], isReplica: false, isReadOnly: false, lag: null, replicationRuns: null },
      ...{ memory: null, slowest: [] },
      ...changes,
    },
    { ...looked, ...(observedAt === undefined ? {} : { observedAt }) },
  );

/** A session of the application, from its host, that does nothing, unless a test says otherwise. */
export const client = (changes: Partial<DatabaseClient> = {}): DatabaseClient => ({
  ...{ id: 101, user: "app", database: "shop", client: "192.0.2.30", application: "shop-api", state: "idle" },
  ...{ waitsFor: null, blockedBy: [], object: null, inState: null, inTransaction: null, inQuery: null },
  ...{ verb: "UPDATE", digest: "d1" },
  ...changes,
});

/** It has waited for a lock for two seconds and a half. */
export const waiting = (changes: Partial<DatabaseClient> = {}): DatabaseClient =>
  client({
    ...{ state: "waiting", waitsFor: "Lock:transactionid", blockedBy: [77], object: "orders" },
    ...{ inState: 2_500, inTransaction: 2_500, inQuery: 2_500 },
    ...changes,
  });

/** Somebody else, idle in a transaction for 35 s. */
export const holder = (changes: Partial<DatabaseClient> = {}): DatabaseClient =>
  client({
    ...{ id: 77, user: "reports", client: "192.0.2.99", application: "psql", state: "idle-in-transaction" },
    ...{ inState: 35_000, inTransaction: 36_000 },
    ...changes,
  });

/** A statement that has run for two seconds and a half. */
export const running = (changes: Partial<DatabaseClient> = {}): DatabaseClient =>
  client({
    state: "active",
    inState: 2_500,
    inTransaction: 2_500,
    inQuery: 2_500,
    verb: "SELECT",
    ...changes,
  });

type Scan = QueryPlan["fullScans"][number];

/** A plan that reads a big table whole by a column that no index begins with, unless a test says otherwise. */
export const plan = (scan: Partial<Scan> = {}, changes: Partial<QueryPlan> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "query-plan",
    {
      ...{ engine: "postgres", digest: "d1", cost: 90_000 },
      fullScans: [{ table: "orders", rows: 2_000_000, filteredOn: ["customer"], hasIndex: false, ...scan }],
      ...changes,
    },
    looked,
  );

/** What a pooler tells of its pools. */
export const poolState = (value: Omit<PoolState, "source">): Evidence =>
  exampleRecord(nextId(), "pool-state", { source: "192.0.2.40:6432", ...value }, looked);

/** A pool of the application that is full, with clients that wait, unless a test says otherwise. */
export const pools = (changes: Partial<PoolState["pools"][number]> = {}): Evidence =>
  poolState({
    pools: [
      {
        ...{ name: "shop/app", active: 5, idle: 0, limit: 5, waiting: 3, longestWait: 2_400 },
        ...changes,
      },
    ],
  });

/** The same records as those of a hop behind, asked from the application's host. */
export const behindApplication = (records: readonly Evidence[], hop = 2): readonly Evidence[] =>
  records.map((record) => ({ ...record, hop, vantage: "app1" }) as Evidence);
