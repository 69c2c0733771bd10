import type {
  DnsDrawnNames,
  DnsExchange,
  DnsReplySource,
  DnsSample,
  DnsTrace,
  Evidence,
  LookupQuestion,
  NameLookup,
  Purpose,
  RequestAsked,
  ResolverConfig,
} from "../src/evidence/index.ts";
import { anyAsked } from "./observation.ts";
import { exampleRecord } from "./run-example.ts";

let serial = 0;
/** The next record's id. */
export const nextId = () => {
  serial += 1;
  return `e${serial}`;
};

/** What records of the look-up have in common. */
export const envelope = (purpose: Purpose) => ({
  boundary: "dns" as const,
  purpose,
  attempt: purpose === "reference" ? 1 : null,
});

/** The request itself, an https one unless told otherwise. */
export const dnsAsked = (changes: Partial<RequestAsked> = {}): Evidence =>
  exampleRecord(
    "e0",
    "request-asked",
    { ...anyAsked, ...changes },
    { ...envelope("context"), boundary: "client" },
  );

/** What is configured: servers, and nothing unusual. */
export const configured = (nameservers: readonly string[], changes: Partial<ResolverConfig> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "resolver-config",
    {
      nameservers,
      ignoredNameservers: [],
      search: [],
      ndots: 1,
      timeoutSeconds: 5,
      attempts: 2,
      rotate: false,
      options: [],
      sources: ["files", "dns"],
      libc: "glibc",
      overridden: false,
      namesServers: true,
      malformedLines: [],
      ...changes,
    },
    envelope("context"),
  );

/** An exchange of the survey with 192.0.2.53 unless told otherwise: the name has 192.0.2.10, and no AAAA. */
export function exchange(
  changes: Partial<DnsExchange> = {},
  purpose: Purpose = "difference",
): Evidence<"dns-exchange"> {
  const type = changes.type ?? "A";
  const addresses = changes.addresses ?? (type === "A" ? ["192.0.2.10"] : []);
  const name = changes.name ?? "shop.example";
  const value: DnsExchange = {
    server: "192.0.2.53",
    port: 53,
    transport: "udp",
    name,
    type,
    ednsSize: null,
    recursionDesired: true,
    checkingDisabled: false,
    dnssecOk: false,
    outcome: "answered",
    errno: null,
    problem: null,
    sent: 1,
    rcode: "NOERROR",
    authoritative: false,
    truncated: false,
    recursionAvailable: true,
    authenticated: false,
    extendedErrors: [],
    answers: addresses.map((data) => ({ name, type, ttl: 60, data })),
    authorities: [],
    additionals: [],
    addresses,
    negativeTtl: null,
    octets: 60,
    took: 2,
    ...changes,
  };
  return exampleRecord(nextId(), "dns-exchange", value, {
    ...envelope(purpose),
    took: value.took,
  }) as Evidence<"dns-exchange">;
}

/** What an exchange has in which nothing came. */
export const silent: Partial<DnsExchange> = {
  outcome: "timed-out",
  rcode: null,
  answers: [],
  addresses: [],
  octets: 0,
  took: 5_000,
  recursionAvailable: false,
};

/** What an exchange has in which an error came. */
export const failed = (rcode: string): Partial<DnsExchange> => ({ rcode, answers: [], addresses: [] });

const outcomeOf = ({ outcome, rcode, addresses }: DnsExchange): LookupQuestion["outcome"] => {
  if (outcome === "timed-out") return "silent";
  if (outcome !== "answered") return outcome;
  if (rcode === "NOERROR") return addresses.length > 0 ? "addresses" : "no-data";
  if (rcode === "NXDOMAIN") return "nxdomain";
  if (rcode === "SERVFAIL") return "servfail";
  return rcode === "REFUSED" ? "refused" : "other-rcode";
};

