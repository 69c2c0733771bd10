import type { Reading } from "../signal.ts";

/** Who asks is not let in. */
export const authFailed: Reading = {
  proves: "The database or its pooler was reached and refused the login.",
  doesNotProve:
    "Which of user, password, database, host rule or TLS setting is wrong, unless the text says so.",
  boundaries: ["database"],
  causes: ["database-auth-failed"],
  strength: "names-actor",
  next: [
    "log in by hand with the application's own settings",
    "the server's log (it says more than the client is told)",
  ],
};

/** The server is full. */
export const tooManyConnections: Reading = {
  proves: "The server, role or pooler is at its limit of connections.",
  doesNotProve: "That the limit is too low: leaked or waiting sessions may fill it.",
  boundaries: ["database"],
  causes: ["database-too-many-connections", "pool-exhausted", "lock-wait", "retry-storm"],
  strength: "names-actor",
  next: [
    "select state, count(*) from pg_stat_activity group by 1",
    "show processlist",
    "redis-cli info clients",
  ],
};

/** No free connection in a pool. */
export const poolEmpty: Reading = {
  proves: "A pool had no free connection for as long as the request may wait.",
  doesNotProve: "Why: slow queries, locks, a leak, or a database that cannot be reached.",
  boundaries: ["database", "client"],
  causes: ["pool-exhausted", "lock-wait", "slow-query", "database-too-many-connections"],
  strength: "timer",
  next: [
    "the pool's own numbers (active, idle, waiting)",
    "select pid, wait_event_type, query_start, query from pg_stat_activity where state <> 'idle'",
  ],
};

/** Sessions wait for each other. */
export const locked: Reading = {
  proves: "A statement waited for a lock of another session, or two waited for each other.",
  doesNotProve: "Which session holds it; the server can say.",
  boundaries: ["database"],
  causes: ["lock-wait"],
  strength: "names-actor",
  next: [
    "select pid, pg_blocking_pids(pid), query from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0",
    "select * from sys.innodb_lock_waits",
  ],
};

/** A statement took too long. */
export const querySlow: Reading = {
  proves: "A statement ran into a time limit or was cancelled.",
  doesNotProve: "That its plan is bad: a lock or a busy server holds it as well.",
  boundaries: ["database"],
  causes: ["slow-query", "lock-wait"],
  strength: "timer",
  next: ["explain (analyze, buffers) QUERY", "select * from pg_stat_activity where state = 'active'"],
};

/** The wrong role. */
export const readOnly: Reading = {
  proves: "A write reached a server that only reads.",
  doesNotProve: "Whether a failover, a balancer or a setting led it there.",
  boundaries: ["database"],
  causes: ["database-read-only"],
  strength: "names-actor",
  next: ["select pg_is_in_recovery()", "select @@read_only, @@super_read_only", "redis-cli role"],
};

/** Replication is cut or behind. */
export const replication: Reading = {
  proves: "A replica is cut from its source, or too few replicas are good.",
  doesNotProve: "That the source is down.",
  boundaries: ["database"],
  causes: ["replica-lag", "database-read-only"],
  strength: "names-actor",
  next: ["redis-cli info replication", "select * from pg_stat_wal_receiver", "show replica status"],
};

/** TLS at a database. */
export const databaseTls: Reading = {
  proves: "The two sides do not agree about TLS: one demands what the other does not offer or cannot prove.",
  doesNotProve: "Which side to change.",
  boundaries: ["database", "tls"],
  causes: ["database-tls-mismatch"],
  strength: "names-actor",
  next: [
    "openssl s_client -starttls postgres -connect HOST:5432 </dev/null",
    "compare sslmode or require_secure_transport on both sides",
  ],
};

/** Starting, stopping, in recovery. */
export const notReady: Reading = {
  proves: "The database answered, and takes no work now: it starts, stops, recovers or loads.",
  doesNotProve: "How long; its log says so.",
  boundaries: ["database"],
  causes: ["database-refused"],
  strength: "names-actor",
  next: ["the server's log", "pg_isready -h HOST"],
};

/** The server ended the session on purpose. */
export const ended: Reading = {
  proves: "The server, an operator or a failover ended the session.",
  doesNotProve: "That the server is still away.",
  boundaries: ["database"],
  causes: ["peer-resets", "database-refused"],
  strength: "names-actor",
  next: ["the server's log at this second", "select pg_postmaster_start_time()"],
};

/** Disk, memory or another limit. */
export const serverFull: Reading = {
  proves: "The database refuses for want of memory, disk or because of a limit of its own.",
  doesNotProve: "Anything about the network.",
  boundaries: ["database"],
  causes: [],
  strength: "names-actor",
  next: ["df -h; free -m on the server", "the server's log"],
};

/** A connection to a database that ended unawares. */
export const databaseCut: Reading = {
  proves: "A connection was open and ended without the database's own words for it.",
  doesNotProve: "Whether the server crashed, a pooler or balancer closed it, or an idle timer cut it.",
  boundaries: ["database", "path", "proxy"],
  causes: ["idle-timeout-reset", "peer-resets", "middlebox-resets"],
  strength: "symptom",
  next: [
    "the server's log at this second",
    "how long was the connection idle before? compare with every timer on the way",
  ],
};

/** Not that database. */
export const wrongProtocol: Reading = {
  proves: "The two sides do not speak the same protocol, or the same version of it.",
  doesNotProve: "Which port or setting is wrong.",
  boundaries: ["database", "tcp"],
  causes: ["not-tls", "destination-nat-wrong", "target-port-mismatch"],
  strength: "names-actor",
  next: ["nc HOST PORT (who speaks first, and how)"],
};

/** What the application asked for is wrong or cannot be. */
export const applicationLevel: Reading = {
  proves: "The database works and answered; the request itself cannot be done as asked.",
  doesNotProve: "Any fault of the network.",
  boundaries: ["app"],
  causes: ["app-error"],
  strength: "normal",
  next: ["the application's log"],
};

/** The server cannot name its client. */
export const reverseLookup: Reading = {
  proves: "The database server could not resolve its client's name or address.",
  doesNotProve: "That the client cannot resolve the server.",
  boundaries: ["dns", "database"],
  causes: ["resolver-unreachable", "database-auth-failed"],
  strength: "names-actor",
  next: ["on the server: getent hosts CLIENT; select @@skip_name_resolve"],
};
