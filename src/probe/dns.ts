import { randomInt } from "node:crypto";
import { dnsServerArguments, type EpochMs, type Ms } from "../base/index.ts";
import { type DnsExchange, type Evidence, startOf } from "../evidence/index.ts";
import { answerData, encodeDnsQuery, negativeTtl } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import { exchangeTcp, exchangeUdp, type WireQuery, type WireReply } from "./dns-transport.ts";

/** One question to one server, and how it is asked. */
export interface DnsQuestion {
  /** Numeric address. */
  readonly server: string;
  readonly port: number;
  readonly transport: "udp" | "tcp";
  readonly name: string;
  readonly type: string;
  /** UDP payload size to offer; `null` asks without EDNS. */
  readonly ednsSize: number | null;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  readonly dnssecOk: boolean;
  /** How often it is sent before it counts as unanswered, each time with the whole timeout; 1 unless given. */
  readonly tries?: number;
}

/** A question as an application's resolver asks it: over UDP, without EDNS, with recursion. */
export const plainQuestion = (
  server: { readonly server: string; readonly port: number },
  question: { readonly name: string; readonly type: string },
): DnsQuestion => ({
  ...server,
  ...question,
  transport: "udp",
  ednsSize: null,
  recursionDesired: true,
  checkingDisabled: false,
  dnssecOk: false,
});

/**
 * Asks one question and records what came back.
 *
 * Silence, an ICMP error and nonsense are outcomes, not errors. A name that cannot be put into a query is
 * recorded as `malformed` with nothing sent.
 *
 * @param context `timeout` is the wait for one try.
 * @throws The reason of `context.signal`, when the user stops the run.
 * @see RFC 1035, section 4; RFC 5452, section 9.1
 */
export async function probeDns(
  question: DnsQuestion,
  context: ProbeContext,
): Promise<Evidence<"dns-exchange">> {
  const { observedAt, ticks } = startOf(context.clock);
  const { tries = 1 } = question;
  let reply = unsendable;
  let sent = 0;
  do {
    [reply = unsendable] = await ask([question], context);
    sent += 1;
  } while (reply.outcome === "timed-out" && sent < tries);
  const took = context.clock.ticks() - ticks;
  return recordReply(question, { ...reply, took, sent, observedAt }, context);
}

/**
 * Asks several questions of one server at once over one socket, as the C libraries ask for A and AAAA, each once.
 * Server, port and transport are the first question's. One record for each, in their order.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function probeDnsTogether(
  questions: readonly DnsQuestion[],
  context: ProbeContext,
): Promise<readonly Evidence<"dns-exchange">[]> {
  const { observedAt } = startOf(context.clock);
  const replies = await ask(questions, context);
  return questions.map((question, index) =>
    recordReply(question, { ...(replies[index] ?? unsendable), sent: 1, observedAt }, context),
  );
}

/**
 * Asks one question once and records nothing: for those who ask the same again and again and record the whole.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function askOnce(
  question: DnsQuestion,
  context: ProbeContext,
): Promise<Pick<WireReply, "outcome" | "took" | "message">> {
  const [reply = unsendable] = await ask([question], context);
  return reply;
}

const unsendable: WireReply = {
  outcome: "malformed",
  errno: null,
  problem: "the name cannot be put into a query",
  message: null,
  octets: 0,
  took: 0,
};

/** Sends questions to one server, each once; nothing at all where one of them cannot be a query. */
async function ask(questions: readonly DnsQuestion[], context: ProbeContext): Promise<readonly WireReply[]> {
  const [first] = questions;
  const queries = questions.flatMap((question): WireQuery[] => {
    // RFC 5452, section 9.2: an id that cannot be guessed. The kernel's random source port does the rest.
    const id = randomInt(0x10000);
    const octets = encodeDnsQuery({ ...question, id });
    return octets === null ? [] : [{ id, name: question.name, type: question.type.toUpperCase(), octets }];
  });
  if (first === undefined || queries.length < questions.length) return [];
  const exchange = first.transport === "udp" ? exchangeUdp : exchangeTcp;
  return exchange(first, queries, context);
}

interface Reply extends WireReply {
  readonly sent: number;
  readonly observedAt: EpochMs;
  readonly took: Ms;
}

function recordReply(question: DnsQuestion, reply: Reply, context: ProbeContext): Evidence<"dns-exchange"> {
  return context.recorder.record("dns-exchange", exchangeOf(question, reply), {
    boundary: "dns",
    by: "probe",
    purpose: context.purpose,
    ...(context.attempt === undefined ? {} : { attempt: context.attempt }),
    observedAt: reply.observedAt,
    took: reply.took,
    command: commandOf(question, context.timeout),
  });
}

function exchangeOf(question: DnsQuestion, { message, ...reply }: Reply): DnsExchange {
  const type = question.type.toUpperCase();
  const isAddressType = type === "A" || type === "AAAA";
  const asked = { name: question.name, type };
  const answers = message?.answers ?? [];
  const authorities = message?.authorities ?? [];
  const data = answerData(asked, answers);
  const isNegative = message !== null && (message.rcode === "NXDOMAIN" || data.length === 0);
  return {
    server: question.server,
    port: question.port,
    transport: question.transport,
    ...asked,
    ednsSize: question.ednsSize,
    recursionDesired: question.recursionDesired,
    checkingDisabled: question.checkingDisabled,
    dnssecOk: question.dnssecOk,
    outcome: reply.outcome,
    errno: reply.errno,
    problem: reply.problem,
    sent: reply.sent,
    rcode: message?.rcode ?? null,
    authoritative: message?.authoritative ?? false,
    truncated: message?.truncated ?? false,
    recursionAvailable: message?.recursionAvailable ?? false,
    authenticated: message?.authenticated ?? false,
    extendedErrors: message?.extendedErrors ?? [],
    answers,
    authorities,
    additionals: message?.additionals ?? [],
    addresses: isAddressType ? data : [],
    negativeTtl: isNegative ? negativeTtl(authorities) : null,
    octets: reply.octets,
    took: reply.took,
  };
}

/** The same question by dig(1). */
function commandOf(question: DnsQuestion, timeout: Ms): string {
  const { transport, name, type, ednsSize } = question;
  const words = [`dig ${dnsServerArguments(question)}`];
  words.push(quoteName(name), type, transport === "tcp" ? "+tcp" : "+notcp", "+ignore");
  words.push(ednsSize === null ? "+noedns" : `+bufsize=${ednsSize}`);
  if (question.dnssecOk) words.push("+dnssec");
  if (question.checkingDisabled) words.push("+cdflag");
  if (!question.recursionDesired) words.push("+norecurse");
  words.push(`+tries=${question.tries ?? 1}`, `+time=${Math.max(1, Math.ceil(timeout / 1000))}`);
  return words.join(" ");
}

/** A name as a word of a shell command, absolute, so that no search list changes it. */
function quoteName(name: string): string {
  const absolute = name.endsWith(".") ? name : `${name}.`;
  return /^[\w.-]+$/.test(absolute) ? absolute : `'${absolute.replaceAll("'", "'\\''")}'`;
}
