import type { DatabaseSession } from "../../evidence/index.ts";
import type { DatabaseComplaint } from "../../wire/index.ts";

/** Outcomes by SQLSTATE, the whole or its class. PostgreSQL, appendix A. */
const byCode: readonly (readonly [RegExp, DatabaseSession["outcome"]])[] = [
  [/^53300$/, "too-many-connections"],
  // 28: credentials and host rules. 3D000: no such database. 42501: no right to connect.
  [/^(?:28...|3D000|42501)$/, "refused-login"],
  // 57P: it starts, stops or recovers. 53, 58, XX: it lacks memory or disk, or is damaged.
  [/^(?:57P..|53...|58...|XX...)$/, "not-ready"],
  // 0A000: it does not know the version of the protocol.
  [/^0A000$/, "not-this-database"],
];

/** pgbouncer says all of its own by 08P01, in fixed words. pgbouncer, src/client.c and src/objects.c. */
const byPooler: readonly (readonly [RegExp, DatabaseSession["outcome"]])[] = [
  [/no more connections allowed|too many connections/i, "too-many-connections"],
  [/no such (?:database|user)|auth(?:entication)? failed|login rejected|not allowed/i, "refused-login"],
  [
    /server login|server_login|cannot connect to server|connect failed|query_wait_timeout|shutting down|is paused|bouncer is|is disabled/i,
    "not-ready",
  ],
];

/** What an error at the login means. */
export function outcomeOfPostgres({ code, message }: DatabaseComplaint): DatabaseSession["outcome"] {
  const pooler = code === null || code === "08P01" ? byPooler : [];
  const found =
    byCode.find(([pattern]) => pattern.test(code ?? "")) ?? pooler.find(([pattern]) => pattern.test(message));
  // Without a code: protocol 2, by which it says that it cannot start a process.
  return found?.[1] ?? (code === null ? "not-ready" : "query-failed");
}

/** A host rule that says whether the connection was under TLS: another rule may be for the other way. pg_hba.conf(5), auth.c. */
export const mayBeForOtherWay = ({ code, message }: DatabaseComplaint): boolean =>
  code === "28000" && /pg_hba\.conf/.test(message);

/** The words of the pooler, where they are. */
export const isPoolers = ({ message }: DatabaseComplaint): boolean =>
  byPooler.some(([pattern]) => pattern.test(message)) &&
  /bouncer|server_login|server login|query_wait|no more connections allowed|no such database/i.test(message);
