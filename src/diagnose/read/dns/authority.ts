import type { Ms } from "../../../base/index.ts";
import type { DnsExchange, Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { serviceAt } from "./address-service.ts";
import {
  answeredByDns,
  bareName,
  bareQuestions,
  listed,
  referenceLookups,
  resolverExchanges,
} from "./look-ups.ts";

/**
 * What the authorities say against what the resolvers answered the request. Nothing where no authority answered, or
 * two of them contradict each other: there is then no word to compare with.
 */
export const readAuthority: Reader = (evidence, request) => {
  const traces = ofKind(evidence, "dns-trace").filter(
    ({ vantage, value }) => vantage === request.client && value.answer !== null && !value.authoritiesDisagree,
  );
  const own = traces.filter(({ value }) => !isDescent(value));
  return (own.length > 0 ? own : traces).flatMap((trace) => [
    ...readDenial(trace, evidence, request),
    ...readAddresses(trace, evidence, request),
  ]);
};

type Trace = Evidence<"dns-trace">;

/**
 * Whether a trace went down from the root or a given server, and not by what the caller's own resolvers say of the zone.
 * Where a name has one answer inside and another outside, its word need not be the one that the caller is meant to have.
 */
export const isDescent = ({ from }: Trace["value"]): boolean => from === "root-hints" || from === "zone-cut";

const strengthOf = ({ value }: Trace) => (isDescent(value) ? "suggests" : "states");

/** Records of the request that deny what a trace asked for: the same name, or the name that it stands for. */
function denialsOf(trace: Trace, evidence: readonly Evidence[], request: ReferenceRequest) {
  const name = bareName(trace.value.name);
  const lookups = referenceLookups(evidence, request).filter(
    ({ value }) =>
      (value.outcome === "no-such-name" || value.outcome === "no-address") &&
      value.questions.some(
        (question) =>
          bareName(question.name) === name &&
          question.type === trace.value.type &&
          (question.outcome === "nxdomain" || question.outcome === "no-data"),
      ),
  );
  const questions = bareQuestions(evidence, request).filter(
    ({ value }) =>
      bareName(value.name) === name &&
      value.type === trace.value.type &&
      value.outcome === "answered" &&
      (value.rcode === "NXDOMAIN" || (value.rcode === "NOERROR" && value.answers.length === 0)),
  );
  return [...lookups, ...questions];
}

function readDenial(trace: Trace, evidence: readonly Evidence[], request: ReferenceRequest) {
  const { answer } = trace.value;
  const denials = denialsOf(trace, evidence, request);
  if (answer === null || denials.length === 0) return [];
  const records = [trace, ...denials];
  const strength = strengthOf(trace);
  const has = answer.data.length > 0;
  const aged = agedDenials(trace, evidence, request);
  const slots = { name: trace.value.name, type: trace.value.type, authorityData: listed(answer.data) };
  return [
    ...observe("authority-denies", answer.rcode === "NXDOMAIN", { records, slots, strength }),
    ...observe("authority-has-no-record", answer.rcode === "NOERROR" && !has, { records, slots, strength }),
    ...observe("authority-has-what-is-denied", has, { records, slots, strength }),
    ...observe("denial-ages", true, { records: has && aged.length > 0 ? [trace, ...aged] : [], strength }),
  ];
}

/**
 * Denials whose time to live is less than the zone's own: they have been in a cache, where it counts down. Seconds, so
 * one that was cached this very moment does not show it. RFC 2308, section 5.
 */
function agedDenials(trace: Trace, evidence: readonly Evidence[], request: ReferenceRequest) {
  const { negativeTtl, name, type } = trace.value;
  if (negativeTtl === null) return [];
  return resolverExchanges(evidence, request).filter(
    ({ value }) =>
      bareName(value.name) === bareName(name) &&
      value.type === type &&
      value.negativeTtl !== null &&
      value.negativeTtl < negativeTtl,
  );
}

function readAddresses(trace: Trace, evidence: readonly Evidence[], request: ReferenceRequest) {
  const { answer, type, name } = trace.value;
  const { lookups } = answeredByDns(evidence, request);
  const own = lookups.filter(({ value }) => bareName(value.answeredName ?? value.name) === bareName(name));
  const answered = [...new Set(own.flatMap(({ value }) => value.addresses))].filter(
    (address) => address.includes(":") === (type === "AAAA"),
  );
  const given = answer?.addresses ?? [];
  if (answered.length === 0 || given.length === 0) return [];
  const strength = strengthOf(trace);
  const differs = given.every((address) => !answered.includes(address));
  const records = [trace, ...own];
  const resolver = own[0]?.value.questions.find(({ outcome }) => outcome === "addresses")?.server ?? "";
  const slots = { answered: listed(answered), authorityData: listed(given), resolver };
  const services = given
    .filter((address) => !answered.includes(address))
    .map((address) => serviceAt(address, evidence, request));
  const serving = services.filter(({ serves }) => serves === true);
  const isEachDead = services.length > 0 && services.every(({ serves }) => serves === false);
  return [
    ...observeAge(trace, evidence, request),
    ...observe("answer-differs-from-authority", differs, { records, slots, strength }),
    ...observe("authority-address-serves", true, {
      records: serving.flatMap((service) => service.records),
      slots: serving[0] === undefined ? {} : { authorityData: serving[0].address },
      strength,
    }),
    ...observe("authority-address-serves", false, {
      records: isEachDead ? services.flatMap((service) => service.records) : [],
      strength,
    }),
  ];
}

/** Two looks this far apart show a cache counting down, whatever is lost of a second on the way. RFC 1035, section 3.2.1. */
const AGEING_SHOWS: Ms = 1_100;

/** Whether a resolver's answer is from a cache: the same question, asked again after a second, has a lower TTL, or has not. */
function observeAge(
  { value: { name, type } }: Trace,
  evidence: readonly Evidence[],
  request: ReferenceRequest,
) {
  const asked = resolverExchanges(evidence, request).filter(
    ({ value }) => bareName(value.name) === bareName(name) && value.type === type && ttlOf(value) !== null,
  );
  for (const later of asked.toReversed()) {
    const earlier = asked.find(
      (one) =>
        one.value.server === later.value.server &&
        one.value.port === later.value.port &&
        later.observedAt - one.observedAt >= AGEING_SHOWS,
    );
    if (earlier === undefined) continue;
    const ages = (ttlOf(later.value) ?? 0) < (ttlOf(earlier.value) ?? 0);
    return observe("answer-ages", ages, { records: [earlier, later] });
  }
  return [];
}

/** Time to live of the records of the question's own type, in seconds; `null` where there are none. */
const ttlOf = ({ answers, type }: DnsExchange): number | null =>
  answers.find((record) => record.type === type)?.ttl ?? null;
