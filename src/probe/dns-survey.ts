import { type DnsServer, dnsServerArguments, dnsServerText, type Ms } from "../base/index.ts";
import { type Evidence, type ResolverConfig, startOf } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { plainQuestion, probeDns } from "./dns.ts";
import { namesToAsk } from "./dns-names-to-ask.ts";
import { probeReplySource } from "./dns-reply-source.ts";
import { sampleDns } from "./dns-sample.ts";
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
 * Asks each configured resolver apart, side by side: the name over UDP, several times for a share of losses, and
 * what else the answers call for: without validation after SERVFAIL; over TCP, a small question, and a socket that hears everybody after silence; in
 * several sizes after truncation, or where only TCP answers. Everything is recorded with the purpose `difference`.
 *
 * The reference look-up, where there was one, is taken from the recorder.
 *
 * @returns Addresses that some resolver gives for the name and the look-up did not: whether they serve is for the
 *   caller to see, for only then do the resolvers disagree in earnest.
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function surveyResolvers(survey: Survey, context: ProbeContext): Promise<readonly string[]> {
  if (isBeyondDns(survey.name, context)) return [];
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
    command: servers.map((server) => `dig ${dnsServerArguments(server)} ${names[0] ?? name}.`).join("; "),
  });
  const known = addressesGiven(name, context);
  const given = found.flat().filter(({ value }) => value.name === names[0]);
  return [...new Set(given.flatMap(({ value }) => value.addresses))].filter((one) => !known.has(one));
}

/** Addresses that the request's own look-ups gave. */
const addressesGiven = (name: string, { recorder }: ProbeContext): ReadonlySet<string> =>
  new Set(
    recorder.evidence.flatMap((record) =>
      record.kind === "name-lookup" && record.value.name === name ? record.value.addresses : [],
    ),
  );

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
  const udp = (one: string, types: readonly string[]) =>
    Promise.all(types.map((type) => probeDns(plainQuestion(server, { name: one, type }), context)));
  const before = outcomesBefore(server, context);
  const wasSilent = before.includes("timed-out") && !before.includes("answered");
  /** What tells one silence from another. */
  const beside = (types: readonly string[]) => [
    probeDns(plainQuestion(server, SMALL), context),
    askByTcp(server, { name, types }, context),
    probeReplySource({ ...server, name, type: types[0] ?? "A" }, context),
  ];
  // Where the reference look-up has met silence already, one more confirms it.
  const [first] = await Promise.all([udp(name, plan.types), ...(wasSilent ? beside(plan.types) : [])]);
  const viaUdp = [...first];
  const silentTypes = viaUdp.filter((exchange) => !isHeard(exchange)).map(({ value }) => value.type);
  if (silentTypes.length > 0 && !wasSilent) {
    const [again] = await Promise.all([udp(name, silentTypes), ...beside(silentTypes)]);
    viaUdp.push(...again);
  }
  const others: Exchange[] = [];
  if (viaUdp.some(isHeard)) {
    for (const other of otherNames) others.push(...(await udp(other, plan.types)));
  }
  const all = [...viaUdp, ...others];
  await askUnchecked(server, all, context);
  await askBySize(server, all, context);
  const answered = plan.types.filter((type) =>
    viaUdp.some((exchange) => isHeard(exchange) && exchange.value.type === type),
  );
  if (answered.length > 0) {
    const slowest = Math.max(...viaUdp.filter(isHeard).map(({ value }) => value.took));
    const suspected = silentTypes.some((type) => answered.includes(type)) || before.includes("timed-out");
    // An answer that takes long is late, not lost.
    const timeout = Math.max(WAIT, slowest * 3);
    await sampleDns({ ...server, name, types: answered, suspected }, { ...context, timeout });
  }
  return all;
}

const isHeard = ({ value }: Exchange): boolean => value.outcome === "answered";

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

interface Asked {
  readonly name: string;
  readonly types: readonly string[];
  readonly tries?: number;
}

const askByTcp = (server: DnsServer, { name, types, tries = 1 }: Asked, context: ProbeContext) =>
  Promise.all(
    types.map((type) =>
      probeDns({ ...plainQuestion(server, { name, type }), transport: "tcp", tries }, context),
    ),
  );

/** After a failure: once more with EDNS, for its extended error; after SERVFAIL also without validation. */
async function askUnchecked(
  server: DnsServer,
  all: readonly Exchange[],
  context: ProbeContext,
): Promise<void> {
  const failing = all.find(({ value }) => value.rcode === "SERVFAIL" || value.rcode === "REFUSED")?.value;
  if (failing === undefined) return;
  const question = { ...plainQuestion(server, failing), ednsSize: SAFE_SIZE };
  await probeDns(question, context);
  if (failing.rcode === "SERVFAIL") await probeDns({ ...question, checkingDisabled: true }, context);
}

/** After a cut answer, or a silence where TCP answers: TCP, and the sizes that UDP is offered. */
async function askBySize(server: DnsServer, all: readonly Exchange[], context: ProbeContext): Promise<void> {
  const cut = all.find(({ value }) => value.truncated)?.value;
  if (cut !== undefined) await askByTcp(server, { name: cut.name, types: [cut.type], tries: 2 }, context);
  const silent = all.find(({ value }) => value.outcome === "timed-out")?.value;
  const affected = cut ?? silent;
  const isCalledFor =
    affected !== undefined &&
    context.recorder.evidence.some(
      (record) =>
        record.kind === "dns-exchange" &&
        record.value.transport === "tcp" &&
        record.value.server === server.server &&
        record.value.port === server.port &&
        (record.value.outcome === "answered" || cut !== undefined),
    );
  if (!isCalledFor) return;
  const { name, type } = affected;
  const plain = plainQuestion(server, { name, type });
  await Promise.all(EDNS_SIZES.map((ednsSize) => probeDns({ ...plain, ednsSize, dnssecOk: true }, context)));
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
