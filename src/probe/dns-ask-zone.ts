import type { Ms } from "../base/index.ts";
import type { DnsTrace, DnsTraceStep, Evidence } from "../evidence/index.ts";
import { answerData, chainEnd, isSameName } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import { plainQuestion, probeDns } from "./dns.ts";

/** How long an authority is waited for, each of two times: it has its answer at hand, so this covers any path on earth. */
const AUTHORITY_WAIT: Ms = 700;

/** EDNS size that needs no fragments. DNS flag day 2020. */
const SAFE_SIZE = 1232;

/** The most authorities of one zone that are asked; few zones have more. */
const MOST_AUTHORITIES = 8;

/** Zones that an alias may lead through: as many as common resolvers follow. */
export const MOST_ALIASES = 4;

/** An authority of a zone. */
export interface Authority {
  /** Its name; its address where the name is not known. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What the authorities of one zone said. */
export interface ZoneAnswer {
  readonly step: DnsTraceStep;
  readonly exchanges: readonly Evidence<"dns-exchange">[];
  /** Answers given with authority (the AA bit). */
  readonly authoritative: readonly Evidence<"dns-exchange">[];
  readonly lameServers: readonly string[];
}

/** Asks all authorities of a zone, side by side, without recursion: over TCP too where an answer is cut. */
export async function askZone(
  { zone, name, type }: { readonly zone: string; readonly name: string; readonly type: string },
  authorities: readonly Authority[],
  context: ProbeContext,
): Promise<ZoneAnswer> {
  const asked = authorities.slice(0, MOST_AUTHORITIES);
  const within = { ...context, timeout: AUTHORITY_WAIT };
  const exchanges = await Promise.all(
    asked.map(async ({ address, port }) => {
      const plain = plainQuestion({ server: address, port }, { name, type });
      const question = { ...plain, recursionDesired: false, ednsSize: SAFE_SIZE, tries: 2 };
      const exchange = await probeDns(question, within);
      if (!exchange.value.truncated) return exchange;
      return probeDns({ ...question, transport: "tcp" }, within);
    }),
  );
  const authoritative = exchanges.filter(
    ({ value }) => value.authoritative && (value.rcode === "NOERROR" || value.rcode === "NXDOMAIN"),
  );
  const lameServers = asked
    .filter((_, index) => {
      const value = exchanges[index]?.value;
      // Silence is not lameness: the way there may be closed to us alone.
      return value?.outcome === "answered" && !value.authoritative && !isReferral(value, zone);
    })
    .map(({ name: server, address }) => `${server} ${address}`);
  const step: DnsTraceStep = {
    zone,
    servers: asked.map(({ name: server, address }) => `${server} ${address}`),
    outcome: outcomeOf(exchanges, authoritative, zone),
    exchanges: exchanges.map(({ id }) => id),
  };
  return { step, exchanges, authoritative, lameServers };
}

/** Whether an answer leads down to the servers of a zone below this one. RFC 1034, section 4.3.2. */
export function isReferral({ rcode, answers, authorities }: Evidence<"dns-exchange">["value"], zone: string) {
  const below = authorities.find(({ type }) => type === "NS");
  return rcode === "NOERROR" && answers.length === 0 && below !== undefined && isBelow(below.name, zone);
}

/** Whether a name lies under a zone, and is not its own. */
export function isBelow(name: string, zone: string): boolean {
  if (zone === ".") return name !== ".";
  return name.toLowerCase().endsWith(`.${zone.toLowerCase()}`);
}

function outcomeOf(
  exchanges: readonly Evidence<"dns-exchange">[],
  authoritative: readonly Evidence<"dns-exchange">[],
  zone: string,
): DnsTraceStep["outcome"] {
  const [best] = authoritative;
  if (best !== undefined) {
    if (best.value.rcode === "NXDOMAIN") return "nxdomain";
    return best.value.answers.length > 0 ? "answer" : "no-data";
  }
  if (exchanges.some(({ value }) => isReferral(value, zone))) return "referral";
  const answered = exchanges.filter(({ value }) => value.outcome === "answered");
  if (answered.length === 0) return "silent";
  if (answered.some(({ value }) => value.rcode === "SERVFAIL")) return "servfail";
  return answered.some(({ value }) => value.rcode === "REFUSED") ? "refused" : "lame";
}

/** What authoritative answers say together: the first one's word, and whether another contradicts it. */
export function wordOf(
  { name, type }: { readonly name: string; readonly type: string },
  authoritative: readonly Evidence<"dns-exchange">[],
): { readonly answer: DnsTrace["answer"]; readonly disagree: boolean } {
  const [first] = authoritative;
  if (first === undefined) return { answer: null, disagree: false };
  const words = authoritative.map(({ value }) =>
    [value.rcode, ...answerData({ name, type }, value.answers).toSorted()].join(" "),
  );
  const soa = authoritative
    .flatMap(({ value }) => [...value.authorities, ...value.answers])
    .find((record) => record.type === "SOA");
  const serial = Number(soa?.data.split(" ")[2]);
  return {
    answer: {
      rcode: first.value.rcode ?? "NOERROR",
      addresses: first.value.addresses,
      data: answerData({ name, type }, first.value.answers),
      serial: Number.isNaN(serial) ? null : serial,
    },
    disagree: new Set(words).size > 1,
  };
}

/** Where an alias leads out of what the authorities answered; `null` when they gave the end of it. */
export function aliasTarget(
  { name, type }: { readonly name: string; readonly type: string },
  authoritative: readonly Evidence<"dns-exchange">[],
): string | null {
  const [first] = authoritative;
  if (first === undefined || type === "CNAME") return null;
  const end = chainEnd(name, first.value.answers);
  const hasData = first.value.answers.some((record) => record.type === type && isSameName(record.name, end));
  return hasData || isSameName(end, name) ? null : end;
}
