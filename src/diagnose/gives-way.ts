import type { Cause } from "./cause.ts";

/** Rows of `app` that say where the time or the error is, and not why. */
export const seenOfApplication: ReadonlySet<string> = new Set(["app-slow", "app-error"]);

/**
 * Whether a cause is the reason why another one is seen: by the catalogue; and what is proven of its database says why an application
 * errs or is slow. docs/contract.md, "Which name".
 */
export const isReasonFor = (reason: Cause, seen: Cause): boolean =>
  seen.explainedBy.includes(reason.id) || (reason.boundary === "database" && seenOfApplication.has(seen.id));
