import { catalogueRow } from "./catalogue.ts";
import type { Found, Verdict } from "./verdict.ts";

/** What several hops tell of, once; and not what the verdict tells, nor what is there because of it. */
export function toldOnce(found: readonly Found[], verdict: Verdict): readonly Found[] {
  const isSame = (one: Found, other: Pick<Found, "boundary" | "cause" | "because">) =>
    one.cause === other.cause &&
    one.boundary === other.boundary &&
    one.because.some((id) => other.because.includes(id));
  return found.filter(
    (one, index) =>
      !(verdict.boundary !== null && isSame(one, { ...verdict, boundary: verdict.boundary })) &&
      !(one.cause !== null && isExplainedBy(one.cause, verdict.cause)) &&
      found.findIndex((other) => isSame(one, other)) === index,
  );
}

const isExplainedBy = (cause: string, reason: string | null): boolean =>
  reason !== null && catalogueRow(cause)?.explainedBy.includes(reason) === true;
