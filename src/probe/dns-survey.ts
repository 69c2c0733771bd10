import type { Ms } from "../base/index.ts";
import { type Evidence, type ResolverConfig, startOf } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { type DnsQuestion, plainQuestion, probeDns } from "./dns.ts";
import { namesToAsk } from "./dns-names-to-ask.ts";
import { sampleDns } from "./dns-sample.ts";
import { type DnsServer, dnsServerText } from "./dns-server.ts";
import { serversOf } from "./name-lookup-answer.ts";

/** What is asked of every resolver. */
export interface Survey {
  /** As the request has it. */
  readonly name: string;
  readonly config: ResolverConfig;
  /** A and AAAA, or the type that the target asks for. */
  readonly types: readonly string[];
}

type Exchange = Evidence<"dns-exchange">;

/**
 * How long a resolver is waited for in a difference, each of two times. A recursion that has to begin at the root
 * takes some hundred milliseconds; the application's own wait, mostly 5 s, was spent by the reference look-up.
 */
const WAIT: Ms = 1_000;

/** The most resolvers that are surveyed; a C library uses three. */
const MOST_SERVERS = 6;

/** The most names of the search list that are asked of each resolver. */
const MOST_NAMES = 4;

/** A small question whose answer every resolver has at hand and fits any packet. RFC 6761, section 6.3. */
const SMALL = { name: "localhost", type: "A" } as const;

/** UDP payload sizes that are offered: the least, what fragments nowhere (DNS flag day 2020), the old usual. RFC 6891. */
const EDNS_SIZES = [512, 1232, 4096] as const;

/** The EDNS size to ask with where only the extended error is wanted. */
const SAFE_SIZE = 1232;

/**
 * Asks each configured resolver apart, side by side: the name over UDP and TCP, several times over UDP for a share
 * of losses, and what else the answers call for: with checking disabled after SERVFAIL, small and in several sizes
 * after silence or truncation. Everything is recorded with the purpose `difference`.
 *
 * The reference look-up, where there was one, is taken from the recorder.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function surveyResolvers(survey: Survey, context: ProbeContext): Promise<void> {
  if (isBeyondDns(survey.name, context)) return;
  const { attempt: _, ...rest } = context;
  const difference: ProbeContext = { ...rest, purpose: "difference", timeout: WAIT };
  const { observedAt, ticks } = startOf(context.clock);
  const servers = serversOf(survey.config).slice(0, MOST_SERVERS);
  const names = namesToAsk(survey, context.recorder).slice(0, MOST_NAMES);
  const found = await Promise.all(
    servers.map((server) => surveyOne(server, { ...survey, names }, difference)),
  );
  await repeatWhereTheyDiffer(found, difference);
  const { name, types } = survey;
  const texts = servers.map(dnsServerText);
  const exchanges = context.recorder.evidence
    .filter((record) => record.kind === "dns-exchange" || record.kind === "dns-sample")
    .filter(({ value }) => texts.includes(dnsServerText(value)))
    .map(({ id }) => id);
  const value = { name, asked: names, types, servers: texts, exchanges };
  context.recorder.record("dns-survey", value, {
    boundary: "dns",
    by: "probe",
    purpose: "difference",
    observedAt,
    took: context.clock.ticks() - ticks,
    command: texts.map((server) => `dig @${server} ${names[0] ?? name}.`).join("; "),
  });
}

/**
 * Whether the request was answered properly without DNS: no resolver is then one that it could have met. Where it was
 * not, DNS is asked all the same, to see whether the hosts file leads astray.
 */
function isBeyondDns(name: string, { recorder }: ProbeContext): boolean {
  const { evidence } = recorder;
  const isReference = (record: Evidence) => record.purpose === "reference";
  const lookups = evidence.flatMap((record) =>
    record.kind === "name-lookup" && isReference(record) && record.value.name === name ? [record.value] : [],
  );
  const attempts = evidence.flatMap((record) =>
    record.kind === "attempt" && isReference(record) ? [record.value] : [],
  );
  const isWithoutDns = lookups.length > 0 && lookups.every(({ questions }) => questions.length === 0);
  return isWithoutDns && attempts.length > 0 && attempts.every(({ answeredProperly }) => answeredProperly);
}

interface Plan extends Survey {
  readonly names: readonly string[];
}

