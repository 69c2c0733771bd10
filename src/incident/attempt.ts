import { hostPort, type Ms } from "../base/index.ts";
import { clientCommand } from "../database/index.ts";
import {
  type Attempt,
  type Evidence,
  GRPC_HEALTH,
  isDatabaseScheme,
  isGrpcScheme,
  isProperAnswer,
  methodToCompare,
  startOf,
} from "../evidence/index.ts";
import { clockFromExchange, emptyCall, exchangeHttp, partsOf, recordTcpInfo } from "../probe/index.ts";
import { attemptCommand } from "./attempt-command.ts";
import { cutBy, type Made, phasesOf } from "./attempt-outcome.ts";
import { comparedTo } from "./comparison.ts";
import { nowhere, type Origin, openWay, type Way } from "./connect.ts";
import { type CookieJar, cookiesFor, keepCookie } from "./cookie-jar.ts";
import { logIn } from "./database-attempt.ts";
import { askQuestion } from "./dns-question.ts";
import { contextOf, patience, type StepBudget, type Walk } from "./walk.ts";
import { watchConnection } from "./watch-connection.ts";

/** What makes one attempt differ from the request as asked. All left out: the request itself. */
export interface Variation {
  /** Address to go to, in place of the look-up. */
  readonly address?: string;
  /** Without the caller's deadline. */
  readonly patient?: boolean;
  /** Straight to the target, past the forward proxy. */
  readonly direct?: boolean;
  /** How long to wait for an answer, in place of the usual patience. */
  readonly patience?: Ms;
}

/** Redirects that are followed: as many as browsers do. Fetch standard, section 4.4 (HTTP-redirect fetch). */
const MOST_REDIRECTS = 20;

/** One whole attempt, and what a follow-up may want of it. */
export interface AttemptMade {
  readonly record: Evidence<"attempt">;
  readonly way: Way;
  readonly exchanges: readonly Evidence<"http-exchange">[];
}

/** Makes the request once, as an ordinary client of this host would, and records each step and the whole. */
export async function makeAttempt(
  walk: Walk,
  number: number,
  purpose: "reference" | "difference" | "context",
  variation: Variation = {},
): Promise<AttemptMade> {
  const { clock, asked, recorder } = walk;
  const { login } = walk.secrets;
  const { observedAt, ticks } = startOf(clock);
  const deadline = variation.patient === true ? null : asked.deadline;
  const budget: StepBudget = {
    purpose,
    attempt: purpose === "reference" ? number : null,
    deadlineAt: deadline === null ? null : ticks + deadline,
    ...(variation.patience === undefined ? {} : { patience: variation.patience }),
  };
  const direct = variation.direct === true ? { ...walk, asked: { ...asked, proxy: null } } : walk;
  const made =
    asked.scheme === "dns"
      ? await ask(walk, budget)
      : login !== undefined
        ? await logIn(walk, login, { budget, forced: variation.address ?? null })
        : await request(direct, budget, variation.address ?? null);
  const took = clock.ticks() - ticks;
  const late = deadline !== null && took >= deadline;
  const value: Attempt = {
    number,
    answeredProperly: made.failedAt === null && !late,
    failedAt: cutBy(late, made),
    address: made.way.address,
    port: made.way.port,
    took,
    phases: phasesOf(made),
    status: made.exchanges.at(-1)?.value.status ?? null,
    steps: made.steps.map(({ id }) => id),
  };
  const record = recorder.record("attempt", value, {
    boundary: "client",
    by: "probe",
    purpose,
    ...(purpose === "reference" ? { attempt: number } : {}),
    observedAt,
    took,
    command: attemptCommand(asked, {
      forced: variation.address ?? null,
      direct: variation.direct === true,
      address: made.way.address,
      caFile: walk.secrets.trust.from === "option" ? (walk.secrets.trust.sources[0] ?? null) : null,
      patience: patience.exchange,
      ...(login === undefined ? {} : { databaseCommand: clientCommand(login, variation.address) }),
    }),
  });
  return { record, way: made.way, exchanges: made.exchanges };
}

/** A question instead of a connection: `dns://`. */
async function ask(walk: Walk, budget: StepBudget): Promise<Made> {
  const { steps, proper, took } = await askQuestion(walk, budget);
  return { way: nowhere, failedAt: proper ? null : "lookup", steps, exchanges: [], lookup: took };
}

