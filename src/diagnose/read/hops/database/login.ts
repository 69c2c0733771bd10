import type { Ms } from "../../../../base/index.ts";
import type { DatabaseSession, Evidence } from "../../../../evidence/index.ts";
import type { Observation } from "../../../observation.ts";
import { roundTripOf, SLOW } from "../../http/slow-answer.ts";
import { observe, ofKind, type Reader } from "../../reader.ts";
import { type DatabaseInView, databasesInView } from "./in-view.ts";
import { consoleOf, isPooler, withoutServer } from "./pooler.ts";

/** Round trips of a login: connect is not among them; TLS two, start and authentication up to five. PostgreSQL, 55.2; MySQL, connection phase. */
const TRIPS_OF_LOGIN = 7;
const TRIPS_OF_QUERY = 2;

/** Codes that name the server's limit of connections; 1226 is a limit of anything that a user may have. */
const ofAnyResource = "1226";

/** A host that is blocked for its broken connections: a rule of the host, and no one's credentials. MySQL, error 1129. */
const HOST_BLOCKED = "1129";

/** By it pgbouncer says all of its own. pgbouncer, src/client.c and src/objects.c. */
const OF_POOLER = "08P01";

/** The pooler waited for a connection of its own to the server. pgbouncer(5), `query_wait_timeout`. */
const WAITED_IN_POOL = /query_wait_timeout/;

/** Ends of a handshake that are no word of TLS: the way there may have eaten it. */
const WITHOUT_A_WORD = /timed out|closed|reset|hang ?up|ECONN|EPIPE|EOF/i;

/** How the login of each attempt at a database ended, and how long it took. */
export const readDatabaseLogin: Reader = (evidence, request) =>
  databasesInView(evidence, request)
    .filter(({ isBehind }) => !isBehind)
    .flatMap((view) => [...failedLogins(view), ...lateLogins(view)]);

/** An attempt at a database, and the login that it made. */
export interface Login {
  readonly attempt: Evidence<"attempt">;
  readonly session: Evidence<"database-session">;
}

function loginsOf({ records }: DatabaseInView): readonly Login[] {
  const sessions = ofKind(records, "database-session");
  return ofKind(records, "attempt")
    .filter(({ purpose }) => purpose === "reference")
    .flatMap((attempt) => {
      const session = sessions.findLast(({ id }) => attempt.value.steps.includes(id));
      return session === undefined ? [] : [{ attempt, session }];
    });
}

function failedLogins(view: DatabaseInView): readonly Observation[] {
  return loginsOf(view)
    .filter(({ attempt }) => attempt.value.failedAt === "login")
    .flatMap(({ attempt, session }) => {
      const { value } = session;
      const records = [attempt, session];
      const slots = {
        ...view.slots,
        ...consoleOf(value),
        databaseError: errorOf(value),
        readiness: readinessOf(value),
        loginEnd: endOf(value),
      };
      const lacking = withoutServer(view, { attempt, session });
      const says = (name: Observation["name"], isSure = true) =>
        observe(name, true, { records, slots, ...(isSure ? {} : { strength: "suggests" as const }) });
      switch (value.outcome) {
        case "refused-login":
          return [
            ...says("database-refuses-login"),
            ...says("login-names-credentials", value.code !== HOST_BLOCKED),
          ];
        case "too-many-connections":
          return [
            ...says("database-refuses-login"),
            ...says(
              "login-finds-no-room",
              value.code !== ofAnyResource || /connections/.test(value.message ?? ""),
            ),
          ];
        case "tls-mismatch":
          if (value.tls === "failed" && WITHOUT_A_WORD.test(value.tlsError ?? "closed")) return [];
          return [...says("database-refuses-login"), ...says("one-side-demands-tls")];
        case "not-ready":
        case "query-failed":
          if (lacking.length > 0) return lacking;
          // By its own words: who logs in, TLS and room are not what it lacks.
          if (value.outcome === "not-ready" && value.code !== null && value.code !== OF_POOLER)
            return says("database-not-ready");
          return [
            ...says("database-refuses-login"),
            ...(WAITED_IN_POOL.test(value.message ?? "") ? says("clients-wait-for-pool", false) : []),
          ];
        case "read-only":
          return [...says("database-refuses-write"), ...says("database-takes-no-writes")];
        case "silent":
        case "closed":
          if (lacking.length > 0) return lacking;
          return says(isPooler(view, value) ? "pooler-answers-no-login" : "database-login-unanswered");
        case "not-this-database":
          return says("database-login-unanswered");
        default:
          return [];
      }
    });
}

/** The server's code and words. */
function errorOf({ outcome, code, message, tlsError, isReplica }: DatabaseSession): string {
  if (outcome === "read-only")
    return `${isReplica === true ? "it is a replica" : "it is read-only"}, and the URL asks for a session that takes writes`;
  const words = message ?? tlsError ?? "without a word";
  // Redis begins its words with the code.
  return code === null || words.startsWith(`${code} `) ? words : `${code}: ${words}`;
}

/** What shows how far a database is that does not serve yet. pg_isready(1); mysqladmin(1); Redis, INFO. */
function readinessOf({ engine, address, port }: DatabaseSession): string {
  switch (engine) {
    case "postgres":
      return `pg_isready -h ${address} -p ${port}; on its host: pg_controldata DATA_FOLDER`;
    case "mysql":
      return `mysqladmin -h ${address} -P ${port} ping; on its host: journalctl -u mariadb -u mysql`;
    case "redis":
      return `redis-cli -h ${address} -p ${port} INFO persistence replication`;
  }
}

function endOf({ outcome, phases }: DatabaseSession): string {
  if (outcome === "not-this-database") return "answers in another protocol";
  const when = phases.login !== null ? "after the login" : "before the login is over";
  return outcome === "closed" ? `closes it without a word ${when}` : `says nothing ${when}`;
}

/** Logins that succeed, and take over a second more than the way there explains. docs/contract.md, "Status". */
function lateLogins(view: DatabaseInView): readonly Observation[] {
  const roundTrip = roundTripOf(view.records);
  const late = loginsOf(view).filter(
    ({ attempt, session }) => attempt.value.answeredProperly && isLate(session.value, roundTrip),
  );
  const slowest = late.toSorted((a, b) => timeOf(b.session.value) - timeOf(a.session.value))[0];
  if (slowest === undefined) return [];
  const { attempt, session } = slowest;
  const records = [attempt, session];
  const slots = { ...view.slots, databaseSeconds: (timeOf(session.value) / 1_000).toFixed(1) };
  return [
    ...observe("database-answers-late", true, { records, slots }),
    // A pooler lets clients in at once, and makes them wait for a connection of its own.
    ...(session.value.through === "pooler"
      ? observe("clients-wait-for-pool", true, { records, slots: view.slots, strength: "suggests" })
      : []),
  ];
}

const isLate = ({ phases: { login, query } }: DatabaseSession, roundTrip: Ms): boolean =>
  (login ?? 0) > SLOW + TRIPS_OF_LOGIN * roundTrip || (query ?? 0) > SLOW + TRIPS_OF_QUERY * roundTrip;

const timeOf = ({ phases: { login, query } }: DatabaseSession): Ms => (login ?? 0) + (query ?? 0);
