import type { Ms } from "../../../../base/index.ts";
import type { Evidence, PoolCounts } from "../../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../../reader.ts";
import { type DatabaseInView, databasesInView } from "./in-view.ts";
import { spendsTime } from "./suffering.ts";

/** docs/contract.md, "Status": over a second is slow. A shorter wait is a pool at work. */
const LONG: Ms = 1_000;

/** The pooler's own console, which is the database of no application. pgbouncer(1). */
const CONSOLE = "pgbouncer";

/** Whether clients wait for a connection of a pool of pgbouncer's that has all that it may have in use. */
export const readDatabasePools: Reader = (evidence, request) => {
  const { deeper } = request;
  const views = databasesInView(evidence, request);
  const isDatabase = views.some(({ isBehind }) => !isBehind);
  if (!isDatabase && !spendsTime(evidence)) return [];
  const records = ofKind([...evidence, ...deeper], "pool-state").filter(
    ({ value }) => value.readFrom === undefined,
  );
  const names = databasesOf(views);
  const full = records.flatMap((record) =>
    record.value.pools.filter(isFull).map((pool) => ({ record, pool })),
  );
  const own = full.filter(({ pool }) => isOf(pool.name, names));
  // Where no pool is known to be the application's, one that is full may be another's.
  const telling = own.length > 0 ? own : full.filter(({ pool }) => !/\//.test(pool.name) || names.size === 0);
  const worst = telling.toSorted((a, b) => (b.pool.longestWait ?? 0) - (a.pool.longestWait ?? 0))[0];
  if (worst === undefined) return [];
  const { record, pool } = worst;
  const [view] = views;
  return observe("clients-wait-for-pool", true, {
    records: [record],
    slots: {
      ...(view?.slots ?? { database: record.value.source }),
      place: record.value.source,
      pool: pool.name,
      poolWaiting: pool.waiting === 1 ? "a client has to wait" : `${pool.waiting} clients wait`,
      poolFor: `, for up to ${((pool.longestWait ?? 0) / 1_000).toFixed(1)} s`,
      poolLimit: limitOf(pool),
    },
    ...(own.length > 0 && pool.limit !== null ? {} : { strength: "suggests" as const }),
  });
};

/** How many connections a pool may have, else has, in words. */
export function limitOf({ limit, active }: PoolCounts): string {
  const count = limit ?? active;
  return `${count} ${count === 1 ? "connection" : "connections"}`;
}

/** Whether all connections that a pool may have are in use: without a limit that is known, all that it has. */
export const isInUse = ({ active, idle, limit }: PoolCounts): boolean =>
  idle === 0 && (limit === null ? active > 0 : active >= limit);

/** At its limit, with clients that have waited for long. One that is below it, and has them wait, cannot get connections: another fault. */
const isFull = (pool: PoolCounts): boolean =>
  (pool.waiting ?? 0) > 0 && (pool.longestWait ?? 0) > LONG && isInUse(pool);

/** `database/user` and `database` of those that the application logs in to. */
function databasesOf(views: readonly DatabaseInView[]): ReadonlySet<string> {
  const sessions: readonly Evidence<"database-session">[] = views.flatMap(({ records }) =>
    ofKind(records, "database-session"),
  );
  return new Set(
    sessions.flatMap(({ value: { database, user } }) => {
      const name = database ?? user;
      return name === null || name === CONSOLE ? [] : [`${name}/${user ?? ""}`];
    }),
  );
}

const isOf = (pool: string, names: ReadonlySet<string>): boolean => names.has(pool);
