import { hostPort, isLoopback } from "../../../base/index.ts";
import type { DnsExchange } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { answeredByDns, bareName, listed, namedHost, resolverExchanges } from "./look-ups.ts";
import { resolversOf, serverKey, serverOf } from "./resolver-records.ts";

/** What a resolver says of an answer that it did not take from the zone: Forged Answer, Blocked, Censored, Filtered. RFC 8914, section 4. */
const forgedCodes: ReadonlySet<number> = new Set([4, 15, 16, 17]);

/** Whether the address that the request went to was made up by the resolver, as far as the protocol says so. */
export const readInventedAnswer: Reader = (evidence, request) => {
  const { lookups, addresses } = answeredByDns(evidence, request);
  const resolvers = resolversOf(evidence, request);
  if (lookups.length === 0 || resolvers === null) return [];
  const answering = new Set(
    lookups.flatMap(({ value }) =>
      value.questions.filter(({ outcome }) => outcome === "addresses").map(({ server }) => serverKey(server)),
    ),
  );
  const drawn = ofKind(evidence, "dns-drawn-names").filter(
    ({ vantage, value }) => vantage === request.client && answering.has(keyOf(value)),
  );
  const inventing = drawn.filter(({ value }) => value.inventsAddresses === true);
  const invented = inventing.filter(
    ({ value }) => value.targetGetsSame === true && value.othersGiveSame !== true,
  );
  const isHonest = drawn.length > 0 && drawn.every(({ value }) => value.inventsAddresses === false);
  const answers = resolverExchanges(evidence, request).filter(
    ({ value }) =>
      bareName(value.name) === bareName(lookups[0]?.value.answeredName ?? namedHost(request)) &&
      answering.has(keyOf(value)) &&
      value.addresses.length > 0,
  );
  const forged = answers.filter(({ value }) =>
    value.extendedErrors.some(({ code }) => forgedCodes.has(code)),
  );
  const rewritten = answers.filter(({ value }) => policyZoneOf(value) !== null);
  const slots = {
    answered: listed(addresses),
    resolver: serverOf(inventing[0] ?? forged[0]),
    drawnName: inventing[0]?.value.names[0] ?? "",
    extendedError: forged[0]?.value.extendedErrors.map(({ name }) => name).join(", ") ?? "",
  };
  const isHome = addresses.length > 0 && addresses.every(isLoopback);
  const isNobodys = addresses.length > 0 && addresses.every(isUnspecified);
  return [
    ...observe("resolver-invents-addresses", true, { records: inventing, slots }),
    ...observe("resolver-invents-addresses", false, { records: isHonest ? drawn : [] }),
    ...observe("answer-is-invented", true, {
      records: [...invented, ...(invented[0] ? lookups : [])],
      slots,
    }),
    ...observe("answer-is-invented", false, { records: isHonest ? drawn : [] }),
    ...observe("resolver-says-forged", true, {
      records: forged.length > 0 ? [...forged, ...lookups] : [],
      slots: { ...slots, resolver: serverOf(forged[0]) },
    }),
    ...observe("answer-is-by-policy", true, {
      records: rewritten.length > 0 ? [...rewritten, ...lookups] : [],
      slots: {
        answered: listed(addresses),
        resolver: serverOf(rewritten[0]),
        policyZone: (rewritten[0] === undefined ? null : policyZoneOf(rewritten[0].value)) ?? "",
      },
    }),
    ...observe("answer-leads-home", true, {
      records: isHome ? lookups : [],
      slots: { answered: listed(addresses) },
    }),
    ...observe("answer-is-nobodys", true, {
      records: isNobodys ? lookups : [],
      slots: { answered: listed(addresses) },
    }),
  ];
};

/**
 * The response policy zone by which a resolver rewrote an answer: it lays the zone's SOA beside it. No other answer with records has a SOA
 * there, and not one of a zone that the name is not in. BIND 9, "Response Policy Zones", add-soa.
 */
function policyZoneOf({ name, additionals }: DnsExchange): string | null {
  const inZone = (zone: string) => zone === "." || `.${bareName(name)}`.endsWith(`.${bareName(zone)}`);
  return additionals.find(({ type, name: zone }) => type === "SOA" && !inZone(zone))?.name ?? null;
}

const keyOf = ({ server, port }: { readonly server: string; readonly port: number }): string =>
  hostPort(server, port);

/** "This host on this network" and the unspecified address: never a destination. RFC 6890, section 2.2.2. */
const isUnspecified = (address: string): boolean => address.startsWith("0.") || address === "::";
