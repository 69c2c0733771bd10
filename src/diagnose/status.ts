import type { Boundary } from "../base/index.ts";
import type { AttemptStep, Evidence } from "../evidence/index.ts";
import { isSymptom, type Observation } from "./observation.ts";
import { ofKind } from "./read/reader.ts";
import { vocabulary } from "./vocabulary/index.ts";

/** The attempts of the request, and what they suffered. */
export interface Suffering {
  readonly attempts: readonly Evidence<"attempt">[];
  readonly failed: readonly Evidence<"attempt">[];
  /** What must be explained. */
  readonly symptoms: readonly Observation[];
}

/** Where the failure of a step shows, for a failure that no reader has a word for. */
export const boundaryOfStep: Readonly<Record<AttemptStep, Boundary>> = {
  service: "service",
  lookup: "dns",
  connect: "tcp",
  proxy: "client",
  tls: "tls",
  login: "database",
  exchange: "app",
  deadline: "client",
};

/**
 * What the request's own attempts suffered. An observation that makes an attempt fail counts only where it was made in an
 * attempt that failed: the first of two addresses may refuse, and the second one serve.
 */
export function sufferingOf(evidence: readonly Evidence[], observations: readonly Observation[]): Suffering {
  const attempts = ofKind(evidence, "attempt").filter(
    (attempt) =>
      attempt.purpose === "reference" &&
      !couldNotLogIn(attempt, evidence) &&
      !wasEndedByPing(attempt, evidence),
  );
  const failed = attempts.filter(({ value }) => !value.answeredProperly);
  const numbers = new Set(failed.map(({ value }) => value.number));
  const byId = new Map(evidence.map((record) => [record.id, record]));
  const ofFailed = (id: string) => {
    const record = byId.get(id);
    if (record === undefined) return false;
    if (record.kind === "attempt") return failed.includes(record);
    return record.purpose === "reference" && numbers.has(record.attempt ?? 0);
  };
  const symptoms = observations
    .filter(isSymptom)
    .filter(({ name, cites }) => vocabulary[name].abnormal?.effect !== "fails" || cites.some(ofFailed));
  return { attempts, failed, symptoms };
}

/** The database asks for what we were not given: our own limit, and no attempt that failed. docs/contract.md, "Report". */
const couldNotLogIn = ({ value }: Evidence<"attempt">, evidence: readonly Evidence[]): boolean =>
  value.failedAt === "login" &&
  ofKind(evidence, "database-session").some(
    (record) => value.steps.includes(record.id) && record.value.outcome === "cannot-login",
  );

/** The peer ended the connection for a PING that was ours: nobody knows how the request would have ended. */
const wasEndedByPing = ({ value }: Evidence<"attempt">, evidence: readonly Evidence[]): boolean =>
  value.failedAt === "exchange" &&
  ofKind(evidence, "http-exchange").some(
    (record) =>
      value.steps.includes(record.id) &&
      record.value.ping?.isRefused === true &&
      (record.value.outcome === "goaway" || record.value.outcome === "stream-reset"),
  );

/** The contract's word for how the request stands, before a cause is known. */
export function statusOf({
  attempts,
  failed,
  symptoms,
}: Suffering): "healthy" | "degraded" | "broken" | "inconclusive" {
  if (attempts.length === 0) return "inconclusive";
  if (failed.length === attempts.length) return "broken";
  return failed.length > 0 || symptoms.length > 0 ? "degraded" : "healthy";
}