/** The request's own look-up of these exchanges, and they themselves. */
export function lookup(
  exchanges: readonly Partial<DnsExchange>[],
  changes: Partial<NameLookup> = {},
): readonly Evidence[] {
  const records = exchanges.map((one) => exchange(one, "reference"));
  const addresses = records.flatMap(({ value }) => value.addresses);
  const questions = records.map(
    ({ id, value }): LookupQuestion => ({
      name: value.name,
      type: value.type === "AAAA" ? "AAAA" : "A",
      server: value.port === 53 ? value.server : `${value.server}:${value.port}`,
      exchange: id,
      outcome: outcomeOf(value),
      took: value.took,
    }),
  );
  const value: NameLookup = {
    name: "shop.example",
    rules: "glibc",
    outcome: "resolved",
    error: null,
    source: "dns",
    addresses,
    answeredName: addresses.length > 0 ? "shop.example" : null,
    canonicalName: null,
    questions,
    took: records.reduce((sum, { took }) => sum + took, 0),
    ...changes,
  };
  return [...records, exampleRecord(nextId(), "name-lookup", value, envelope("reference"))];
}

/** The list of all exchanges and samples among these records: nothing of it is missing. */
export const surveyOf = (
  evidence: readonly Evidence[],
  asked: readonly string[] = ["shop.example"],
): Evidence =>
  exampleRecord(
    nextId(),
    "dns-survey",
    {
      name: "shop.example",
      asked,
      types: ["A", "AAAA"],
      servers: [],
      exchanges: evidence
        .filter(({ kind }) => kind === "dns-exchange" || kind === "dns-sample")
        .map(({ id }) => id),
    },
    envelope("difference"),
  );

/** Records and the list of them. */
export const surveyed = (...evidence: readonly Evidence[]): readonly Evidence[] => [
  ...evidence,
  surveyOf(evidence),
];

export const sample = (changes: Partial<DnsSample>): Evidence =>
  exampleRecord(
    nextId(),
    "dns-sample",
    {
      server: "192.0.2.53",
      port: 53,
      name: "shop.example",
      types: ["A"],
      quickSent: 16,
      quickLost: 0,
      slowSent: 0,
      slowLost: 0,
      wait: 1_000,
      p50: 2,
      ...changes,
    },
    envelope("difference"),
  );

/** What a socket that hears everybody heard of 192.0.2.53: nothing, unless told otherwise. */
export const replySource = (changes: Partial<DnsReplySource> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "dns-reply-source",
    {
      server: "192.0.2.53",
      port: 53,
      name: "shop.example",
      type: "A",
      sent: 1,
      fromServer: 0,
      fromOtherAddress: 0,
      fromOtherPort: 0,
      strangeSource: null,
      errno: null,
      wait: 1_000,
      ...changes,
    },
    envelope("difference"),
  );

/** Names that cannot exist, each given the address of the request's own name unless told otherwise. */
export const drawnNames = (changes: Partial<DnsDrawnNames> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "dns-drawn-names",
    {
      server: "192.0.2.53",
      port: 53,
      names: ["0123456789abcdef0123.invalid", "fedcba98765432100123.invalid"],
      types: ["A", "AAAA"],
      rcodes: ["NOERROR", "NOERROR", "NOERROR", "NOERROR"],
      answered: 4,
      sent: 4,
      addresses: ["192.0.2.10"],
      inventsAddresses: true,
      targetGetsSame: true,
      othersGiveSame: null,
      ...changes,
    },
    envelope("difference"),
  );

/** The authority's word: 192.0.2.20 unless told otherwise. */
export const trace = (changes: Partial<DnsTrace> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "dns-trace",
    {
      name: "shop.example",
      type: "A",
      from: "ns-records",
      steps: [],
      answer: { rcode: "NOERROR", addresses: ["192.0.2.20"], data: ["192.0.2.20"], serial: 1 },
      negativeTtl: 60,
      lameServers: [],
      authoritiesDisagree: false,
      ...changes,
    },
    envelope("difference"),
  );
