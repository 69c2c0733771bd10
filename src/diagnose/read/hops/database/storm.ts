import type { Ms } from "../../../../base/index.ts";
import type { Evidence, LoggedRetries, SocketOwners } from "../../../../evidence/index.ts";
import type { Observation } from "../../../observation.ts";
import { observe, ofKind, type Reader } from "../../reader.ts";
import { type DatabaseInView, databasesInView } from "./in-view.ts";

/** A browser opens six connections to a host at once, a pool about ten: twice that is a loop or a crowd. */
const MANY = 20;
/** A pool of ten that is filled anew every second makes so many. */
const MANY_A_SECOND = 10;
/** Pauses after which one that grows with each try would have grown. */
const ROUNDS = 5;
/** Whoever waits longer than this before each try spares the server. */
const LONG_PAUSE: Ms = 5_000;
/** Jitter is a good part of the pause; a timer alone is more exact than this share. */
const EXACT = 0.1;
/** What was written so long before the login failed is over. */
const OVER: Ms = 10_000;

/** Lines that speak of a database, whatever their engine. */
const ofDatabase = /database|postgres|psql|pgsql|mysql|mariadb|redis|\bdb\b/i;
/** The database's own words for its limit. PostgreSQL, SQLSTATE 53300; MySQL, 1040, 1203; Redis, maxclients. */
const noRoom =
  /too many (?:clients|connections)|connection slots|max(?:imum)? (?:number of )?clients|max_user_connections|53300|\b1040\b|\b1203\b/i;

/**
 * Whether the application itself loads the database that has no room for it: its log tells of tries after the same short pause, again
 * and again, and its host makes as many connections. That they began before the room was gone says which came first.
 */
export const readDatabaseStorm: Reader = (evidence, request) =>
  databasesInView(evidence, request)
    .filter(({ isBehind }) => isBehind)
    .flatMap((view) => {
      const refused = ofKind(view.records, "database-session").findLast(
        ({ value }) => value.outcome === "too-many-connections",
      );
      if (refused === undefined) return [];
      const all = [...evidence, ...request.deeper];
      return ofKind(evidence, "logged-errors")
        .filter(({ value }) => value.software === "application")
        .slice(-1)
        .flatMap((log) => [
          ...observeTries(log, { view, refused }),
          ...orElse(observeConnects(all, log.vantage, { view, refused }), () =>
            observeOpens(all, log, { view, refused }),
          ),
        ]);
    });

interface Refused {
  readonly view: DatabaseInView;
  readonly refused: Evidence<"database-session">;
}

const orElse = <T>(some: readonly T[], others: () => readonly T[]): readonly T[] =>
  some.length > 0 ? some : others();

/** Tries at the database that the application's log tells of; `null` for none. */
function triesIn(log: Evidence<"logged-errors">, { value: { address, port } }: Refused["refused"]) {
  const retries = (log.value.retries ?? []).filter(
    ({ text }) => ofDatabase.test(text) || text.includes(`${address}:${port}`),
  );
  if (retries.length === 0) return null;
  const first = Math.min(...retries.map((one) => one.first));
  const last = Math.max(...retries.map(({ at }) => at));
  const count = retries.reduce((sum, one) => sum + one.count, 0);
  return { retries, first, last, count, perSecond: (count * 1_000) / Math.max(1, last - first) };
}

function observeTries(log: Evidence<"logged-errors">, { view, refused }: Refused): readonly Observation[] {
  const tries = triesIn(log, refused);
  if (tries === null) return [];
  const { retries, first, last, count, perSecond } = tries;
  const least = Math.min(...retries.map(({ pause }) => pause.least));
  const most = Math.max(...retries.map(({ pause }) => pause.most));
  const isSame = most - least <= EXACT * most && most <= LONG_PAUSE && last - first >= ROUNDS * most;
  const isNow = last >= refused.observedAt - OVER;
  if (!isSame || !isNow || count < MANY || perSecond < MANY_A_SECOND) return [];
  return observe("same-pause-between-tries", true, {
    records: [log, refused],
    at: log.vantage,
    strength: isBeforeRefusals(retries) ? "states" : "suggests",
    slots: {
      ...ofTarget(view, refused),
      retryRate: perSecond.toFixed(0),
      synSent: `${perSecond.toFixed(0)} new`,
      stormHow: `come each second from ${log.vantage}, each tried again after ${most} ms, and no longer the next time`,
    },
  });
}

