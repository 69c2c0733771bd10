import type { Ms } from "../../../base/index.ts";
import type { LookupQuestion, NameLookup } from "../../../evidence/index.ts";
import { observe, type Reader } from "../reader.ts";
import { bareName, bareQuestions, listed, referenceLookups } from "./look-ups.ts";

/** More than a second is what makes a step slow. docs/contract.md, "Status". */
const SLOW: Ms = 1_000;

/** What the time of the request's own look-ups went into. */
export const readLookupTime: Reader = (evidence, request) => {
  const lookups = referenceLookups(evidence, request);
  const denied = lookups.filter(({ value }) => value.outcome === "resolved" && timeInSearch(value) > SLOW);
  const lossy = lookups.flatMap((record) => {
    const server = lossyServer(record.value);
    return server === null ? [] : [{ record, server }];
  });
  const [first] = denied;
  const seconds = first === undefined ? 0 : timeInSearch(first.value) / 1000;
  return [
    ...observe("negatives-took-long", true, {
      records: denied,
      slots: {
        searchNames: listed(searchNames(first?.value)),
        searchSeconds: seconds.toFixed(1),
      },
    }),
    // A question of a `dns://` target is asked as it is: no search list takes part.
    ...observe("negatives-took-long", false, {
      records: denied.length === 0 ? [...lookups, ...bareQuestions(evidence, request)] : [],
    }),
    ...observe("some-query-lost", true, {
      records: lossy.map(({ record }) => record),
      slots: { resolver: lossy[0]?.server ?? "" },
    }),
  ];
};

/** Whether a question was for a name that the search list made, and not for the one that was answered. */
const isSearchQuestion = ({ name, answeredName }: NameLookup, question: LookupQuestion) =>
  bareName(question.name) !== bareName(name) &&
  bareName(question.name) !== bareName(answeredName ?? name) &&
  bareName(question.name).startsWith(`${bareName(name)}.`);

/**
 * Time in names of the search list that came to nothing. A and AAAA are asked side by side, so for each name the
 * longer of the two counts. Silence counts only where the server was silent to all such names and to nothing else:
 * otherwise it is the server, or a loss.
 */
function timeInSearch(value: NameLookup): Ms {
  const inSearch = value.questions.filter((question) => isSearchQuestion(value, question));
  const others = value.questions.filter((question) => !isSearchQuestion(value, question));
  const isDropped = (server: string) =>
    inSearch.every((question) => question.server !== server || question.outcome === "silent") &&
    others.every((question) => question.server !== server || question.outcome !== "silent") &&
    others.some((question) => question.server === server);
  const counted = inSearch.filter(
    ({ outcome, server }) =>
      outcome === "nxdomain" ||
      outcome === "no-data" ||
      outcome === "servfail" ||
      outcome === "refused" ||
      (outcome === "silent" && isDropped(server)),
  );
  return [...new Set(counted.map(({ name }) => name))]
    .map((name) => {
      const own = counted.filter((question) => question.name === name);
      const timeOf = (type: string) =>
        own.filter((question) => question.type === type).reduce((sum, { took }) => sum + took, 0);
      return Math.max(timeOf("A"), timeOf("AAAA"));
    })
    .reduce((sum, time) => sum + time, 0);
}

const searchNames = (value: NameLookup | undefined): readonly string[] =>
  value === undefined
    ? []
    : [
        ...new Set(
          value.questions.filter((question) => isSearchQuestion(value, question)).map(({ name }) => name),
        ),
      ];

/** A server that was silent to a question and answered one about the same name: it lost a query, it is not dead. */
function lossyServer({ questions }: NameLookup): string | null {
  const lost = questions.find(
    ({ outcome, server, name }) =>
      outcome === "silent" &&
      questions.some((other) => other.server === server && other.name === name && isAnswer(other.outcome)),
  );
  return lost?.server ?? null;
}

const isAnswer = (outcome: LookupQuestion["outcome"]) =>
  outcome !== "silent" && outcome !== "unreachable" && outcome !== "malformed";
