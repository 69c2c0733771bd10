import { hostPort } from "../../../../base/index.ts";
import type { DatabaseSession, Evidence, PoolServer, PoolState } from "../../../../evidence/index.ts";
import type { Observation } from "../../../observation.ts";
import { observe, ofKind } from "../../reader.ts";
import type { DatabaseInView } from "./in-view.ts";
import type { Login } from "./login.ts";

type Pool = PoolState["pools"][number];

/** Its own tries to open a connection to the server fail. pgbouncer, src/objects.c and src/client.c. */
const CANNOT_CONNECT =
  /server login has been failing|cannot connect to server|server connect(?:ion)? failed/i;

/** It had no connection to give in time, whatever the reason. pgbouncer(5), `query_wait_timeout`. */
const WAITED = /query_wait_timeout/;

/**
 * What a pooler states of a login that failed in it: that the pool has no connection to its server at all, by its words or its counts; and that
 * the server refuses them, where that was seen. Empty where it states nothing of the kind.
 */
export function withoutServer(view: DatabaseInView, { attempt, session }: Login): readonly Observation[] {
  const { database, user, outcome, message } = session.value;
  const words = message ?? "";
  const isTurnedAway = CANNOT_CONNECT.test(words);
  const isWaiting = outcome === "silent" || outcome === "closed" || WAITED.test(words);
  if (!isTurnedAway && !isWaiting) return [];
  const name = `${database ?? user ?? ""}/${user ?? ""}`;
  const ofPooler = ofKind(view.records, "pool-state").filter(({ value }) => value.readFrom === undefined);
  const seen = ofPooler.flatMap((record) =>
    record.value.pools
      .filter((pool) => pool.name === name && lacksServer(pool) && (isTurnedAway || (pool.waiting ?? 0) > 0))
      .map((pool) => ({ record, pool })),
  );
  // The first look may be before the server was tried.
  const told = seen.findLast(({ pool }) => pool.server?.connect != null) ?? seen.at(-1);
  if (told === undefined && !isTurnedAway) return [];
  const { server, isPaused } = told?.pool ?? {};
  const slots = {
    ...view.slots,
    ...consoleOf(session.value),
    ...(server === undefined ? {} : wordsOf(server)),
    ...(isPaused === true ? pausedOf(session.value) : {}),
    ...(isTurnedAway ? { poolClients: `turns its clients away ("${words}")` } : {}),
  };
  return [
    ...observe("pooler-lacks-server", true, {
      records: [attempt, session, ...(told === undefined ? [] : [told.record])],
      slots,
    }),
    ...(told !== undefined && server?.connect === "refused"
      ? refusedBy(server, { record: told.record, pooler: view.slots })
      : []),
  ];
}

/** Not one connection to the server is open. */
const lacksServer = ({ active, idle }: Pool): boolean => active === 0 && idle === 0;

function refusedBy(
  server: PoolServer,
  { record, pooler }: { readonly record: Evidence; readonly pooler: DatabaseInView["slots"] },
): readonly Observation[] {
  // A filter may refuse this host alone.
  if (!server.holdsForPooler) return [];
  return observe("database-refuses-connection", true, {
    records: [record],
    slots: {
      ...pooler,
      databaseClient: `the pooler at ${pooler.database}`,
      refusedAt: hostPort(server.host, server.port),
    },
  });
}

/** Whether the pooler itself says that it is one: by the login, or at its console. */
export const isPooler = ({ records }: DatabaseInView, { through }: DatabaseSession): boolean =>
  through === "pooler" || ofKind(records, "pool-state").length > 0;

/** The command that shows a pooler's pools. */
export const consoleOf = ({ engine, address, port }: DatabaseSession): Readonly<Record<string, string>> =>
  engine === "postgres"
    ? {
        poolConsole: `psql -h ${address} -p ${port} pgbouncer -c 'SHOW POOLS' -c 'SHOW SERVERS' -c 'SHOW DATABASES'`,
      }
    : {};

function wordsOf(server: PoolServer): Readonly<Record<string, string>> {
  const { host, port, connect, holdsForPooler } = server;
  // Without a name it is a socket of the pooler's own host.
  if (host === "" || host.startsWith("/")) {
    const folder = host === "" ? "" : `-h ${host} `;
    return {
      poolServer: ` at the socket ${host === "" ? "of its host" : `in ${host}`}`,
      poolRepair: `On the pooler's host, see whether the server is there: pg_isready ${folder}-p ${port}`,
    };
  }
  return {
    poolServer: ` at ${hostPort(host, port)}`,
    poolRepair: `From the pooler's host, see whether the server is there: pg_isready -h ${host} -p ${port}; if it moved, correct host and port under [databases], then RELOAD`,
    ...(connect === null ? {} : { poolServerSeen: seenOf(connect, holdsForPooler) }),
  };
}

function seenOf(connect: NonNullable<PoolServer["connect"]>, holdsForPooler: boolean): string {
  const there = holdsForPooler ? "there" : "there from this host, which is not the pooler's,";
  switch (connect) {
    case "refused":
      return `; a connection ${there} is refused`;
    case "timed-out":
      return `; a connection ${there} gets no answer`;
    case "unreachable":
      return `; a connection ${there} finds no way`;
    case "connected":
      return `; a connection ${there} is taken, so that it is the pooler's login at the server that is to be looked at`;
    case "other":
      return "";
  }
}

const pausedOf = ({ database, user }: DatabaseSession) => ({
  poolServerSeen: "; its console says that the database is paused",
  poolRepair: `End the pause, once what it was made for is done: RESUME ${database ?? user ?? ""} at the console`,
});
