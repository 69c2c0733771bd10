import type { DnsServer, Ms } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import { type DnsQuestion, probeDnsTogether } from "./dns.ts";
import {
  addressesOf,
  type CandidateAnswer,
  type LookupRun,
  libraryQuestion,
  noteQuestion,
  outcomeOf,
  serversOf,
  waitLeft,
} from "./name-lookup-answer.ts";

/**
 * How long glibc waits for one server, in milliseconds: the timeout doubled for each place down the list, shared
 * among all servers from the second on, at least a second. glibc, resolv/res_send.c, send_dg().
 */
export function glibcWait(index: number, count: number, timeoutSeconds: number): Ms {
  const seconds = timeoutSeconds * 2 ** index;
  return Math.max(1, Math.floor(index > 0 ? seconds / count : seconds)) * 1000;
}

/** How the questions for A and AAAA share a socket. It changes once, for the rest of the look-up, when one is lost. */
export interface GlibcState {
  mode: "parallel" | "one-by-one" | "one-by-one-reopened";
}

/** The mode that resolv.conf asks for. resolv.conf(5), `single-request`, `single-request-reopen`. */
export const glibcState = (options: readonly string[]): GlibcState => ({
  mode: options.includes("single-request-reopen")
    ? "one-by-one-reopened"
    : options.includes("single-request")
      ? "one-by-one"
      : "parallel",
});

type Exchange = Evidence<"dns-exchange">;

/** What glibc answers with SERVFAIL, NOTIMP, REFUSED and an empty referral: ask the next server. res_send.c. */
function isUnusable({ value }: Exchange): boolean {
  if (value.outcome !== "answered") return true;
  const { rcode, answers, additionals, authoritative, recursionAvailable } = value;
  if (rcode === "SERVFAIL" || rcode === "NOTIMP" || rcode === "REFUSED") return true;
  const isEmpty = answers.length === 0 && additionals.length === 0;
  return rcode === "NOERROR" && isEmpty && !authoritative && !recursionAvailable;
}

/**
 * Asks for one name as glibc does: A and AAAA at once over one socket, one server after the other, the whole list
 * `attempts` times, TCP after a truncated answer. glibc, resolv/res_send.c.
 */
export async function askAsGlibc(name: string, state: GlibcState, run: LookupRun): Promise<CandidateAnswer> {
  const { config, context } = run;
  const listed = serversOf(config);
  // Rotation begins at a random server in each process; by number of the attempt every server has its turn.
  const shift = config.rotate ? ((context.attempt ?? 1) - 1) % Math.max(1, listed.length) : 0;
  const servers = [...listed.slice(shift), ...listed.slice(0, shift)];
  const all: Exchange[] = [];
  let wentToTcp = false;
  // Once it went over to TCP, glibc makes no further round.
  for (let round = 0; round < config.attempts && !wentToTcp; round += 1) {
    for (const [index, server] of servers.entries()) {
      if (waitLeft(run, 1) === 0) break;
      const wait = glibcWait(index, servers.length, config.timeoutSeconds);
      const asked = await askServer({ name, server, wait }, state, run);
      all.push(...asked.records);
      if (isTaken(asked.records)) return judge(asked.records);
      wentToTcp ||= asked.wentToTcp;
    }
  }
  return { kind: failureOf(all), addresses: [], canonicalName: null };
}

/**
 * Whether glibc stays with what a server said: one usable answer is enough, unless the first of the questions is
 * lost. After an answer to the other one the server is asked again, one by one.
 */
const isTaken = (records: readonly Exchange[]): boolean =>
  records.some((record) => !isUnusable(record)) && records[0]?.value.outcome !== "timed-out";

/** What it is that no server gave a usable answer. __res_context_send() and __res_context_query(). */
function failureOf(all: readonly Exchange[]): CandidateAnswer["kind"] {
  if (all.some(({ value }) => value.outcome === "answered")) return "servfail";
  return all.every(({ value }) => value.outcome === "unreachable") ? "nobody-there" : "no-answer";
}

/** One turn of one server. The last record of each type is what counts. */
async function askServer(
  { name, server, wait }: { readonly name: string; readonly server: DnsServer; readonly wait: Ms },
  state: GlibcState,
  run: LookupRun,
): Promise<{ readonly records: readonly Exchange[]; readonly wentToTcp: boolean }> {
  const questions = run.types.map((type) => libraryQuestion(server, { name, type }, run.config));
  const ask = async (asked: readonly DnsQuestion[]) => {
    const timeout = waitLeft(run, wait);
    if (timeout === 0) return [];
    const records = await probeDnsTogether(asked, { ...run.context, timeout });
    for (const record of records) noteQuestion(run, record);
    return records;
  };
  const isSilent = ({ value }: Exchange) => value.outcome === "timed-out";
  const oneByOne = async (): Promise<readonly Exchange[]> => {
    const records: Exchange[] = [];
    for (const [index, question] of questions.entries()) {
      records.push(...(await ask([question])));
      if (!records.some(isSilent)) continue;
      // The first one lost: this server has had its turn.
      if (index === 0) return records;
      // A later one lost: once more, each from a socket of its own; then the first answer has to do.
      if (state.mode === "one-by-one-reopened") return records;
      state.mode = "one-by-one-reopened";
      return oneByOne();
    }
    return records;
  };
  const viaTcp = async () => ask(questions.map((question) => ({ ...question, transport: "tcp" as const })));

  if (run.config.options.includes("use-vc")) return { records: await viaTcp(), wentToTcp: true };
  let records = state.mode === "parallel" ? await ask(questions) : await oneByOne();
  if (state.mode === "parallel" && records.some(isSilent) && !records.every(isSilent)) {
    // One answer of two is lost: some devices lose the second of two packets from one port.
    state.mode = "one-by-one";
    records = await oneByOne();
  }
  if (records.some(({ value }) => value.truncated)) return { records: await viaTcp(), wentToTcp: true };
  return { records, wentToTcp: false };
}

/** What the answers of one server mean. glibc, resolv/res_query.c, __res_context_query(). */
function judge(records: readonly Exchange[]): CandidateAnswer {
  const outcomes = records.map(outcomeOf);
  const found = addressesOf(records);
  if (outcomes.includes("addresses")) return { kind: "addresses", ...found };
  // One of two lost for good: what the other denies is not yet the whole answer.
  if (outcomes.includes("silent")) return { kind: "no-answer", ...found };
  if (outcomes.includes("nxdomain")) return { kind: "nxdomain", ...found };
  return { kind: outcomes.includes("no-data") ? "no-data" : "failed", ...found };
}
