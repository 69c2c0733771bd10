import type { Reader } from "../reader.ts";
import { readAcknowledged } from "./acknowledged.ts";
import { readComparison } from "./comparison.ts";
import { readCrowds } from "./crowds.ts";
import { readHandshakes } from "./handshakes.ts";
import { readIdleEnds } from "./idle-ends.ts";
import { readLosses } from "./losses.ts";
import { readOwnAnswers, readOwnArrivals } from "./own-answers.ts";
import { readPeriodicStalls } from "./periodic-stalls.ts";
import { readCapturedResets } from "./resets.ts";
import { readCapturedResolvers } from "./resolvers.ts";
import { readCapturedSessions } from "./sessions.ts";
import { readThinking } from "./thinking.ts";
import { readUnacknowledged } from "./unacknowledged.ts";
import { readCapturedUpstreams } from "./upstreams.ts";
import { readWindows } from "./windows.ts";

export { resetsOf } from "./reset-contexts.ts";
export { originOf, type ResetOrigin } from "./reset-origin.ts";
export { wordsOfOrigin } from "./reset-words.ts";

/** Every reader of this family. */
export const captureReaders: readonly Reader[] = [
  readCapturedResets,
  readHandshakes,
  readOwnAnswers,
  readOwnArrivals,
  readCrowds,
  readUnacknowledged,
  readWindows,
  readThinking,
  readLosses,
  readPeriodicStalls,
  readIdleEnds,
  readAcknowledged,
  readCapturedResolvers,
  readCapturedSessions,
  readComparison,
  readCapturedUpstreams,
];
