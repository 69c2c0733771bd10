import type { Duplex } from "node:stream";
import { hostPort, type Ms, oneLine } from "../base/index.ts";
import {
  createRecorder,
  type DatabaseSession,
  type Evidence,
  type Recorder,
  startOf,
} from "../evidence/index.ts";
import type { ProbeContext } from "../probe/index.ts";
import type { DatabaseAsked } from "./asked.ts";
import { clientCommand } from "./command.ts";
import { loginMysql } from "./mysql/login.ts";
import { nameOf } from "./name-of.ts";
import { mayBeForOtherWay } from "./postgres/error.ts";
import { type LoginTry, loginPostgres } from "./postgres/login.ts";
import { loginRedis } from "./redis/login.ts";
import type { OpenSession, Tried } from "./try.ts";

/** One login to make, and where. */
export interface LoginAsked {
  /** Connected to the database's port. */
  readonly stream: Duplex;
  readonly asked: DatabaseAsked;
  /** Numeric address that the stream leads to. */
  readonly address: string;
  /** Another connection to the same port, for what a client tries in another way; `null` where it does not connect. */
  readonly redial: () => Promise<Duplex | null>;
}

/** The record, and the session where it stands: the caller closes it. */
export interface LoggedIn {
  readonly record: Evidence<"database-session">;
  readonly session: OpenSession | null;
}

/** Whether a login and its query went as the URL asks. docs/contract.md, "Status". */
export const isProperSession = ({ outcome }: DatabaseSession): boolean => outcome === "answered";

/** Characters of a server's words that are kept: its errors are sentences. */
const MOST_MESSAGE = 300;

/** How long the way that was not asked for is tried. */
const OTHER_WAY: Ms = 3_000;

const loginOf = { postgres: loginPostgres, mysql: loginMysql, redis: loginRedis } as const;

/**
 * Makes one login and one harmless query, as the database's own client would, and records it, with the handshake of TLS where one is
 * made. `context.timeout` bounds all of it.
 *
 * @throws The reason of `context.signal`.
 */
export async function loginTo(login: LoginAsked, context: ProbeContext): Promise<LoggedIn> {
  const { asked, address } = login;
  const { clock, recorder, purpose, attempt } = context;
  const { observedAt, ticks } = startOf(clock);
  const tried = await tryAll(login, context);
  const took = clock.ticks() - ticks;
  const { session, steps, isEarly: _, ...known } = tried;
  takeIn(steps, recorder);
  const record = recorder.record(
    "database-session",
    {
      engine: asked.engine,
      address,
      port: asked.port,
      user: asked.engine === "redis" && !asked.isUserGiven ? null : asked.user,
      database: asked.database,
      tlsAsked: asked.tlsAsked,
      ...known,
      serverVersion: nameOf(known.serverVersion),
      message: known.message === null ? null : sayable(known.message, asked),
    },
    {
      ...{ boundary: "database", by: "probe", purpose, observedAt, took },
      ...(attempt === undefined ? {} : { attempt }),
      command: clientCommand(asked),
    },
  );
  // What was withheld on purpose, beside the request itself, is missed by nobody.
  if (tried.outcome === "cannot-login" && purpose === "reference") {
    recorder.gap({
      boundary: "database",
      needs: `a login at ${hostPort(asked.host, asked.port)}: ${tried.message ?? "it asks for more than was given"}`,
      reason: "permission",
      // What is given and is not enough is not to be given again.
      allowBy:
        asked.password !== null && asked.isUserGiven
          ? `log in with the database's own client: ${clientCommand(asked)}`
          : howToGive[asked.engine],
    });
  }
  return { record, session };
}

const howToGive = {
  postgres:
    "give the password by passwordFile, in the URL, by PGPASSWORD or ~/.pgpass, and the user in the URL",
  mysql: "give the password by passwordFile, in the URL or by MYSQL_PWD, and the user in the URL",
  redis: "give the password by passwordFile, in the URL or by REDISCLI_AUTH",
} as const;

