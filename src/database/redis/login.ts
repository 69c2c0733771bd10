import type { Duplex } from "node:stream";
import type { DatabaseSession } from "../../evidence/index.ts";
import { encodeRedisCommand, nameProtocol, type RedisReply, readRedisReply } from "../../wire/index.ts";
import { isEnd, type Line, type LineEnd, openLine } from "../line.ts";
import type { LoginTry } from "../postgres/login.ts";
import { turnToTls } from "../tls.ts";
import {
  type Answer,
  endOutcome,
  noPassword,
  type OpenSession,
  type Tried,
  untried,
  whileItHolds,
} from "../try.ts";

/** Outcomes by the first word of an error. Redis, server.c and networking.c. */
const byCode: Readonly<Record<string, DatabaseSession["outcome"]>> = {
  NOAUTH: "refused-login",
  WRONGPASS: "refused-login",
  NOPERM: "refused-login",
  DENIED: "refused-login",
  LOADING: "not-ready",
  MASTERDOWN: "not-ready",
  BUSY: "not-ready",
  CLUSTERDOWN: "not-ready",
};

type Refusal = Extract<RedisReply, { readonly kind: "error" }>;

const outcomeOfRedis = ({ code, message }: Refusal): DatabaseSession["outcome"] =>
  /max number of clients/.test(message)
    ? "too-many-connections"
    : /^(?:ERR )?invalid password/i.test(message)
      ? "refused-login"
      : (byCode[code] ?? "query-failed");

/** One login to Redis, or to what speaks its protocol, and one PING. */
export async function loginRedis(stream: Duplex, { tls, ...given }: LoginTry): Promise<Tried> {
  if (tls === null) return start(openLine(stream, given), given);
  const turned = await turnToTls(stream, tls);
  if (turned.stream === null) {
    const { tlsError } = turned;
    return { ...untried, tls: turned.tls, tlsError, outcome: "tls-mismatch", message: tlsError };
  }
  return { ...(await start(openLine(turned.stream, given), given)), tls: "used" };
}

async function start(line: Line, { asked, clock, deadlineAt }: Omit<LoginTry, "tls">): Promise<Tried> {
  const begun = clock.ticks();
  const { password, user, isUserGiven, database } = asked;
  let greeting: number | null = null;
  let login: number | null = null;
  const command = async (...words: readonly string[]): Promise<RedisReply | LineEnd> => {
    line.write(encodeRedisCommand(...words));
    const reply = await line.read(readRedisReply);
    if (!isEnd(reply)) greeting ??= (line.firstAt ?? clock.ticks()) - begun;
    return reply;
  };
  const failed = (said: LineEnd | Refusal): Tried => {
    const isTls = nameProtocol(line.pending) === "tls";
    line.close();
    const known = { ...untried, phases: { greeting, login, query: null }, isEarly: greeting === null };
    if (typeof said !== "string") {
      const { code, message } = said;
      const outcome = outcomeOfRedis(said);
      if (password === null && code === "NOAUTH")
        return { ...known, code, message: noPassword, outcome: "cannot-login" };
      return { ...known, code, message, outcome };
    }
    if (isTls)
      return {
        ...known,
        tls: "refused",
        outcome: "tls-mismatch",
        message: "it speaks TLS, and the URL does not",
      };
    return { ...known, outcome: endOutcome[said] };
  };
  let warning: Refusal | null = null;
  if (password !== null) {
    const said = await (isUserGiven ? command("AUTH", user, password) : command("AUTH", password));
    if (isEnd(said)) return failed(said);
    if (said.kind === "error") {
      // A server without a password: redis-cli warns, and goes on.
      if (!/without any password configured|no password is set/i.test(said.message)) return failed(said);
      warning = said;
    }
  }
  if (database !== null && database !== "0") {
    const said = await command("SELECT", database);
    if (isEnd(said) || said.kind === "error") return failed(said);
  }
  login = clock.ticks() - begun;
  const asking = clock.ticks();
  const pong = await command("PING");
  if (isEnd(pong) || pong.kind === "error") {
    login = isEnd(pong) && greeting !== null ? login : null;
    return failed(pong);
  }
  const phases = { greeting, login, query: clock.ticks() - asking };
  const ask = whileItHolds(async (statement: string, patience: number): Promise<Answer> => {
    line.until(clock.ticks() + patience);
    const reply = await command(...statement.split(" "));
    if (isEnd(reply)) return { kind: "ended", how: reply };
    if (reply.kind === "error")
      return { kind: "complaint", complaint: { code: reply.code, message: reply.message } };
    return { kind: "rows", result: { columns: [], rows: [textsOf(reply)] } };
  });
  const facts = await ask("INFO", Math.min(2_000, Math.max(1, deadlineAt - clock.ticks())));
  const info = facts.kind === "rows" ? (facts.result.rows[0]?.[0] ?? "") : "";
  const fact = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? null;
  const role = fact("role");
  const isReplica = role === null ? null : role === "slave";
  const session: OpenSession = {
    engine: "redis",
    serverVersion: fact("redis_version"),
    through: role === null ? "unknown" : "server",
    ownId: null,
    ask,
    askOne: ask,
    close: () => line.close(),
  };
  return {
    ...untried,
    ...{ isEarly: false, outcome: "answered", phases, isReplica, session },
    isReadOnly: isReplica === null ? null : isReplica && fact("slave_read_only") !== "0",
    code: warning?.code ?? null,
    message: warning?.message ?? null,
    serverVersion: session.serverVersion,
    through: session.through,
  };
}

const textsOf = (reply: RedisReply): readonly (string | null)[] => {
  switch (reply.kind) {
    case "text":
      return [reply.text];
    case "number":
      return [String(reply.value)];
    case "array":
      return reply.items.flatMap(textsOf);
    default:
      return [null];
  }
};
