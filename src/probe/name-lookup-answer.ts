import { type DnsServer, dnsServerText, type Ms, parseDnsServer } from "../base/index.ts";
import type { Evidence, LookupQuestion, ResolverConfig } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { type DnsQuestion, plainQuestion } from "./dns.ts";

/** The types of addresses. */
export type AddressType = "A" | "AAAA";

/** What a look-up by the C library's rules is given. */
export interface LookupRun {
  readonly types: readonly AddressType[];
  readonly config: ResolverConfig;
  readonly context: ProbeContext;
  /** Ticks of the clock after which nothing more is asked. */
  readonly until: Ms;
  /** Takes down every question, in the order asked. */
  readonly questions: LookupQuestion[];
}

/** What came of asking for one candidate name. */
export interface CandidateAnswer {
  /**
   * - `addresses`: done. `no-data`, `nxdomain`: a negative answer.
   * - `servfail`: servers answered and could not tell. `no-answer`: nobody answered in time.
   * - `nobody-there`: each server was refused or has no route: nobody was waited for.
   * - `failed`: an answer that ends the look-up, such as FORMERR.
   */
  readonly kind: "addresses" | "no-data" | "nxdomain" | "servfail" | "no-answer" | "nobody-there" | "failed";
  readonly addresses: readonly string[];
  readonly canonicalName: string | null;
}

/** The servers of a configuration, in its order. */
export const serversOf = ({ nameservers }: Pick<ResolverConfig, "nameservers">): readonly DnsServer[] =>
  nameservers.flatMap((text) => parseDnsServer(text) ?? []);

/** The EDNS size that glibc offers with `options edns0`: RESOLV_EDNS_BUFFER_SIZE. */
const GLIBC_EDNS_SIZE = 1200;

/** A question as the C library of this host puts it. */
export function libraryQuestion(
  server: DnsServer,
  question: { readonly name: string; readonly type: AddressType },
  { options, libc }: ResolverConfig,
): DnsQuestion {
  const plain = plainQuestion(server, question);
  return libc !== "musl" && options.includes("edns0") ? { ...plain, ednsSize: GLIBC_EDNS_SIZE } : plain;
}

/** What an exchange means to a look-up. */
export function outcomeOf({ value }: Evidence<"dns-exchange">): LookupQuestion["outcome"] {
  if (value.outcome === "timed-out") return "silent";
  if (value.outcome !== "answered") return value.outcome;
  if (value.rcode === "NOERROR") return value.addresses.length > 0 ? "addresses" : "no-data";
  if (value.rcode === "NXDOMAIN") return "nxdomain";
  if (value.rcode === "SERVFAIL") return "servfail";
  return value.rcode === "REFUSED" ? "refused" : "other-rcode";
}

/** Takes down a question that was asked. */
export function noteQuestion(run: LookupRun, record: Evidence<"dns-exchange">): void {
  run.questions.push({
    name: record.value.name,
    type: record.value.type === "AAAA" ? "AAAA" : "A",
    server: dnsServerText(record.value),
    exchange: record.id,
    outcome: outcomeOf(record),
    took: record.value.took,
  });
}

/** What is left of the look-up's whole time, at most `wanted`; 0 when it is over. */
export const waitLeft = ({ context, until }: LookupRun, wanted: Ms): Ms =>
  Math.max(0, Math.min(wanted, until - context.clock.ticks()));

/** The addresses of positive answers together, and the name at the end of their aliases. */
export function addressesOf(records: readonly Evidence<"dns-exchange">[]): {
  readonly addresses: readonly string[];
  readonly canonicalName: string | null;
} {
  const positive = records.filter(({ value }) => value.addresses.length > 0);
  const owner = positive.flatMap(({ value }) =>
    value.answers.filter(({ type, data }) => type === value.type && data === value.addresses[0]),
  )[0];
  return {
    addresses: [...new Set(positive.flatMap(({ value }) => value.addresses))],
    canonicalName: owner?.name ?? null,
  };
}