/** Way, then exchange, then where the redirects lead. */
async function request(walk: Walk, budget: StepBudget, forced: string | null): Promise<Made> {
  const { scheme, host, port } = walk.asked;
  if (scheme === "dns" || isDatabaseScheme(scheme))
    throw new Error(`a ${scheme}:// target makes no such request`);
  let origin: Origin = { scheme, host, port, isTarget: true };
  let path = walk.secrets.path;
  let method = walk.asked.method;
  const visited = new Set<string>();
  const jar: CookieJar = new Map();
  const exchanges: Evidence<"http-exchange">[] = [];
  const steps: Evidence[] = [];
  let lookup: Ms | null = null;
  for (let redirects = 0; ; redirects += 1) {
    const way = await openWay(walk, origin, budget, redirects === 0 ? forced : null);
    if (redirects === 0) lookup = way.lookup?.value.took ?? null;
    steps.push(...way.records);
    if (way.stream === null || way.socket === null) {
      return { way, failedAt: way.failedAt ?? "connect", steps, exchanges, lookup };
    }
    if (origin.scheme === "tcp" || origin.scheme === "tls") {
      const { lives, record } = await watchConnection(walk, way, budget);
      if (record !== null) steps.push(record);
      return {
        way,
        failedAt: lives ? null : origin.scheme === "tcp" ? "connect" : "tls",
        steps,
        exchanges,
        lookup,
      };
    }
    const leads: { to: URL | null } = { to: null };
    const knew = jar.size;
    const exchange = await exchangeOn(walk, way, {
      ...{ origin, path, method, forced, budget, visited, leads, jar },
    });
    // The same URL asked for with a cookie that was not there before is another request: so log-ins and tests for cookies lead back.
    if (jar.size > knew) visited.clear();
    exchanges.push(exchange);
    steps.push(exchange);
    const reading = clockFromExchange(exchange);
    if (reading !== null) walk.recorder.record("clock-reading", reading.value, reading.details);
    const { to } = leads;
    if (exchange.value.outcome !== "answered" || to === null || isExpected(exchange, walk)) {
      return {
        way,
        failedAt: isProperAnswer(exchange.value, walk.asked) ? null : "exchange",
        steps,
        exchanges,
        lookup,
      };
    }
    if (visited.has(to.href) || redirects >= MOST_REDIRECTS) {
      return { way, failedAt: "exchange", steps, exchanges, lookup };
    }
    const next = partsOf(to);
    const same = next.host === origin.host && next.port === origin.port && next.scheme === origin.scheme;
    origin = { scheme: next.scheme, host: next.host, port: next.port, isTarget: origin.isTarget && same };
    path = next.path;
    // RFC 9110, section 15.4: 307 and 308 keep the method, the others are followed by GET as every client does.
    if (exchange.value.status !== 307 && exchange.value.status !== 308 && method !== "HEAD") method = "GET";
  }
}

const isExpected = ({ value }: Evidence<"http-exchange">, { asked }: Walk) =>
  asked.expectStatus?.some(
    ([from, to]) => value.status !== null && from <= value.status && value.status <= to,
  ) ?? false;

interface Exchange {
  readonly origin: Origin;
  readonly path: string;
  readonly method: string;
  readonly forced: string | null;
  readonly budget: StepBudget;
  /** URLs asked for before, query and all. */
  readonly visited: Set<string>;
  /** Where the answer leads is put here: the record has it without the query. */
  readonly leads: { to: URL | null };
  readonly jar: CookieJar;
}

async function exchangeOn(walk: Walk, way: Way, exchange: Exchange) {
  const { origin, path, method, forced, budget, visited, leads, jar } = exchange;
  const { stream } = way;
  if (stream === null) throw new Error("an exchange needs a stream");
  const isReference = budget.purpose === "reference";
  const isCall = isGrpcScheme(origin.scheme);
  const scheme = origin.scheme === "https" || origin.scheme === "grpcs" ? "https" : "http";
  const mayBeAll = forced === null && isReference;
  const compared = comparedTo(walk);
  const own = !origin.isTarget ? [] : mayBeAll ? walk.secrets.headers : compared.headers;
  const cookies = own.some(([name]) => name.toLowerCase() === "cookie") ? [] : cookiesFor(origin.host, jar);
  visited.add(`${scheme}://${hostPort(origin.host, origin.port)}${path}`);
  const context = contextOf(walk, budget.patience ?? patience.exchange, budget);
  return exchangeHttp(
    {
      stream,
      protocol: way.protocol,
      scheme,
      address: way.address ?? origin.host,
      port: origin.port,
      host: origin.host,
      // What changes something at the server is sent once, by the request itself, unless more is allowed.
      path: isCall && !isReference && walk.asked.mayRepeat !== true ? GRPC_HEALTH : path,
      method: isReference ? method : methodToCompare(walk.asked, method),
      // Credentials go to the target itself alone, and only where the request itself leads there.
      headers: [...own, ...cookies],
      bodyOctets: !origin.isTarget ? 0 : isReference ? walk.asked.dataOctets : compared.bodyOctets,
      ...(isCall ? emptyCall([...own, ...cookies]) : {}),
      absoluteForm: speaksToProxy(walk, origin),
      onConnection: 1,
      idleBefore: 0,
      visited,
      onRedirect: (to) => {
        leads.to = to;
      },
      onCookie: (pair, isSecure) => {
        // RFC 6265, section 5.4: what is marked `Secure` does not go back in clear.
        if (!isSecure || scheme === "https") keepCookie(pair, origin.host, jar);
      },
      beforeClose: (isAnswered) => {
        if (isReference && way.socket !== null)
          recordTcpInfo(way.socket, isAnswered ? "answer" : "silence", context);
      },
    },
    context,
  );
}

/** Whether the request itself is handed to an HTTP proxy, and not to what a tunnel leads to. RFC 9112, section 3.2.2. */
const speaksToProxy = ({ asked }: Walk, origin: Origin): boolean =>
  asked.proxy !== null && asked.proxy.scheme !== "socks5" && origin.isTarget && origin.scheme === "http";
