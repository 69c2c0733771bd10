import type { Evidence } from "../../../../evidence/index.ts";
import type { ReferenceRequest } from "../../../request.ts";
import { symptomOf } from "../../http/answer-symptom.ts";
import { failedExchanges, finalExchanges } from "../../http/final-exchanges.ts";
import { SLOW } from "../../http/slow-answer.ts";
import { ofKind } from "../../reader.ts";
import type { DatabaseInView } from "./in-view.ts";

/** 504: it waited, whatever its patience is. RFC 9110, section 15.6.5. */
const GAVE_UP = 504;

/**
 * Whether a hop spends its time on what is behind it: an answer that comes late or not at all, a proxy that gives up. Only that, and
 * no failure that comes at once, can come of a database whose sessions wait.
 */
export function spendsTime(evidence: readonly Evidence[]): boolean {
  const isDeadlineMissed = ofKind(evidence, "attempt").some(
    ({ purpose, value }) => purpose === "reference" && value.failedAt === "deadline",
  );
  return (
    isDeadlineMissed ||
    finalExchanges(evidence).some(({ attempt, exchange: { value } }) => {
      if (value.error === "unacknowledged") return false;
      const isEnded = attempt.value.answeredProperly || attempt.value.failedAt === "exchange";
      return isEnded && (value.status === GAVE_UP || (value.phases.firstByte ?? value.took) > SLOW);
    })
  );
}

/** The attempts that an application answered with an error of its own. */
export const erringAttempts = (
  evidence: readonly Evidence[],
  { asked }: ReferenceRequest,
): readonly Evidence<"attempt">[] =>
  failedExchanges(evidence)
    .filter(({ exchange }) => symptomOf(exchange.value, asked) === "application-answers-error")
    .map(({ attempt }) => attempt);

/** Whether what a database says of its state bears on a request: on one to itself always, on one before it where that spends time. */
export const bearsOn = (evidence: readonly Evidence[], { isBehind }: DatabaseInView): boolean =>
  !isBehind || spendsTime(evidence);
