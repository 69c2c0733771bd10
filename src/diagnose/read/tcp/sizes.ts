import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

/** More than one full packet on any usual link: Ethernet's 1500 octets, less 40 of headers. RFC 894, RFC 9293. */
const LARGE_OCTETS = 1460;
/** Passes every path that IPv6 may use, headers included. RFC 8200, section 5. */
const SMALL_OCTETS = 1000;

/** Whether exchanges of one address and port pass or vanish by their size. */
export const readSizes: Reader = (evidence, { client, address }) => {
  const exchanges = ofKind(evidence, "http-exchange").filter(
    ({ vantage, value }) => vantage === client && value.address === address,
  );
  const handshakes = ofKind(evidence, "tls-handshake").filter(
    ({ vantage, value }) => vantage === client && value.address === address,
  );
  const vanished = exchanges.filter((one) => isSilent(one) && isLarge(one));
  const passed = exchanges.filter((one) => one.value.outcome === "answered" && isLarge(one));
  const small = exchanges.filter((one) => one.value.outcome === "answered" && isSmall(one));
  // The server's first flight holds its certificates and is larger than a packet; ours may be smaller than one.
  const flightMissing = handshakes.filter(
    ({ value }) =>
      value.outcome === "timed-out" && value.stage !== "nothing-sent" && value.stage !== "finished",
  );
  return [
    ...observe("large-vanishes", true, { records: vanished, slots: octetsOf(vanished[0]) }),
    ...observe("large-vanishes", true, {
      records: vanished.length === 0 ? flightMissing : [],
      strength: "suggests",
    }),
    ...observe("large-vanishes", false, {
      records: vanished.length + flightMissing.length === 0 ? passed : [],
    }),
    ...observe("small-passes", true, { records: small }),
  ];
};

type Exchange = Evidence<"http-exchange">;

const isSilent = ({ value }: Exchange): boolean =>
  value.outcome === "no-answer" || value.outcome === "stalled";

const isLarge = ({ value }: Exchange): boolean =>
  value.requestHeadOctets + value.requestBodyOctets > LARGE_OCTETS ||
  value.bodyOctets > LARGE_OCTETS ||
  (value.promisedOctets ?? 0) > LARGE_OCTETS;

const isSmall = ({ value }: Exchange): boolean =>
  value.requestHeadOctets + value.requestBodyOctets <= SMALL_OCTETS && value.bodyOctets <= SMALL_OCTETS;

function octetsOf(one: Exchange | undefined): Readonly<Record<string, string>> {
  if (one === undefined) return {};
  const { requestHeadOctets, requestBodyOctets, promisedOctets } = one.value;
  return { octets: String(Math.max(requestHeadOctets + requestBodyOctets, promisedOctets ?? 0)) };
}
