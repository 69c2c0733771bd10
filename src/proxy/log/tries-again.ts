import type { EpochMs, Ms } from "../../base/index.ts";
import type { LoggedRetries } from "../../evidence/index.ts";
import { withoutSecrets } from "../../signals/index.ts";

/** Kinds of lines that are told apart, and those that are kept. */
const MOST_KINDS = 200;
const MOST_KEPT = 8;
/** Signs of a line that are looked at and kept. */
const MOST_LOOKED_AT = 1_000;
const LONGEST_TEXT = 200;

/** `retrying connection in 100ms`, `Reconnecting after 0.5 seconds`, `next attempt in 2 s`. */
const again =
  /\b(?:retry(?:ing)?|reconnect(?:ing)?|(?:try|connect)(?:ing)? again|next (?:attempt|try|retry))\b[^\n]{0,60}?\b(?:in|after)[ :=]{1,3}(\d{1,7}(?:\.\d{1,6})?) ?(ms|msecs?|milliseconds?|s|secs?|seconds?)\b/i;

/** The pause that a line names before something is tried again; `null` where it names none. */
export function pauseOf(text: string): Ms | null {
  const [, number, unit] = again.exec(text.slice(0, MOST_LOOKED_AT)) ?? [];
  if (number === undefined || unit === undefined) return null;
  return Number(number) * (/^m/i.test(unit) ? 1 : 1_000);
}

/** Counts lines about tries that are made again, by their kind. */
export interface RetryTally {
  /** @param kind What lines that are alike have in common. */
  add(text: string, kind: string, at: EpochMs): void;
  result(): readonly LoggedRetries[];
}

export function createRetryTally(): RetryTally {
  const kinds = new Map<string, LoggedRetries>();
  return {
    add(text, kind, at) {
      const pause = pauseOf(text);
      if (pause === null) return;
      const known = kinds.get(kind);
      if (known === undefined && kinds.size >= MOST_KINDS) return;
      const isNewest = known === undefined || at >= known.at;
      kinds.set(kind, {
        at: isNewest ? at : known.at,
        first: Math.min(at, known?.first ?? at),
        count: (known?.count ?? 0) + 1,
        text: isNewest ? text.slice(0, MOST_LOOKED_AT) : known.text,
        pause: {
          least: Math.min(pause, known?.pause.least ?? pause),
          most: Math.max(pause, known?.pause.most ?? pause),
        },
      });
    },
    result: () =>
      [...kinds.values()]
        .toSorted((one, other) => other.count - one.count)
        .slice(0, MOST_KEPT)
        .map((one) => ({ ...one, text: withoutSecrets(one.text).slice(0, LONGEST_TEXT) })),
  };
}
