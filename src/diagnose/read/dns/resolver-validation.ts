import type { Evidence } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { extendedErrorOf } from "./extended-error.ts";
import { bareName } from "./look-ups.ts";
import { resolversOf } from "./resolver-records.ts";

type Exchange = Evidence<"dns-exchange">;

/** A failure seen once may be chance; the same again, with the answer between, is the validation. */
const ENOUGH_FAILURES = 2;

/** Extended errors that speak of validation: 1, 2, 5 to 12, 25 and 27. RFC 8914, section 4, and its registry. */
const validationErrors = new Set([1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 25, 27]);

/** Whether an answer exists that only validation withholds. RFC 4035, sections 3.2.2 and 5.5. */
export const readResolverValidation: Reader = (evidence, request) => {
  const resolvers = resolversOf(evidence, request);
  if (resolvers === null) return [];
  const strength = resolvers.completeBy.length > 0 ? "states" : "suggests";
  const pairs = resolvers.list.flatMap(({ server, udp }) =>
    udp
      .filter(({ value }) => value.checkingDisabled && value.outcome === "answered")
      .map((unchecked) => ({
        server,
        unchecked,
        checked: udp.filter((other) => isSameQuestion(other, unchecked) && !other.value.checkingDisabled),
      })),
  );
  const withheld = pairs.filter(
    ({ unchecked, checked }) => hasAnswer(unchecked) && isAlwaysServfail(checked),
  );
  const failing = pairs.filter(
    ({ unchecked, checked }) => unchecked.value.rcode === "SERVFAIL" && isAlwaysServfail(checked),
  );
  const named = resolvers.list
    .flatMap(({ udp }) => udp)
    .filter(({ value }) => value.rcode === "SERVFAIL")
    .filter(({ value }) => value.extendedErrors.some(({ code }) => validationErrors.has(code)));
  const said = servfails(resolvers.list.flatMap(({ udp }) => udp));
  return [
    ...observe("unchecked-answer-exists", true, {
      records: withheld.flatMap(({ unchecked, checked }) => [unchecked, ...checked]),
      strength,
      slots: { resolver: withheld[0]?.server ?? "", ...said },
    }),
    ...observe("unchecked-answer-exists", false, {
      records:
        withheld.length > 0 ? [] : failing.flatMap(({ unchecked, checked }) => [unchecked, ...checked]),
      slots: { resolver: failing[0]?.server ?? "", ...said },
    }),
    ...observe("validation-failure-named", true, { records: named, slots: said }),
  ];
};

const isSameQuestion = (a: Exchange, b: Exchange) =>
  bareName(a.value.name) === bareName(b.value.name) && a.value.type === b.value.type;

const hasAnswer = ({ value }: Exchange) =>
  (value.rcode === "NOERROR" && value.answers.length > 0) || value.rcode === "NXDOMAIN";

const isAlwaysServfail = (exchanges: readonly Exchange[]) => {
  const answered = exchanges.filter(({ value }) => value.outcome === "answered");
  return answered.length >= ENOUGH_FAILURES && answered.every(({ value }) => value.rcode === "SERVFAIL");
};

/** What the resolver says of its SERVFAIL, in the words of RFC 8914. */
const servfails = (exchanges: readonly Exchange[]): Readonly<Record<string, string>> => ({
  extendedError: extendedErrorOf(exchanges) ?? "it gives no extended error",
});