/** The tries began for another reason than that there is no room, so the lack of room is not why there are tries. */
function isBeforeRefusals(retries: readonly LoggedRetries[]): boolean {
  const [forRoom, forOthers] = [true, false].map((wanted) =>
    retries.filter(({ text }) => noRoom.test(text) === wanted).map(({ first }) => first),
  );
  if (forRoom === undefined || forOthers === undefined || forOthers.length === 0) return false;
  return Math.min(...forOthers) < Math.min(...forRoom, Number.POSITIVE_INFINITY);
}

/** How many connections of a host to the database ended between its first look and its last, and whether it keeps fewer. */
function observeConnects(
  all: readonly Evidence[],
  host: string,
  { view, refused }: Refused,
): readonly Observation[] {
  const looks = ofKind(all, "socket-owners")
    .filter(({ vantage }) => vantage === host)
    .toSorted((one, other) => one.observedAt - other.observedAt);
  const [before, after] = [looks[0], looks.at(-1)];
  if (before === undefined || after === undefined || before === after) return [];
  const [then, now] = [before, after].map(({ value }) => pileOf(value, refused.value));
  if (then === undefined || now === undefined) return [];
  // TIME_WAIT ends after a minute: what is gone by then only lowers the number.
  const fresh = now.ended - then.ended;
  const perSecond = (fresh * 1_000) / (after.observedAt - before.observedAt);
  const isMany = fresh >= MANY && perSecond >= MANY_A_SECOND && now.kept < fresh;
  return isMany
    ? observe("connects-keep-coming", true, {
        records: [before, after],
        at: host,
        slots: ofTarget(view, refused),
      })
    : [];
}

/** Of the connections that a host opens, those that the log of its application tells of are at least this share. */
const MOST_OF_THEM = 0.5;

/**
 * The same by what the kernel counts, where the server ends connections first, as MySQL does that has no room: then none of them stays at the
 * client. `TcpActiveOpens` counts those to other places as well, so the log has to tell of most of them. RFC 4022, tcpActiveOpens.
 */
function observeOpens(
  all: readonly Evidence[],
  log: Evidence<"logged-errors">,
  { view, refused }: Refused,
): readonly Observation[] {
  const looks = ofKind(all, "kernel-counters")
    .filter(({ vantage, value }) => vantage === log.vantage && value.counters["TcpActiveOpens"] !== undefined)
    .toSorted((one, other) => one.observedAt - other.observedAt);
  const [before, after] = [looks[0], looks.at(-1)];
  const tries = triesIn(log, refused);
  if (before === undefined || after === undefined || before === after || tries === null) return [];
  const opens =
    (after.value.counters["TcpActiveOpens"] ?? 0) - (before.value.counters["TcpActiveOpens"] ?? 0);
  const perSecond = (opens * 1_000) / (after.observedAt - before.observedAt);
  const isMany = opens >= MANY && perSecond >= MANY_A_SECOND;
  const isTold = tries.perSecond >= MANY_A_SECOND && tries.perSecond >= MOST_OF_THEM * perSecond;
  return isMany && isTold
    ? observe("connects-keep-coming", true, {
        records: [before, after, log],
        at: log.vantage,
        slots: ofTarget(view, refused),
      })
    : [];
}

const ofTarget = ({ slots }: DatabaseInView, { value }: Refused["refused"]) => ({
  database: slots.database,
  address: value.address,
  port: String(value.port),
  stormState: "state time-wait",
});

/** Connections to the database that ended of late, and those that live. */
function pileOf(
  { peers }: SocketOwners,
  { address, port }: { readonly address: string; readonly port: number },
) {
  const states = peers.filter((one) => one.address === address && one.port === port);
  const count = (...names: readonly string[]) =>
    states.reduce(
      (sum, { byState }) => sum + names.reduce((part, name) => part + (byState[name] ?? 0), 0),
      0,
    );
  return { ended: count("TIME_WAIT", "FIN_WAIT1", "FIN_WAIT2", "LAST_ACK"), kept: count("ESTABLISHED") };
}
