import { isoTime } from "../report/index.ts";
import { type FactsOf, fact, timeFact } from "./compare-fact.ts";

/** What was asked for: two runs that ask for different things differ there first. */
export const factsOfAsked: FactsOf<"request-asked"> = (record) => {
  const { value } = record;
  const { tls, proxy } = value;
  return [
    ...fact(record, "target", value.target),
    ...fact(record, "method", value.method),
    ...fact(record, "request body, octets", value.dataOctets),
    ...fact(record, "deadline, ms", value.deadline ?? "none"),
    ...fact(record, "TLS versions offered", `${tls.minVersion ?? "any"} to ${tls.maxVersion ?? "any"}`),
    ...fact(record, "ALPN offered", tls.alpn),
    ...fact(record, "client certificate offered", tls.clientCertificate),
    ...fact(
      record,
      "forward proxy",
      proxy === null ? "none" : `${proxy.scheme}://${proxy.host}:${proxy.port}`,
    ),
    ...fact(record, "resolvers named", value.resolvers),
  ];
};

export const factsOfProxy: FactsOf<"proxy-connect"> = (record) => {
  const { value } = record;
  return [
    ...fact(record, "tunnel through the forward proxy", value.outcome),
    ...fact(record, "status of the forward proxy", value.status),
    ...timeFact(record, "time to open the tunnel", value.took),
  ];
};

export const factsOfHandshake: FactsOf<"tls-handshake"> = (record, nth) => {
  const { value } = record;
  const [leaf] = value.chain;
  const at = nth === "" ? "" : ` ${nth}`;
  const alert = value.alert === null ? "" : ` (${value.alert.name})`;
  return [
    ...fact(record, `TLS handshake${at}`, `${value.outcome}${alert}`),
    ...fact(record, `certificate trusted${at}`, value.trust === null ? null : (value.trust.error ?? "yes")),
    ...fact(record, `certificate holds the name${at}`, value.nameMatches),
    ...fact(record, `dates of the certificates${at}`, value.dates),
    ...fact(record, `certificate's issuer${at}`, leaf?.issuer ?? null),
    ...fact(record, `certificates sent${at}`, value.chain.length === 0 ? null : value.chain.length),
    ...fact(
      record,
      `certificate${at}`,
      leaf === undefined ? null : `${leaf.fingerprint.slice(0, 16)}, until ${isoTime(leaf.notAfter)}`,
    ),
    ...fact(record, `TLS version${at}`, value.version),
    ...fact(record, `cipher${at}`, value.cipher),
    ...fact(record, `ALPN chosen${at}`, value.version === null ? null : (value.alpn ?? "none")),
    ...fact(record, `client certificate asked for${at}`, value.clientCertificateAsked),
    ...(value.outcome === "completed" ? timeFact(record, `time of the handshake${at}`, value.took) : []),
  ];
};

export const factsOfExchange: FactsOf<"http-exchange"> = (record, nth) => {
  const { value } = record;
  const at = nth === "" ? "" : ` ${nth}`;
  const error = value.error === null ? "" : ` (${value.error})`;
  return [
    ...fact(record, `HTTP exchange${at}`, `${value.outcome}${error}`),
    ...fact(record, `HTTP status${at}`, value.status),
    ...fact(record, `protocol${at}`, value.protocol),
    ...fact(record, `who answered${at}`, value.answeredBy === "unknown" ? null : value.answeredBy),
    ...fact(record, `software that answered${at}`, value.software),
    ...fact(record, `redirect${at}`, value.location),
    ...fact(record, `octets promised${at}`, value.promisedOctets),
    ...(value.outcome === "answered"
      ? [
          ...timeFact(record, `time to the first octet${at}`, value.phases.firstByte),
          ...timeFact(record, `time of the transfer${at}`, value.phases.transfer),
        ]
      : []),
  ];
};

export const factsOfAttempt: FactsOf<"attempt"> = (record) => {
  const { answeredProperly, failedAt, took } = record.value;
  const boundary = "response";
  return [
    ...fact(
      record,
      "the request as a whole",
      answeredProperly ? "a proper answer" : `failed at ${failedAt}`,
      { boundary },
    ),
    ...(answeredProperly ? timeFact({ ...record, boundary }, "time of the request as a whole", took) : []),
  ];
};

export const factsOfSeries: FactsOf<"series"> = (record) => {
  const { of, count, failures, p99 } = record.value;
  const some = failures === 0 ? "none" : failures === count ? "all" : "some";
  const boundary = "response";
  return [
    ...fact(record, `failures of many (${of})`, some, { boundary }),
    ...timeFact({ ...record, boundary }, `99th percentile (${of})`, p99),
  ];
};
