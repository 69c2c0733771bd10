import type { DnsServer } from "../base/index.ts";
import {
  type DnsTrace,
  type DnsTraceStep,
  type Evidence,
  type ResolverConfig,
  startOf,
} from "../evidence/index.ts";
import { isSameName, negativeTtl } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import { plainQuestion, probeDns } from "./dns.ts";
import {
  type Authority,
  aliasTarget,
  askZone,
  MOST_ALIASES,
  wordOf,
  type ZoneAnswer,
} from "./dns-ask-zone.ts";
import { namesToAsk } from "./dns-names-to-ask.ts";
import { findNameservers } from "./dns-nameservers.ts";
import { cutOf, isWithin, MOST_CUTS, serversAt, TIME_TO_DESCEND } from "./dns-zone-cut.ts";
import { serversOf } from "./name-lookup-answer.ts";

/** The port of DNS. */
const DNS_PORT = 53;

/** What is asked, and the resolvers that lead to the authorities. */
export interface AuthorityQuestion {
  /** As the request has it; what a search list made of it is taken from the look-ups in the recorder. */
  readonly name: string;
  readonly type: string;
  readonly config: ResolverConfig;
}

type Exchange = Evidence<"dns-exchange">;

/**
 * Asks the authorities of a name themselves, past every cache: the zone and its NS records by the configured
 * resolvers, then each nameserver at each of its addresses, without recursion. Follows aliases into other zones.
 *
 * Where no authority can be reached, a configured resolver that answers with authority itself (the AA bit) counts
 * as one. Where none does either, `answer` is `null`, and that is no fault.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function askAuthorities(
  asked: AuthorityQuestion,
  context: ProbeContext,
): Promise<Evidence<"dns-trace">> {
  const { attempt: _, ...rest } = context;
  const difference: ProbeContext = { ...rest, purpose: "difference" };
  const { observedAt, ticks } = startOf(context.clock);
  const [absolute = asked.name] = namesToAsk(asked, context.recorder);
  const question = { ...asked, name: absolute };
  const steps: DnsTraceStep[] = [];
  const lameServers: string[] = [];
  let from: DnsTrace["from"] = "ns-records";
  let negative: number | null = null;
  let name = question.name;
  let isAlias = false;
  let word: ReturnType<typeof wordOf> = { answer: null, disagree: false };
  for (let alias = 0; alias < MOST_ALIASES; alias += 1) {
    const zone = await findZone({ ...question, name }, difference);
    if (zone === null) break;
    const authorities = await findAuthorities(zone, question, difference);
    const { found, ...lowest } = await askDown(
      { zone: zone.name, authorities },
      { name, type: question.type, config: question.config },
      difference,
    );
    steps.push(...found.map(({ step }) => step));
    negative = await negativeTtlOf(lowest.zone, lowest.authorities, difference);
    lameServers.push(...found.flatMap((one) => one.lameServers));
    const authoritative = found.at(-1)?.authoritative ?? [];
    word = wordOf({ name, type: question.type }, authoritative);
    const target = aliasTarget({ name, type: question.type }, authoritative);
    if (target === null) break;
    isAlias = true;
    // The alias leads elsewhere: only the authorities there know the rest.
    word = { answer: null, disagree: false };
    name = target;
  }
  if (word.answer === null && !isAlias) {
    const own = ownWords(question, context);
    if (own.length > 0) [from, word] = ["resolver", wordOf(question, own)];
  }
  const value: DnsTrace = {
    name: question.name,
    type: question.type,
    from,
    steps,
    answer: word.answer,
    negativeTtl: negative,
    lameServers,
    authoritiesDisagree: word.disagree,
  };
  return context.recorder.record("dns-trace", value, {
    boundary: "dns",
    by: "probe",
    purpose: "difference",
    observedAt,
    took: context.clock.ticks() - ticks,
    command: `dig +nssearch ${question.name}. ${question.type}; dig +norecurse @NAMESERVER ${question.name}. ${question.type}`,
  });
}

interface ZoneServers {
  readonly zone: string;
  readonly authorities: readonly Authority[];
}

/**
 * Asks the authorities of a zone, and where they refer to those of a zone below, these: a resolver that makes its answers for a zone does not
 * tell of its SOA, so that one further up is all that it leads to.
 */
