import type { Ms } from "../../../../base/index.ts";
import type { DatabaseClient, DatabaseState } from "../../../../evidence/index.ts";
import { observe, type Reader } from "../../reader.ts";
import { type DatabaseInView, databasesInView } from "./in-view.ts";
import { ownSessions, type SessionSeen } from "./own-sessions.ts";
import { bearsOn } from "./suffering.ts";

/** Locks are held for milliseconds. A wait of over a second is what a request suffers by. docs/contract.md, "Status". */
const LONG: Ms = 1_000;

/** Holders that are followed from one to the next. */
const MOST_HOLDERS = 50;

/** Which sessions of the application wait for a lock, for how long, and who holds it. */
export const readDatabaseLocks: Reader = (evidence, request) =>
  databasesInView(evidence, request)
    .filter((view) => bearsOn(evidence, view))
    .flatMap((view) => observeWaits(view));

function observeWaits(view: DatabaseInView) {
  const waits = ownSessions(view)
    .map((seen) => ({ ...seen, wait: waitOf(seen) }))
    .filter(({ session, wait }) => wait > LONG && isForOthers(session));
  const sure = waits.filter(({ isSurelyOwn, session, state }) => isSurelyOwn && isHeld(session, state.value));
  const telling = sure.length > 0 ? sure : waits;
  const longest = telling.toSorted((a, b) => b.wait - a.wait)[0];
  if (longest === undefined) return [];
  const { session, state } = longest;
  const waiters = new Set(telling.map((one) => one.session.id)).size;
  const slots = {
    ...view.slots,
    ...holderOf(session, state.value),
    lockWaiters:
      waiters === 1 ? "a session of the application waits" : `${waiters} sessions of the application wait`,
    lockObject: session.object === null ? "" : ` on ${session.object}`,
    lockWait: (longest.wait / 1_000).toFixed(1),
  };
  const records = [state, ...telling.map((one) => one.state)];
  return observe("sessions-wait-for-lock", true, {
    records,
    slots,
    ...(sure.length > 0 ? {} : { strength: "suggests" as const }),
  });
}

const isForOthers = ({ state, waitsFor }: DatabaseClient): boolean =>
  state === "waiting" && waitsFor?.startsWith("Lock") === true;

/** PostgreSQL names who holds it; MySQL does not tell everybody, and says in words that it is a lock of others. */
const isHeld = ({ blockedBy, id }: DatabaseClient, { engine }: DatabaseState): boolean =>
  blockedBy.some((holder) => holder !== id) || engine === "mysql";

/**
 * How long it has waited at the most. What is told is how long its statement has run: the wait is no longer than that, nor than the
 * transactions of those who hold the lock, where these are shown.
 */
function waitOf({ session, state }: SessionSeen): Ms {
  const holders = state.value.sessions.filter(({ id }) => session.blockedBy.includes(id));
  const held = holders.flatMap(({ inTransaction }) => inTransaction ?? []);
  const own = session.inQuery ?? session.inState ?? 0;
  const areAllShown = session.blockedBy.length > 0 && held.length === session.blockedBy.length;
  return areAllShown ? Math.min(own, Math.max(...held)) : own;
}

/** Who holds the lock in the end, and how to look at it and to end it. */
function holderOf(
  waiting: DatabaseClient,
  { engine, sessions }: DatabaseState,
): Readonly<Record<"holder" | "lookAtHolder" | "endHolder", string>> {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const passed = new Set([waiting.id]);
  let id = waiting.blockedBy[0];
  while (id !== undefined && passed.size < MOST_HOLDERS) {
    const next = byId.get(id)?.blockedBy.find((other) => !passed.has(other));
    if (next === undefined) break;
    passed.add(id);
    id = next;
  }
  if (id === undefined)
    return {
      holder: "another session",
      lookAtHolder: "SELECT * FROM performance_schema.metadata_locks; SHOW ENGINE INNODB STATUS",
      endHolder: "KILL its id",
    };
  if (id === 0)
    // pg_blocking_pids: zero for a transaction that is prepared.
    return {
      holder: "a prepared transaction",
      lookAtHolder: "SELECT * FROM pg_prepared_xacts",
      endHolder: "ROLLBACK PREPARED 'its gid'",
    };
  const isPostgres = engine === "postgres";
  return {
    holder: nameOf(id, byId.get(id)),
    lookAtHolder: isPostgres
      ? `SELECT * FROM pg_stat_activity WHERE pid = ${id}`
      : `SELECT * FROM information_schema.PROCESSLIST WHERE ID = ${id}`,
    endHolder: isPostgres ? `SELECT pg_terminate_backend(${id})` : `KILL ${id}`,
  };
}

/** `session 4711 of reports at 192.0.2.9 (psql), idle in its transaction for 35 s,`. */
function nameOf(id: number, holder: DatabaseClient | undefined): string {
  if (holder === undefined) return `session ${id}`;
  const { user, client, application, state, inState, inTransaction } = holder;
  const time = state === "idle-in-transaction" ? inState : inTransaction;
  const seconds = time === null ? "" : ` for ${Math.round(time / 1_000)} s`;
  const does = state === "idle-in-transaction" ? "idle in its transaction" : "in its transaction";
  const from = client === null ? "" : ` at ${client}`;
  return `session ${id} of ${user ?? "an unknown user"}${from}${application === null ? "" : ` (${application})`}, ${does}${seconds},`;
}
