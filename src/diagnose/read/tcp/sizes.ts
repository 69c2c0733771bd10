import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** More than one full packet on any usual link: Ethernet's 1500 octets, less 40 of headers. RFC 894, RFC 9293. */
const LARGE_OCTETS = 1460;
/** Passes every path that IPv6 may use, headers included. RFC 8200, section 5. */
const SMALL_OCTETS = 1000;

/** Whether exchanges of one address and port pass or vanish by their size. */
export const readSizes: Reader = (evidence, { asked, client, server, address }) => {
  const exchanges = ofKind(evidence, "http-exchange").filter(
    ({ vantage, value }) => vantage === client && value.address === address,
  );
  const handshakes = ofKind(evidence, "tls-handshake").filter(
    ({ vantage, value }) => vantage === client && value.address === address,
  );
  const vanished = exchanges.filter((one) => isSilent(one) && isLargeRequest(one));
  const passed = exchanges.filter((one) => one.value.outcome === "answered" && isLarge(one));
  const small = exchanges.filter((one) => one.value.outcome === "answered" && isSmall(one));
  // Within one host no link is smaller than what its own kernel sends.
  const withheld = exchanges.filter(
    (one) =>
      server !== client && isSilent(one) && one.value.bodyOctets < SMALL_OCTETS && isInLittle(one, small),
  );
  // The server's first flight holds its certificates and is larger than a packet; ours may be smaller than one.
  const flightMissing = handshakes.filter(
    ({ value, purpose }) =>
      // A hello to a port that is asked for plain HTTP may find nobody who speaks TLS.
      (purpose === "reference" || asked.scheme === "https" || asked.scheme === "tls") &&
      value.outcome === "timed-out" &&
      value.stage !== "nothing-sent" &&
      value.stage !== "finished",
  );
  const silentInLittle = exchanges.filter((one) => isSilent(one) && isAskedInLittle(one, exchanges));
  const isSilentAnyhow = silentInLittle.length >= ENOUGH_IN_LITTLE && isAllAcknowledged(evidence, client);
  return [
    ...observe("large-vanishes", true, { records: vanished, slots: octetsOf(vanished[0]) }),
    ...observe("large-vanishes", true, {
      records: vanished.length === 0 ? [...flightMissing, ...withheld] : [],
      strength: "suggests",
      slots: octetsOf(exchanges.find(({ value }) => value.method === "HEAD") ?? withheld[0]),
    }),
    ...observe("large-vanishes", false, {
      records:
        vanished.length + flightMissing.length + withheld.length > 0
          ? []
          : [...passed, ...(isSilentAnyhow ? silentInLittle : [])],
    }),
    ...observe("small-passes", true, { records: small }),
  ];
};

type Exchange = Evidence<"http-exchange">;

const isSilent = ({ value }: Exchange): boolean =>
  value.outcome === "no-answer" || value.outcome === "stalled";

/**
 * Whether the same resource passes in little where it is silent as a whole: its head alone, or its first octets. Frameworks
 * make the answer to a HEAD by the same code as the one to a GET (RFC 9110, section 9.3.2, asks for the same fields), so
 * a slow application is slow to both; one that answers a HEAD without looking would not be.
 */
const isInLittle = ({ value }: Exchange, small: readonly Exchange[]): boolean =>
  value.method === "GET" &&
  value.requestBodyOctets === 0 &&
  small.some(
    (other) => other.value.url === value.url && (other.value.method === "HEAD" || other.value.status === 206),
  );

/** Both ways of asking for little were met by the same silence: it is not the size that is withheld. */
const ENOUGH_IN_LITTLE = 2;

/** A variant that asks for the head of a silent resource alone, or for its first octets: those go in one packet. */
const isAskedInLittle = (one: Exchange, exchanges: readonly Exchange[]): boolean =>
  one.purpose === "difference" &&
  !isLargeRequest(one) &&
  exchanges.some(
    (other) => other.purpose === "reference" && isSilent(other) && other.value.url === one.value.url,
  );

/** The peer's kernel has every octet of the request that was waited for in vain. */
const isAllAcknowledged = (evidence: readonly Evidence[], client: string): boolean =>
  ofKind(evidence, "tcp-info").some(
    ({ vantage, purpose, value }) =>
      vantage === client && purpose === "reference" && value.after === "silence" && saysAcknowledged(value),
  );

const saysAcknowledged = ({ state, unacknowledged, notSent }: Evidence<"tcp-info">["value"]): boolean =>
  state === "ESTABLISHED" && unacknowledged === 0 && (notSent ?? 0) === 0;

const isLargeRequest = ({ value }: Exchange): boolean =>
  value.requestHeadOctets + value.requestBodyOctets > LARGE_OCTETS;

const isLarge = (one: Exchange): boolean => isLargeRequest(one) || one.value.bodyOctets > LARGE_OCTETS;

const isSmall = ({ value }: Exchange): boolean =>
  value.requestHeadOctets + value.requestBodyOctets <= SMALL_OCTETS && value.bodyOctets <= SMALL_OCTETS;

function octetsOf(one: Exchange | undefined): Readonly<Record<string, string>> {
  if (one === undefined) return {};
  const { requestHeadOctets, requestBodyOctets, promisedOctets } = one.value;
  return { octets: String(Math.max(requestHeadOctets + requestBodyOctets, promisedOctets ?? 0)) };
}
