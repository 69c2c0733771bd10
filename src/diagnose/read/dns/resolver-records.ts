import { type DnsServer, dnsServerText, hostPort, isAddress } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";
import { referenceLookups, resolverExchanges } from "./look-ups.ts";

type Exchange = Evidence<"dns-exchange">;

/** What is known of one configured resolver. */
export interface ResolverRecords {
  /** As the configuration has it. */
  readonly server: string;
  /** Its place in the configuration, counted from 0. */
  readonly place: number;
  readonly udp: readonly Exchange[];
  readonly tcp: readonly Exchange[];
  readonly samples: readonly Evidence<"dns-sample">[];
}

/** What is known of all configured resolvers. */
export interface Resolvers {
  readonly list: readonly ResolverRecords[];
  readonly config: Evidence<"resolver-config">;
  /**
   * The records that list what was asked, and nothing that they list is missing: only then does silence say that
   * nothing came. Empty where a list or a listed record is missing.
   */
  readonly completeBy: readonly Evidence[];
}

/** The server of a record, as a sentence names it; empty for none. */
export const serverOf = (record: { readonly value: DnsServer } | undefined): string =>
  record === undefined ? "" : dnsServerText(record.value);

/** A server as one text, with the port. */
export const serverKey = (text: string): string => (isAddress(text) ? hostPort(text, 53) : text);

const keyOf = ({ server, port }: { readonly server: string; readonly port: number }): string =>
  hostPort(server, port);

/** Sorts the records by configured resolver; `null` where no record says what is configured. */
export function resolversOf(evidence: readonly Evidence[], request: ReferenceRequest): Resolvers | null {
  const config = ofKind(evidence, "resolver-config").find(({ vantage }) => vantage === request.client);
  if (config === undefined) return null;
  const exchanges = resolverExchanges(evidence, request);
  const samples = ofKind(evidence, "dns-sample").filter(({ vantage }) => vantage === request.client);
  const list = config.value.nameservers.map((server, place): ResolverRecords => {
    const own = exchanges.filter(({ value }) => keyOf(value) === serverKey(server));
    return {
      server,
      place,
      udp: own.filter(({ value }) => value.transport === "udp"),
      tcp: own.filter(({ value }) => value.transport === "tcp"),
      samples: samples.filter(({ value }) => keyOf(value) === serverKey(server)),
    };
  });
  return { list, config, completeBy: completeBy(evidence, request) };
}

function completeBy(evidence: readonly Evidence[], request: ReferenceRequest): readonly Evidence[] {
  const surveys = ofKind(evidence, "dns-survey").filter(({ vantage }) => vantage === request.client);
  const lookups = referenceLookups(evidence, request);
  const ids = new Set(evidence.map(({ id }) => id));
  const isWhole =
    surveys.every(({ value }) => value.exchanges.every((id) => ids.has(id))) &&
    lookups.every(({ value }) =>
      value.questions.every(({ exchange }) => exchange === null || ids.has(exchange)),
    );
  return isWhole ? surveys : [];
}

/** Whether the request asked DNS at all: a name in /etc/hosts or an address needs no resolver. */
export function askedDns(evidence: readonly Evidence[], request: ReferenceRequest): boolean {
  return resolverExchanges(evidence, request).some(({ purpose }) => purpose === "reference");
}

/** Whether a resolver gave any answer over UDP, a refusal included: it is there and heard. */
export const isHeard = ({ udp, samples }: ResolverRecords): boolean =>
  udp.some(({ value }) => value.outcome === "answered" || value.outcome === "malformed") ||
  samples.some(({ value }) => value.quickSent + value.slowSent > value.quickLost + value.slowLost);

/** Queries that were sent to a resolver over UDP and met silence or an ICMP error. */
export const unansweredSends = ({ udp }: ResolverRecords): number =>
  udp
    .filter(({ value }) => value.outcome === "timed-out" || value.outcome === "unreachable")
    .reduce((sum, { value }) => sum + value.sent, 0);

/** Errors that are this host's own and say nothing of the resolver. errno(3). */
const ownErrors = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);

/** Whether an exchange failed for a reason of the observer's own. */
export const isOwnFailure = ({ value }: Exchange): boolean => ownErrors.has(value.errno ?? "");