async function askDown(
  top: ZoneServers,
  { name, type, config }: AuthorityQuestion,
  context: ProbeContext,
): Promise<ZoneServers & { readonly found: readonly ZoneAnswer[] }> {
  const until = context.clock.ticks() + TIME_TO_DESCEND;
  const found: ZoneAnswer[] = [];
  let { zone, authorities } = top;
  for (;;) {
    const answer = await askZone({ zone, name, type }, authorities, context);
    found.push(answer);
    const cut = answer.authoritative.length > 0 ? null : cutOf(answer.exchanges, { zone, name });
    const isEnough = found.length === MOST_CUTS || context.clock.ticks() > until;
    if (cut === null || isEnough) return { zone, authorities, found };
    const below = await serversAt(cut, { port: authorities[0]?.port, config }, context);
    if (below.length === 0) return { zone, authorities, found };
    zone = cut.zone;
    authorities = below;
  }
}

interface Zone {
  readonly name: string;
  /** The resolver that knows of it. */
  readonly resolver: DnsServer;
}

/** The zone of a name: the owner of the SOA that a resolver gives for it, or for the nearest name above. */
async function findZone(question: AuthorityQuestion, context: ProbeContext): Promise<Zone | null> {
  for (const resolver of serversOf(question.config)) {
    const labels = question.name.split(".");
    for (let cut = 0; cut < labels.length; cut += 1) {
      const above = labels.slice(cut).join(".");
      const { value } = await probeDns(plainQuestion(resolver, { name: above, type: "SOA" }), context);
      if (value.outcome !== "answered") break;
      const soa = [...value.answers, ...value.authorities].find(
        // A SOA at the end of an alias is another zone's.
        ({ type, name }) => type === "SOA" && isWithin(above, name),
      );
      if (soa !== undefined) return { name: soa.name, resolver };
    }
  }
  return null;
}

/** The nameservers of a zone at each of their addresses. */
async function findAuthorities(
  { name, resolver }: Zone,
  { config }: AuthorityQuestion,
  context: ProbeContext,
): Promise<readonly Authority[]> {
  const { value } = await probeDns(plainQuestion(resolver, { name, type: "NS" }), context);
  const servers = value.answers.filter(({ type }) => type === "NS").map(({ data }) => data);
  const found = await findNameservers(servers, resolver, context);
  // A resolver that is a nameserver of the zone is asked where it is configured, whatever its port.
  const ports = new Map(serversOf(config).map(({ server, port }) => [server, port]));
  return found.map((authority) => ({ ...authority, port: ports.get(authority.address) ?? DNS_PORT }));
}

/** How long the zone lets a denial be kept: by the SOA that the first authority to answer gives. */
async function negativeTtlOf(zone: string, authorities: readonly Authority[], context: ProbeContext) {
  const { exchanges } = await askZone({ zone, name: zone, type: "SOA" }, authorities.slice(0, 2), context);
  const [ttl] = exchanges
    .filter(({ value }) => value.authoritative)
    .flatMap(({ value }) => negativeTtl(value.answers) ?? []);
  return ttl ?? null;
}

/** Answers to the question that the configured resolvers gave with authority. */
const ownWords = ({ name, type }: AuthorityQuestion, { recorder }: ProbeContext): readonly Exchange[] =>
  recorder.evidence.filter(
    (record): record is Exchange =>
      record.kind === "dns-exchange" &&
      isSameName(record.value.name, name) &&
      record.value.type === type &&
      record.value.authoritative &&
      (record.value.rcode === "NOERROR" || record.value.rcode === "NXDOMAIN"),
  );