async function surveyOne(server: DnsServer, plan: Plan, context: ProbeContext): Promise<readonly Exchange[]> {
  const [name = plan.name, ...otherNames] = plan.names;
  const [type = "A"] = plan.types;
  const before = outcomesBefore(server, context);
  const wasSilent = before.includes("timed-out");
  // Where the reference look-up has met silence already, one more silence confirms it.
  const tries = wasSilent ? 1 : 2;
  const udp = (question: { readonly name: string; readonly type: string }) =>
    probeDns({ ...plainQuestion(server, question), tries }, context);
  const small = wasSilent ? probeDns(plainQuestion(server, SMALL), context) : null;
  const tcp = (question: { readonly name: string; readonly type: string }) =>
    probeDns({ ...plainQuestion(server, question), transport: "tcp" }, context);

  const [viaTcp, ...viaUdp] = await Promise.all([
    tcp({ name, type }),
    ...plan.types.map((one) => udp({ name, type: one })),
  ]);
  await small;
  const others: Exchange[] = [];
  const isHeard = viaUdp.some(({ value }) => value.outcome === "answered");
  if (isHeard) {
    for (const other of otherNames) {
      others.push(...(await Promise.all(plan.types.map((one) => udp({ name: other, type: one })))));
    }
  }
  const all = [...viaUdp, ...others];
  await followUp({ server, all, viaTcp, hasSmall: wasSilent }, context);
  const answered = viaUdp.filter(({ value }) => value.outcome === "answered");
  if (answered.length > 0) {
    const slowest = Math.max(...viaUdp.map(({ value }) => (value.outcome === "answered" ? value.took : 0)));
    const hasLost = wasSilent && before.includes("answered");
    const suspected = hasLost || viaUdp.some(({ value }) => value.sent > 1);
    // An answer that takes long is late, not lost.
    const timeout = Math.max(WAIT, slowest * 3);
    const types = answered.map(({ value }) => value.type);
    await sampleDns({ ...server, name, types, suspected }, { ...context, timeout });
  }
  return all;
}

/** What the reference look-up met at this server. */
const outcomesBefore = (server: DnsServer, { recorder }: ProbeContext) =>
  recorder.evidence.flatMap((record) =>
    record.kind === "dns-exchange" &&
    record.purpose === "reference" &&
    record.value.server === server.server &&
    record.value.port === server.port
      ? [record.value.outcome]
      : [],
  );

interface Seen {
  readonly server: DnsServer;
  readonly all: readonly Exchange[];
  readonly viaTcp: Exchange;
  /** The small question was asked already. */
  readonly hasSmall: boolean;
}

/** What the answers call for, and nothing else. */
async function followUp({ server, all, viaTcp, hasSmall }: Seen, context: ProbeContext): Promise<void> {
  const [first] = all;
  if (first === undefined) return;
  const ask = (question: Partial<DnsQuestion> & { readonly name: string; readonly type: string }) =>
    probeDns({ ...plainQuestion(server, question), ...question }, context);

  const failing = all.find(({ value }) => value.rcode === "SERVFAIL" || value.rcode === "REFUSED")?.value;
  if (failing !== undefined) {
    const { name, type } = failing;
    // First with checking, for the extended error and for the comparison; then without.
    await ask({ name, type, ednsSize: SAFE_SIZE });
    if (failing.rcode === "SERVFAIL") {
      await ask({ name, type, ednsSize: SAFE_SIZE, checkingDisabled: true });
    }
  }
  const silent = all.find(({ value }) => value.outcome === "timed-out")?.value;
  const truncated = all.find(({ value }) => value.truncated)?.value;
  if (silent !== undefined && !hasSmall) await ask({ ...SMALL });
  const isTcpAnswered = viaTcp.value.outcome === "answered";
  const affected = truncated ?? (isTcpAnswered ? silent : undefined);
  if (affected === undefined) return;
  const { name, type } = affected;
  if (type !== viaTcp.value.type || name !== viaTcp.value.name || !isTcpAnswered) {
    await ask({ name, type, transport: "tcp" });
  }
  await Promise.all(EDNS_SIZES.map((ednsSize) => ask({ name, type, ednsSize, dnssecOk: true })));
}

const classOf = ({ value }: Exchange): string => {
  if (value.outcome !== "answered") return "none";
  if (value.rcode !== "NOERROR") return value.rcode ?? "none";
  return value.answers.length > 0 ? "answers" : "empty";
};

/** Asks again where one resolver has an answer and another has not: a difference seen once may be chance. */
async function repeatWhereTheyDiffer(
  found: readonly (readonly Exchange[])[],
  context: ProbeContext,
): Promise<void> {
  const all = found.flat();
  await Promise.all(
    all.map(async (exchange) => {
      const { server, port, name, type } = exchange.value;
      const rivals = all.filter(({ value }) => value.name === name && value.type === type);
      const isWorse = classOf(exchange) !== "answers" && classOf(exchange) !== "none";
      const isBettered = rivals.some((rival) => classOf(rival) === "answers");
      if (isWorse && isBettered) await probeDns(plainQuestion({ server, port }, { name, type }), context);
    }),
  );
}
