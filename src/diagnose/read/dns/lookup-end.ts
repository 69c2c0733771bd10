import { dnsServerText, type Ms } from "../../../base/index.ts";
import type { Evidence, LookupQuestion, NameLookup } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { bareQuestions, referenceLookups } from "./look-ups.ts";
import { serverKey } from "./resolver-records.ts";

/** A step that takes over a second more than the path's round trips explain is slow. docs/contract.md, "Status". */
const SLOW: Ms = 1_000;

/** How the request's own look-ups, or the questions of a `dns://` target, ended. */
export const readLookupEnd: Reader = (evidence, request) => {
  const config = ofKind(evidence, "resolver-config").find(({ vantage }) => vantage === request.client);
  const ends = referenceLookups(evidence, request).flatMap((record) =>
    endsOf(record.value, config).map((name) => ({ name, record })),
  );
  const names = [...new Set(ends.map(({ name }) => name))];
  return [
    ...names.flatMap((name) => {
      const records = ends.filter((end) => end.name === name).map(({ record }) => record);
      const slots = slotsOf(records.at(-1)?.value);
      const own = failing.has(name) ? logsOf(evidence, slots["resolver"]) : [];
      return observe(name, true, { records: [...records, ...own], slots });
    }),
    ...readBareQuestions(evidence, request),
  ];
};

const failing: ReadonlySet<ObservationName> = new Set<ObservationName>([
  "lookup-servfail",
  "lookup-unanswered",
]);

/** What the DNS of a cluster says itself, where it is the resolver. */
const logsOf = (evidence: readonly Evidence[], resolver: string | undefined): readonly Evidence[] =>
  ofKind(evidence, "component-log").filter(
    ({ value }) => resolver !== undefined && value.addresses.includes(resolver),
  );

/** Usually one: how a look-up ended. */
function endsOf(
  value: NameLookup,
  config: Evidence<"resolver-config"> | undefined,
): readonly ObservationName[] {
  const { outcome, questions, took } = value;
  if (outcome === "resolved") return took > SLOW ? ["lookup-slow"] : [];
  if (outcome === "no-such-name") return ["lookup-nxdomain"];
  // One type denied and the other one failed: the C library says NODATA, and the failure is what matters.
  const isFailed = questions.slice(-2).some((question) => question.outcome === "servfail");
  if (outcome === "no-address" && !isFailed) return ["lookup-no-address"];
  const outcomes = new Set(questions.map((question) => question.outcome));
  if (outcomes.has("servfail")) return ["lookup-servfail"];
  if (outcomes.has("refused")) return ["lookup-refused"];
  if (outcomes.has("other-rcode") || outcomes.has("malformed")) return ["lookup-misanswered"];
  const asked = new Set(questions.map(({ server }) => serverKey(server)));
  const isEachAsked = config?.value.nameservers.every((server) => asked.has(serverKey(server)));
  // Cut before each server had its turn, by the caller's deadline: what was seen is that it takes too long.
  return isEachAsked === true ? ["lookup-unanswered"] : ["lookup-slow"];
}

function slotsOf(value: NameLookup | undefined): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const decisive = value.questions.findLast(({ outcome }) => isTelling(outcome)) ?? value.questions.at(-1);
  return {
    name: value.name,
    answer: decisive?.outcome ?? "nothing",
    lookupSeconds: (value.took / 1000).toFixed(1),
    ...(decisive === undefined || value.outcome === "resolved" ? {} : { resolver: decisive.server }),
  };
}

const isTelling = (outcome: LookupQuestion["outcome"]) => outcome !== "silent" && outcome !== "unreachable";

/** The same for a question of another type than an address: the records of one attempt are one look-up. */
function readBareQuestions(evidence: readonly Evidence[], request: ReferenceRequest): readonly Observation[] {
  const type = request.asked.questionType;
  if (request.asked.scheme !== "dns" || type === null) return [];
  const asked = bareQuestions(evidence, request).filter(({ value }) => value.type === type.toUpperCase());
  const attempts = [...new Set(asked.map(({ attempt }) => attempt))];
  return attempts.flatMap((attempt) => {
    const records = asked.filter((record) => record.attempt === attempt);
    const [last] = records.slice(-1);
    if (last === undefined) return [];
    const slots = {
      name: request.asked.host,
      type,
      answer: last.value.rcode ?? last.value.problem ?? last.value.outcome,
      lookupSeconds: (records.reduce((sum, { took }) => sum + took, 0) / 1000).toFixed(1),
    };
    const name = endOfQuestions(records, type);
    const place = name === "lookup-slow" ? {} : { resolver: dnsServerText(last.value) };
    return name === null ? [] : observe(name, true, { records, slots: { ...slots, ...place } });
  });
}

function endOfQuestions(records: readonly Evidence<"dns-exchange">[], type: string): ObservationName | null {
  const values = records.map(({ value }) => value);
  const isProper = values.some(
    ({ rcode, answers }) =>
      rcode === "NOERROR" && answers.some((record) => record.type === type.toUpperCase()),
  );
  if (isProper)
    return records.reduce((sum, { took }) => sum + took, 0) > slowFor(records) ? "lookup-slow" : null;
  const last = values.findLast(({ outcome, truncated }) => outcome === "answered" && !truncated);
  if (last?.rcode === "NXDOMAIN") return "lookup-nxdomain";
  if (last?.rcode === "NOERROR") return "lookup-no-record";
  if (last?.rcode === "SERVFAIL") return "lookup-servfail";
  if (last?.rcode === "REFUSED") return "lookup-refused";
  const isMisanswered = last !== undefined || values.some(({ outcome }) => outcome === "malformed");
  return isMisanswered ? "lookup-misanswered" : "lookup-unanswered";
}

/** A client's library asks again after so long. resolv.conf(5), timeout. */
const TIMEOUT: Ms = 5_000;

/** How far a resolver of a capture is from the authorities that it asks is not known: what it answers at the first question is not late. */
const slowFor = (records: readonly Evidence<"dns-exchange">[]): Ms =>
  records.every(({ by, value }) => by === "observed" && value.outcome === "answered" && value.sent === 1)
    ? TIMEOUT
    : SLOW;
