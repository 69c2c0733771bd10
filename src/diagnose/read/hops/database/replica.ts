import type { Ms } from "../../../../base/index.ts";
import type { DatabaseEngine, Evidence } from "../../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../../reader.ts";
import { type DatabaseInView, databasesInView } from "./in-view.ts";
import { FAR, stoppedIn } from "./stopped-replica.ts";
import { erringAttempts } from "./suffering.ts";

/** Two looks at least this far apart: a replica that was idle is behind by all of that time for the moment in which it takes the next. */
const APART: Ms = 500;

/** Methods that only read. RFC 9110, section 9.2.1. */
const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** What an application writes down whose write a database refused for being read-only, whatever the request's method. */
const toldReadOnly: ReadonlySet<string> = new Set([
  "postgres-read-only",
  "mysql-read-only",
  "redis-read-only",
]);

/** Whether the database is a replica that is behind, or takes no writes, and whether that bears on the request. */
export const readDatabaseReplica: Reader = (evidence, request) => {
  const erring = erringAttempts(evidence, request);
  const isWriting = !reading.has(request.asked.method.toUpperCase());
  const refused = ofKind([...evidence, ...request.deeper], "logged-errors").filter(({ value }) =>
    value.errors.some(({ isOurs, signals }) => isOurs && signals.some((signal) => toldReadOnly.has(signal))),
  );
  return databasesInView(evidence, request).flatMap((view) => {
    if (view.isBehind && erring.length === 0) return [];
    const behind = lagging(view);
    const stopped = stoppedIn(view);
    const [worst] = behind.toSorted((a, b) => (b.value.lag ?? 0) - (a.value.lag ?? 0));
    const closed = [
      ...ofKind(view.records, "database-state"),
      ...ofKind(view.records, "database-session"),
    ].filter(({ value }) => value.isReadOnly === true);
    const slots = {
      ...view.slots,
      ...commandsFor(view),
      lag: worst === undefined ? "some" : String(Math.round((worst.value.lag ?? 0) / 1_000)),
      ...(worst === undefined
        ? stopped.slots
        : { replicaStands: `${Math.round((worst.value.lag ?? 0) / 1_000)} s behind` }),
      databaseError: closed.some(({ value }) => value.isReplica === true)
        ? "it is a replica"
        : "it is set read-only",
    };
    const isBehindWrites = view.isBehind && (isWriting || refused.length > 0) && closed.length > 0;
    return [
      // A write that fails does not fail for what is read.
      // That what an application does not find is what the replica lacks, the two together only suggest.
      ...(view.isBehind && isWriting
        ? []
        : observe("replica-is-behind", true, {
            records: behind,
            slots,
            ...(view.isBehind ? { strength: "suggests" as const } : {}),
          })),
      ...(view.isBehind && isWriting
        ? []
        : observe("replica-applies-nothing", true, {
            records: stopped.looks,
            slots,
            ...(view.isBehind || !stopped.isSure ? { strength: "suggests" as const } : {}),
          })),
      ...(isBehindWrites
        ? [
            ...observe("database-takes-no-writes", true, { records: closed, slots }),
            ...observe("request-writes", true, { records: [...erring, ...refused], slots }),
          ]
        : []),
    ];
  });
};

/** By what its engine tells of it, there and at its source. */
const commands: Readonly<Record<DatabaseEngine, Readonly<Record<"lookAtReplica" | "lookAtSource", string>>>> =
  {
    postgres: {
      lookAtReplica: "SELECT * FROM pg_stat_wal_receiver; SELECT pg_is_wal_replay_paused()",
      lookAtSource: "SELECT * FROM pg_stat_replication",
    },
    mysql: {
      lookAtReplica: "SHOW REPLICA STATUS (SHOW SLAVE STATUS before MySQL 8.0.22 and MariaDB 10.5.1)",
      lookAtSource: "SHOW MASTER STATUS (SHOW BINARY LOG STATUS since MySQL 8.2): its File and Position",
    },
    redis: {
      lookAtReplica: "INFO replication",
      lookAtSource: "INFO replication: the offset of each replica",
    },
  };

function commandsFor({ records }: DatabaseInView): Readonly<Record<string, string>> {
  const state = ofKind(records, "database-state").at(-1);
  return state === undefined ? {} : commands[state.value.engine];
}

/** Looks that say so, where more than one does. */
function lagging({ records }: DatabaseInView): readonly Evidence<"database-state">[] {
  const looks = ofKind(records, "database-state").filter(
    ({ value }) => value.isReplica === true && value.lag !== null && value.lag > FAR,
  );
  const times = looks.map(({ observedAt }) => observedAt);
  return Math.max(...times) - Math.min(...times) >= APART ? looks : [];
}
