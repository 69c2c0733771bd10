import type { Ms } from "../../base/index.ts";
import { type Evidence, maySendAgain, type RequestAsked } from "../../evidence/index.ts";
import { type AttemptMade, makeAttempt } from "../attempt.ts";
import type { Walk } from "../walk.ts";
import type { HopRequest } from "./hop-requests.ts";

/** What a step takes more than this is slow. docs/contract.md, "Status". */
const SLOW: Ms = 1_000;

/** A database is watched no longer than this: the request need not last longer either. */
const WATCHED: Ms = 5_000;

/** Whether the request may be sent once more beside a database that is watched: nobody else asks the application meanwhile. */
export const mayAskOnceMore = (
  asked: Pick<RequestAsked, "scheme" | "method" | "mayRepeat">,
  requests: readonly Pick<HopRequest, "entry">[],
): boolean =>
  (asked.scheme === "http" || asked.scheme === "https") &&
  maySendAgain(asked) &&
  requests.some(({ entry }) => entry.kind === "database") &&
  requests.every(({ entry }) => entry.kind === "database");

/** Whether an answer came late, or none came in time. */
export const wasSlow = ({
  value: { failedAt, phases, took, status },
}: Pick<Evidence<"attempt">, "value">): boolean =>
  failedAt === "deadline" ||
  (failedAt === "exchange" && (status === null || status === 504) && took > SLOW) ||
  (failedAt === null && (phases.firstByte ?? 0) > SLOW);

/**
 * Sends a request that was slow once more while the database behind is watched: what it waits for there shows only while it waits. It is
 * no attempt of its own, within the caller's deadline, and sent for nothing but this.
 */
export async function askOnceMore(
  walk: Walk,
  first: AttemptMade,
  requests: readonly Pick<HopRequest, "entry">[],
): Promise<void> {
  if (!mayAskOnceMore(walk.asked, requests) || !wasSlow(first.record)) return;
  await makeAttempt(walk, 0, "context", { patience: WATCHED });
}