/** The ways that a client tries, in order; the first that is not refused early is the one. PostgreSQL, table 34.1. */
async function tryAll(login: LoginAsked, context: ProbeContext): Promise<WithSteps> {
  const { asked } = login;
  const withTls = waysOf(asked);
  const deadlineAt =
    context.clock.ticks() + Math.min(context.timeout, asked.connectTimeout ?? context.timeout);
  const go = async (stream: Duplex, isTls: boolean, isOptional: boolean): Promise<WithSteps> => {
    const recorder = createRecorder("aside");
    const one = tryOf(login, { ...context, recorder }, { isTls, isOptional, deadlineAt });
    return { ...judged(await loginOf[asked.engine](stream, one), asked), steps: recorder };
  };
  const first = await go(login.stream, withTls[0] === true, withTls.length > 1);
  // MySQL's client takes the other way only where the handshake of TLS fails.
  const isOver =
    !first.isEarly ||
    first.outcome === "silent" ||
    (asked.engine === "mysql" && first.outcome !== "tls-mismatch");
  const [, second] = withTls;
  if (second !== undefined && !isOver && first.tls !== "not-offered") {
    const stream = await login.redial();
    if (stream === null) return first;
    const other = await go(stream, second, false);
    const tls = second ? other.tls : first.tls === "used" ? "refused" : first.tls;
    const better = { ...other, tls, tlsError: first.tlsError ?? other.tlsError };
    return other.isEarly && other.outcome !== "answered" ? first : better;
  }
  if (second !== undefined || !mayLackOtherWay(first, asked)) return first;
  // What the URL does not ask for is tried to know whether it is what the server wants, and is told of in the outcome alone.
  const stream = await login.redial();
  if (stream === null) return first;
  const isTls = withTls[0] !== true;
  const aside: ProbeContext = { ...context, recorder: createRecorder("aside"), purpose: "context" };
  const soon = { isTls, isOptional: true, deadlineAt: context.clock.ticks() + OTHER_WAY };
  const other = await loginOf[asked.engine](stream, tryOf(login, aside, soon));
  other.session?.close();
  // Whoever asks for a password has let this way in.
  const isIt = other.outcome === "answered" || (!other.isEarly && asked.engine !== "mysql");
  if (!isIt || (isTls && other.tls !== "used")) return first;
  const message = isTls
    ? `the server demands TLS, and the URL does not ask for it: ${first.message ?? "without it the connection is closed"}`
    : `the server answers without TLS alone: ${first.message ?? "the connection is closed"}`;
  if (isTls || first.tls === "used") return { ...first, tls: "refused", outcome: "tls-mismatch", message };
  // What stands there speaks no TLS: that the handshake came to nothing is this, and no fault of its own.
  return { ...first, steps: createRecorder("aside"), tls: "not-offered", outcome: "tls-mismatch", message };
}

/** A try with the records and gaps of its handshake, which are the request's where the try is. */
interface WithSteps extends Tried {
  readonly steps: Recorder;
}

/** Takes the handshake of the try that counts into the run. */
function takeIn(steps: Recorder, recorder: Recorder): void {
  for (const step of steps.evidence) {
    if (step.kind !== "tls-handshake") continue;
    const { value, boundary, by, purpose, attempt, observedAt, took, command } = step;
    recorder.record("tls-handshake", value, {
      ...{ boundary, by, purpose, observedAt, took, command },
      ...(attempt === null ? {} : { attempt }),
    });
  }
  for (const gap of steps.gaps) recorder.gap(gap);
}

/** With and without TLS, in the order of the client. */
function waysOf({ tlsAsked, engine }: DatabaseAsked): readonly boolean[] {
  if (tlsAsked === "disable") return [false];
  if (engine === "redis") return [true];
  if (tlsAsked === "allow") return [false, true];
  return tlsAsked === "prefer" ? [true, false] : [true];
}

/** Whether the other way, with TLS or without it, might be what the server wants. */
function mayLackOtherWay(
  { outcome, code, message, tls, isEarly }: Tried,
  { engine }: DatabaseAsked,
): boolean {
  switch (engine) {
    case "postgres":
      return outcome === "refused-login" && mayBeForOtherWay({ code, message: message ?? "" });
    case "mysql":
      return outcome === "refused-login" && tls === "not-asked" && code === "1045";
    case "redis":
      return isEarly && (outcome === "closed" || tls === "failed");
  }
}

function tryOf(
  { asked, address }: LoginAsked,
  context: ProbeContext,
  {
    isTls,
    isOptional,
    deadlineAt,
  }: { readonly isTls: boolean; readonly isOptional: boolean; readonly deadlineAt: number },
): LoginTry {
  const { clock, signal } = context;
  return { asked, clock, signal, deadlineAt, tls: isTls ? { asked, address, context, isOptional } : null };
}

/** A user that was not given is our own guess: that it is refused says nothing of the database. */
function judged(tried: Tried, { isUserGiven, engine }: DatabaseAsked): Tried {
  if (tried.outcome !== "refused-login" || isUserGiven || engine === "redis") return tried;
  if (!["28000", "28P01", "1045", "1698"].includes(tried.code ?? "")) return tried;
  return {
    ...tried,
    outcome: "cannot-login",
    message: `no user was given, and it says: ${tried.message ?? ""}`,
  };
}

/** The server's words on one line, without the password. */
function sayable(text: string, { password }: DatabaseAsked): string {
  const bare = password === null || password.length < 3 ? text : text.replaceAll(password, "[removed]");
  return oneLine(bare, MOST_MESSAGE);
}
