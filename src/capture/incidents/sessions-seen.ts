import type { Ms } from "../../base/index.ts";
import type { CapturedSession } from "../../evidence/index.ts";
import type { CapturedDatabase, DatabaseError } from "../application/index.ts";

/** A client that falls back to another way of logging in does so at once. libpq, sslmode and gssencmode. */
const AT_ONCE: Ms = 1_000;

/** Whose fault is the client's own: it names itself, or what it wants, wrongly. SQLSTATE classes 28, 3D and 42; MySQL 1044 and 1049. */
const ofClient = /^(?:28|3D|42)/;

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
    requests,
    longestWait: waiting.longest,
    errors: errors.map(({ code, number, severity }) => ({ code, number, severity })),
    errorCount,
  };
}

const plain = (error: DatabaseError | null): CapturedSession["refusal"] =>
  error === null ? null : { code: error.code, number: error.number, severity: error.severity };

/** The error by which the server ended the login; `null` where there is none. What an end says after the login is the application's. */
function refusalOf({
  ready,
  protocol,
  errors,
  turnedToTls,
  unknownFrom,
}: CapturedDatabase): DatabaseError | null {
  if (ready !== null || turnedToTls || unknownFrom !== null || protocol === "redis") return null;
  const error = errors.find(({ atStart }) => atStart) ?? null;
  return error?.severity === "ERROR" ? null : error;
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
    return error === null ? [] : [{ session, error }];
  });
  if (refused.length === 0) return new Set();
  const taken = sessions.filter(({ ready, turnedToTls }) => ready !== null || turnedToTls);
  const isSameServer = (one: CapturedDatabase, other: CapturedDatabase) =>
    one.server.address === other.server.address && one.server.port === other.server.port;
  const tells = ({ session, error }: (typeof refused)[number]) => {
    const others = taken.filter((one) => isSameServer(one, session));
    const isFallback = others.some(
      ({ client, first }) =>
        client.address === session.client.address &&
        first.at >= error.mark.at &&
        first.at - error.mark.at <= AT_ONCE,
    );
    return !isFallback && !(ofClient.test(error.code) && others.length > 0);
  };
  return new Set(refused.filter(tells).map(({ session }) => session.stream));
}
