import {
  type Evidence,
  type HttpExchange,
  isProperAnswer,
  type RequestAsked,
} from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { failedExchanges, finalExchanges, variants } from "./final-exchanges.ts";

/** A body that no limit of any proxy refuses. nginx's default of 1 MiB is among the smallest. */
const SMALL_BODY_OCTETS = 1024;

/** What the failing request shows when one thing of it is changed. */
export const readVariant: Reader = (evidence, { asked }) => {
  const failed = failedExchanges(evidence).map(({ exchange }) => exchange);
  const tried = variants(evidence);
  const first = failed[0];
  if (first === undefined) return [];
  const like = tried.filter(({ value }) => value.url === first.value.url);
  const proper = (records: typeof like) => records.filter((record) => isProperAnswer(record.value, asked));
  const small = like.filter(({ value }) => isInLittle(value, first.value));
  const bare = like.filter(
    ({ value }) =>
      value.requestHeadOctets < first.value.requestHeadOctets &&
      value.preamble === "none" &&
      value.method === first.value.method,
  );
  const overHttp1 = like.filter(
    ({ value }) =>
      first.value.protocol === "h2" && value.protocol === "http/1.1" && value.preamble === "none",
  );
  const passedAttempts = finalExchanges(evidence).filter(({ attempt }) => attempt.value.answeredProperly);
  return [
    ...eitherWay("small-body-passes", small, proper(small)),
    ...eitherWay("small-head-passes", bare, proper(bare)),
    ...eitherWay("passes-over-http1", overHttp1, proper(overHttp1)),
    ...observe("same-request-passes", true, { records: passedAttempts.map(({ exchange }) => exchange) }),
  ];
};

/** Whether a variant is the failing request with a body that no limit refuses. */
const isInLittle = (value: HttpExchange, failing: HttpExchange): boolean =>
  failing.requestBodyOctets > SMALL_BODY_OCTETS &&
  value.requestBodyOctets <= SMALL_BODY_OCTETS &&
  value.url === failing.url &&
  value.preamble === "none";

/** Variants of a failed request that a small body alone tells from it, and that are answered properly. */
export function smallBodiesThatPass(
  evidence: readonly Evidence[],
  asked: RequestAsked,
): readonly Evidence<"http-exchange">[] {
  const failing = failedExchanges(evidence)[0]?.exchange.value;
  if (failing === undefined) return [];
  return variants(evidence).filter(({ value }) => isInLittle(value, failing) && isProperAnswer(value, asked));
}

/** PROXY headers: sent by us and understood, or sent by somebody and repeated to us. proxy-protocol.txt, section 2. */
export const readProxyHeader: Reader = (evidence, { asked }) => {
  const attempts = ofKind(evidence, "attempt").filter(({ purpose }) => purpose === "reference");
  if (attempts.length === 0 || attempts.some(({ value }) => value.answeredProperly)) return [];
  const understood = variants(evidence).filter(
    ({ value }) => value.preamble !== "none" && value.status !== null && value.status !== 400,
  );
  const plain = variants(evidence).filter(
    (record) => record.value.preamble === "none" && isProperAnswer(record.value, asked),
  );
  const repeated = failedExchanges(evidence)
    .map(({ exchange }) => exchange)
    .filter(
      ({ value }) =>
        value.strangeProtocol === "proxy-header" ||
        (value.status === 400 && /\bPROXY (TCP4|TCP6|UNKNOWN)\b/.test(value.errorBody ?? "")),
    );
  return [
    ...observe("proxy-header-disagrees", true, { records: plain.length > 0 ? [] : understood }),
    ...observe("proxy-header-disagrees", true, { records: repeated }),
  ];
};

type Tried = readonly { readonly id: string }[];

/** Yes where one passed; no where it was tried twice and never did: once seen is not yet a difference. */
const eitherWay = (
  name: "small-body-passes" | "small-head-passes" | "passes-over-http1",
  tried: Tried,
  passed: Tried,
) =>
  passed.length > 0
    ? observe(name, true, { records: passed })
    : observe(name, false, { records: tried.length > 1 ? tried : [] });
