import type { Proposition } from "../proposition.ts";

const SESSIONS = "psql -c 'SELECT * FROM pg_stat_activity'; mysql -e 'SHOW FULL PROCESSLIST'";

/** What is known of a database from where its client stands, and by its own word about its state. */
export const databaseStateVocabulary = {
  "database-refuses-connection": {
    says: "the connection of {databaseClient} to its database at {refusedAt} is refused",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the application's host: nc -vz HOST PORT of its database",
  },
  "database-login-unanswered": {
    says: "the database at {database} takes the connection, and {loginEnd}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: "psql, mysql or redis-cli with the same URL, from the same host",
  },
  "pooler-lacks-server": {
    says: "the pooler at {database} has no connection to its server{poolServer}, and {poolClients}{poolServerSeen}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: "{poolConsole}",
    remedy: {
      fix: [
        "{poolRepair}",
        'See what becomes of each try: {poolConsole}; the pooler\'s log has "closing because" for each',
      ],
      prevention: [
        "Watch the pooler by a query through it, and not by its port: it takes connections without a server",
        "Give the wait a bound that is shorter than the client's own: query_wait_timeout",
      ],
    },
  },
  "pooler-answers-no-login": {
    says: "the pooler at {database} takes the connection, and {loginEnd}: it has no connection to its server to give, for all are in use, or for the server does not let it in, is gone or is paused",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "fails" },
    look: "{poolConsole}",
    remedy: {
      isSeen: true,
      fix: [
        "Ask its console, as a user of stats_users: {poolConsole}: clients that wait (cl_waiting), connections that it has (sv_active, sv_idle) and opens (sv_login)",
        "From the pooler's host, ask the server that SHOW DATABASES names: pg_isready -h HOST -p PORT",
        'The pooler\'s log has "closing because" for each connection that it could not open',
      ],
      prevention: ["Let a user that watches read the pools: stats_users in pgbouncer.ini"],
    },
  },
  "sessions-wait-for-lock": {
    says: "{lockWaiters} for a lock{lockObject} that {holder} holds, for {lockWait} s",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "stands-out" },
    look: "psql -c 'SELECT pid, pg_blocking_pids(pid), * FROM pg_stat_activity'; mysql -e 'SELECT * FROM sys.innodb_lock_waits'",
  },
  "statement-runs-long": {
    says: "a {verb} of the application has run for {statementTime} s, and waits for no lock",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "stands-out" },
    look: SESSIONS,
  },
  "statement-reads-whole-table": {
    says: "that statement reads all of {scanTable}, of {scanRows} rows, by {scanColumns}, which no index begins with",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "EXPLAIN the statement: Seq Scan (PostgreSQL), type ALL (MySQL)",
  },
  "clients-wait-for-pool": {
    says: "{poolWaiting} for a connection of the pool {pool}{poolFor}, and all of its {poolLimit} are in use",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "stands-out" },
    look: "psql -p 6432 pgbouncer -c 'SHOW POOLS': cl_waiting, maxwait; the application's own pool metrics",
  },
  "database-at-its-limit": {
    says: "the database at {database} has {usedConnections} of the {connectionLimit} connections that it lets clients have",
    scope: "flow",
    strength: "suggests",
    abnormal: { when: true, boundary: "database", effect: "stands-out" },
    look: "SHOW max_connections and count pg_stat_activity; SHOW STATUS LIKE 'Threads_connected'; INFO clients",
  },
  "replica-is-behind": {
    says: "the database at {database} is a replica, and {lag} s behind by its own word",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "stands-out" },
    look: "SELECT now() - pg_last_xact_replay_timestamp(); SHOW REPLICA STATUS; INFO replication",
  },
  "replica-applies-nothing": {
    says: "the database at {database} is a replica, and {replicaStands}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "database", effect: "stands-out" },
    look: "SELECT * FROM pg_stat_wal_receiver; pg_is_wal_replay_paused(); SHOW REPLICA STATUS; INFO replication",
  },
  "request-writes": {
    says: "the request is one that changes something, and the application answers it with an error",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "The request's method",
  },
} as const satisfies Record<string, Proposition>;
