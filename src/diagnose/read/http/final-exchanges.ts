import type { Ms } from "../../../base/index.ts";
import { type Evidence, inWordsOfHttp } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";

/** An attempt and the exchange that it ended with. */
export interface FinalExchange {
  readonly attempt: Evidence<"attempt">;
  readonly exchange: Evidence<"http-exchange">;
}

/** For each attempt of the request that came as far as HTTP, what it ended with: the last of its redirects. */
export function finalExchanges(evidence: readonly Evidence[]): readonly FinalExchange[] {
  const exchanges = ofKind(evidence, "http-exchange").filter(({ purpose }) => purpose === "reference");
  return ofKind(evidence, "attempt")
    .filter(({ purpose }) => purpose === "reference")
    .flatMap((attempt) => {
      const { steps } = attempt.value;
      const exchange =
        exchanges.findLast(({ id }) => steps.includes(id)) ??
        exchanges.findLast((one) => one.attempt === attempt.value.number);
      return exchange === undefined
        ? []
        : [{ attempt, exchange: { ...exchange, value: inWordsOfHttp(exchange.value) } }];
    });
}

/** Those of the attempts that failed in their exchange, and not by the caller's own deadline. */
export const failedExchanges = (evidence: readonly Evidence[]): readonly FinalExchange[] =>
  finalExchanges(evidence).filter(({ attempt }) => attempt.value.failedAt === "exchange");

/**
 * Exchanges that can say why the request fails: those that it failed in, and where the caller's deadline cut it short,
 * those of attempts that were made without it.
 */
export function tellingExchanges(
  evidence: readonly Evidence[],
  deadline: Ms | null,
): readonly FinalExchange[] {
  const failed = failedExchanges(evidence);
  if (
    deadline === null ||
    !finalExchanges(evidence).some(({ attempt }) => attempt.value.failedAt === "deadline")
  )
    return failed;
  const waited = ofKind(evidence, "attempt")
    .filter(
      ({ purpose, value }) =>
        purpose === "difference" && value.failedAt === "exchange" && value.took > deadline,
    )
    .flatMap((attempt) => {
      const exchange = ofKind(evidence, "http-exchange").findLast(({ id }) =>
        attempt.value.steps.includes(id),
      );
      return exchange === undefined ? [] : [{ attempt, exchange }];
    });
  return [...failed, ...waited];
}

/** Exchanges made to learn more: no attempts of the request. */
export const variants = (evidence: readonly Evidence[]): readonly Evidence<"http-exchange">[] =>
  ofKind(evidence, "http-exchange").filter(({ purpose }) => purpose === "difference");

/** Path of a URL, for people. */
export const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);
