import type { Cause } from "../../cause.ts";

/** Sessions of the application wait for a lock that another session holds. */
export const lockWait: Cause = {
  id: "lock-wait",
  boundary: "database",
  at: "path",
  must: ["sessions-wait-for-lock"],
  may: ["clients-wait-for-pool", "database-at-its-limit"],
  never: [],
  proves: [{ "sessions-wait-for-lock": true }],
  explains: [
    "sessions-wait-for-lock",
    "application-answers-error",
    "first-byte-late",
    "no-answer-in-time",
    "deadline-missed",
    "proxy-answers-error",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "in the database at {database}, {lockWaiters} for a lock{lockObject} that {holder} holds, for {lockWait} s",
  fix: [
    "See who holds it and what for: {lookAtHolder}",
    "Let its owner commit or roll back: a transaction that is open in a console, a job, or a client that is gone",
    "Only if nobody answers for it, end it: {endHolder}",
  ],
  prevention: [
    "Bound the waiting and the holding: lock_timeout, idle_in_transaction_session_timeout; innodb_lock_wait_timeout",
    "Keep transactions short, with no call to another service inside, and change schemas with a lock_timeout",
  ],
  source:
    "PostgreSQL, 13.3 Explicit Locking and pg_blocking_pids; MySQL, 17.7 InnoDB Locking, 10.11.4 Metadata Locking",
};
