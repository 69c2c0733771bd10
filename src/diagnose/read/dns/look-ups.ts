import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";

type Exchange = Evidence<"dns-exchange">;

/** The request's own look-ups, at the vantage that asks. */
export const referenceLookups = (
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): readonly Evidence<"name-lookup">[] =>
  ofKind(evidence, "name-lookup").filter(
    ({ purpose, vantage, value }) =>
      purpose === "reference" && vantage === client && value.rules !== "system",
  );

/** All questions that the vantage sent, whatever for, authorities' excepted: recursion was desired of a resolver. */
export const resolverExchanges = (
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): readonly Exchange[] =>
  ofKind(evidence, "dns-exchange").filter(
    ({ vantage, value }) => vantage === client && value.recursionDesired,
  );

/** The questions of a `dns://` target that were asked one by one, and not by a look-up. */
export function bareQuestions(evidence: readonly Evidence[], request: ReferenceRequest): readonly Exchange[] {
  const ofLookups = new Set(
    referenceLookups(evidence, request).flatMap(({ value }) =>
      value.questions.map(({ exchange }) => exchange),
    ),
  );
  return resolverExchanges(evidence, request).filter(
    ({ purpose, id }) => purpose === "reference" && !ofLookups.has(id),
  );
}

/** A name without its last dot, in lower case: two names are the same when these are. RFC 4343. */
export const bareName = (name: string): string => name.replace(/(?<=.)\.$/, "").toLowerCase();

/** The name that the request asks to be resolved: the proxy's, where one stands between. */
export const namedHost = ({ asked }: ReferenceRequest): string => asked.proxy?.host ?? asked.host;

/** Addresses that DNS gave for the request's own name, and the look-ups that say so. */
export function answeredByDns(evidence: readonly Evidence[], request: ReferenceRequest) {
  const lookups = referenceLookups(evidence, request).filter(
    ({ value }) => value.source === "dns" && bareName(value.name) === bareName(namedHost(request)),
  );
  return { lookups, addresses: [...new Set(lookups.flatMap(({ value }) => value.addresses))] };
}

/** Words for a list of addresses or names: the first few. */
export function listed(words: readonly string[]): string {
  const MOST = 4; // More than a line of a terminal holds nobody reads.
  const more = words.length > MOST ? ` and ${words.length - MOST} more` : "";
  return `${words.slice(0, MOST).join(", ")}${more}`;
}
