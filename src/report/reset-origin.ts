import { originOf, wordsOfOrigin } from "../diagnose/index.ts";
import { type CapturedFlow, ttlsOfServers } from "../evidence/index.ts";

/** Resets that are told of one connection: the first is what ended it. */
const MOST_TOLD = 2;

/**
 * Who sent the resets of a connection, a sentence each with the frames that were compared; resets that harmed nobody are told after
 * those that did. `others` are connections of the same capture: they show how far the hosts are.
 */
export function resetLines(flow: CapturedFlow, others: readonly CapturedFlow[] = []): readonly string[] {
  if (flow.resets.length === 0) return [];
  const ttls = ttlsOfServers(others.filter(({ stream }) => stream !== flow.stream));
  const origins = flow.resets.map((reset) =>
    originOf({
      flow,
      reset,
      ttlsOfHost: reset.claims === "server" ? (ttls.get(flow.server.address) ?? []) : [],
      hostSentIt: null,
      seenNearer: null,
    }),
  );
  return origins
    .toSorted((a, b) => Number(a.isHarmless === true) - Number(b.isHarmless === true))
    .slice(0, MOST_TOLD)
    .map(wordsOfOrigin);
}
