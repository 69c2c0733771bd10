import type { Ms } from "../../base/index.ts";
import type { CapturedSession, DatabaseErrorSeen } from "../../evidence/index.ts";
import type { CapturedDatabase, DatabaseError } from "../application/index.ts";

/** A client that falls back to another way of logging in does so at once. libpq, sslmode and gssencmode. */
const AT_ONCE: Ms = 1_000;

/** Whose fault is the client's own: it names itself, or what it wants, wrongly. SQLSTATE classes 28, 3D and 42; MySQL 1044 and 1049; Redis. */
const ofClient = /^(?:28|3D|42|NOAUTH$|WRONGPASS$)/;
/** Redis, that is not for everybody, or not yet. */
const ofRedisLogin = ["WRONGPASS", "NOAUTH", "LOADING"] as const;
/** What the server takes no write for: SQLSTATE and Redis, MySQL's numbers. PostgreSQL, appendix A; MySQL, "Server Error Message Reference". */
const ofWrites: ReadonlySet<string | number> = new Set([
  "25006",
  "53100",
  "READONLY",
  "OOM",
  "MISCONF",
  1021,
  1114,
]);

/** A connection to a database as a record has it. */
export function sessionSeen(seen: CapturedDatabase): CapturedSession {
  const { server, protocol, serverVersion, readyTook, requests, waiting, errors, errorCount } = seen;
  return {
    address: server.address,
    port: server.port,
    protocol,
    serverVersion,
    readyTook,
    refusal: plain(refusalOf(seen)),
    offersTls: seen.offersTls,
    leftWithoutTls: leftWithoutTls(seen),
    isReadOnly: seen.isReadOnly,
    onlyErrors: onlyErrors(seen),
    requests,
    longestWait: waiting.longest,
    errors: errors.map(errorSeen),
    errorCount,
  };
}

const errorSeen = ({ code, number, severity, about }: DatabaseError): DatabaseErrorSeen => ({
  code,
  number,
  severity,
  about,
});

const plain = (error: DatabaseError | null): CapturedSession["refusal"] =>
  error === null ? null : errorSeen(error);

/** Whether every request was answered with an error. */
const onlyErrors = ({ served, requests, errors, errorCount }: CapturedDatabase): boolean =>
  errors.some(({ atStart }) => !atStart) && (served === null ? errorCount >= requests : !served);

/** The client asked for TLS, the server does not offer it, and the client left without having tried to log in. PostgreSQL, SSLRequest. */
const leftWithoutTls = (seen: CapturedDatabase): boolean =>
  seen.tlsRefused && !seen.triedLogin && seen.errorCount === 0 && seen.end?.by === "client";

/** Whether the server refused a write for its own state. What a transaction that is the client's own choice refuses is none. */
export const refusesWrite = ({ errors, isReadOnly }: CapturedDatabase): boolean =>
  errors.some(
    ({ code, number, about }) =>
      about === "read-only" || (ofWrites.has(number ?? code) && !(code === "25006" && isReadOnly === false)),
  );

/** Whether the connection failed by the database: its login, or all that was asked for. */
export const failsByDatabase = (seen: CapturedDatabase): boolean => refusesWrite(seen) && onlyErrors(seen);

/** The error by which the server ended the login; `null` where there is none. What an end says after the login is the application's. */
function refusalOf({
  ready,
  protocol,
  errors,
  served,
  turnedToTls,
  unknownFrom,
}: CapturedDatabase): DatabaseError | null {
  if (turnedToTls || unknownFrom !== null) return null;
  if (protocol === "redis") return served === false ? refusalOfRedis(errors) : null;
  if (ready !== null) return null;
  const error = errors.find(({ atStart }) => atStart) ?? null;
  return error?.severity === "ERROR" ? null : error;
}

/** The most telling one: who sends a wrong password is also told that it has none. */
function refusalOfRedis(errors: readonly DatabaseError[]): DatabaseError | null {
  const full = errors.find(({ about }) => about === "connections");
  const told = ofRedisLogin.map((code) => errors.find((error) => error.code === code));
  return full ?? told.find((error) => error !== undefined) ?? null;
}

/**
 * The logins that a server refused and that tell of it: not those after which the client logs in another way at once, and not those of a
 * client that says who it is wrongly, where the server takes others.
 *
 * @returns numbers of their streams.
 */
export function refusedLogins(sessions: readonly CapturedDatabase[]): ReadonlySet<number> {
  const refused = sessions.flatMap((session) => {
    const error = refusalOf(session);
    if (error === null && !leftWithoutTls(session)) return [];
    return [{ session, code: error?.code ?? "", at: error?.mark.at ?? session.last.at }];
  });
  if (refused.length === 0) return new Set();
  const taken = sessions.filter(
    ({ ready, turnedToTls, served }) => turnedToTls || (ready !== null && served !== false),
  );
  const isSameServer = (one: CapturedDatabase, other: CapturedDatabase) =>
    one.server.address === other.server.address && one.server.port === other.server.port;
  const tells = ({ session, code, at }: (typeof refused)[number]) => {
    const others = taken.filter((one) => isSameServer(one, session));
    const isFallback = others.some(
      ({ client, first }) =>
        client.address === session.client.address && first.at >= at && first.at - at <= AT_ONCE,
    );
    return !isFallback && !(ofClient.test(code) && others.length > 0);
  };
  return new Set(refused.filter(tells).map(({ session }) => session.stream));
}
