import type { Ms } from "../base/index.ts";
import type { Attempt, AttemptStep, Evidence } from "../evidence/index.ts";
import type { Way } from "./connect.ts";

/** A silence that a deadline cut before this says nothing: one SYN retransmission must have had its chance. RFC 6298, section 2.1. */
const TELLING_SILENCE: Ms = 2_000;

/** What one attempt came to, before it is a record. */
export interface Made {
  readonly way: Way;
  readonly failedAt: AttemptStep | null;
  readonly steps: readonly Evidence[];
  readonly exchanges: readonly Evidence<"http-exchange">[];
  readonly lookup: Ms | null;
}

/** The step that failed; `deadline` where the caller's own deadline cut what would have gone on. */
export function cutBy(late: boolean, { failedAt, way }: Made): AttemptStep | null {
  if (!late) return failedAt;
  if (failedAt === "connect" && (way.connect?.took ?? 0) >= TELLING_SILENCE) return failedAt;
  const gaveUp =
    failedAt === null ||
    failedAt === "exchange" ||
    failedAt === "connect" ||
    failedAt === "tls" ||
    failedAt === "login";
  return gaveUp ? "deadline" : failedAt;
}

/** What each phase of the last way and exchange took. */
export function phasesOf({ way, exchanges, lookup, steps }: Made): Attempt["phases"] {
  const session = steps.find(
    (step): step is Evidence<"database-session"> => step.kind === "database-session",
  )?.value;
  const last = exchanges.at(-1)?.value;
  return {
    lookup,
    connect: way.connect?.value.handshake ?? null,
    tls: way.handshake?.value.outcome === "completed" ? way.handshake.value.took : null,
    firstByte: last?.phases.firstByte ?? session?.phases.query ?? null,
    transfer: last?.phases.transfer ?? null,
  };
}
