import { basename } from "node:path";
import { type CaptureSource, compareCaptures, comparisonOf } from "../capture/index.ts";
import type { ComparedPair, Endpoint } from "../evidence/index.ts";
import type { Walk } from "./walk.ts";

/** One place, and which connections of its capture count: the request's own and those of others within the time. */
export interface NamedPlace extends CaptureSource {
  readonly streams: ReadonlySet<number>;
}

/**
 * Takes down what became of the packets between two places, as far as they are of connections that count: what experiments sent was meant to
 * be lost at times.
 */
export async function compareNamed(
  [first, second]: readonly [NamedPlace, NamedPlace],
  server: Endpoint,
  { recorder, signal, clock }: Pick<Walk, "recorder" | "signal" | "clock">,
): Promise<void> {
  if (first.streams.size + second.streams.size === 0) return;
  const comparison = comparisonOf(await compareCaptures([first, second], { signal }), server);
  signal.throwIfAborted();
  const pairs = comparison.pairs.map((pair) => counted(pair, [first, second], server));
  if (pairs.every(({ flows, unmatched }) => flows.length + unmatched.length === 0)) return;
  const [place] = comparison.places;
  recorder.record(
    "capture-comparison",
    { ...comparison, pairs },
    {
      boundary: "path",
      by: "observed",
      purpose: "context",
      observedAt: place?.from ?? clock.now(),
      took: place?.took ?? 0,
      command: `faultline capture ${namedIn(first)} ${namedIn(second)}`,
    },
  );
}

const namedIn = ({ at, files }: NamedPlace): string =>
  `--at ${at} ${files.map((file) => basename(file)).join(" ")}`;

const counted = (
  pair: ComparedPair,
  [first, second]: readonly [NamedPlace, NamedPlace],
  server: Endpoint,
): ComparedPair => ({
  ...pair,
  flows: pair.flows.filter(
    ({ protocol, streams: [one, other], ends }) =>
      protocol === "tcp" &&
      // Those on other ports stand beside: whether these pass tells a port from a way.
      (first.streams.has(one) ||
        second.streams.has(other) ||
        ends.every((seen) => seen.server.port !== server.port)),
  ),
  unmatched: pair.unmatched.filter(
    ({ protocol, at, stream }) =>
      protocol === "tcp" && (at === first.at ? first.streams : second.streams).has(stream),
  ),
});
