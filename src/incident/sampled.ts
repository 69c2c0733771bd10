import type { Ms } from "../base/index.ts";
import { failureShareOf } from "../diagnose/index.ts";
import type { Evidence, KeptRequest, Recorder, Series, SeriesSample } from "../evidence/index.ts";
import type { AttemptMade } from "./attempt.ts";
import { backendOf } from "./backend-of.ts";
import { type Grouped, groupsOf } from "./series-groups.ts";

/** Attempts of which the series holds the numbers: eight minutes at four in a second. */
export const MOST_SAMPLES = 2_000;

/** One attempt of a series. */
export interface Sampled extends Grouped {
  /** It was made side by side with others. */
  readonly isTogether: boolean;
  readonly sample: SeriesSample;
}

/** An attempt in little. @param aside The records of this attempt; `null` for one whose records are the run's. */
export function sampledOf(
  { record, exchanges }: AttemptMade,
  aside: Recorder | null,
  isTogether: boolean,
): Sampled {
  const { observedAt: at, value } = record;
  const last = exchanges.at(-1)?.value;
  const backend = last === undefined ? null : backendOf(last);
  const { address, took, failedAt, phases } = value;
  return {
    at,
    isProper: value.answeredProperly,
    backend,
    address,
    octets: last === undefined ? null : (last.promisedOctets ?? last.bodyOctets),
    isTogether,
    sample: {
      at,
      took,
      failedAt,
      handshake: phases.connect,
      synsAgain: aside === null ? null : synsAgainOf(aside),
      firstByte: phases.firstByte,
      roundTrip: aside === null ? null : roundTripOf(aside),
      backend,
      address,
    },
  };
}

/** The kernel's own round-trip time of the last connection; `null` where it was not read. */
const roundTripOf = ({ evidence }: Recorder): Ms | null =>
  evidence.findLast((record): record is Evidence<"tcp-info"> => record.kind === "tcp-info")?.value.rtt ??
  null;

/** By the counters of this host, which the connects of the attempt were made between. */
const synsAgainOf = ({ evidence }: Recorder): number | null =>
  evidence
    .filter((record): record is Evidence<"tcp-connect"> => record.kind === "tcp-connect")
    .reduce<number | null>((sum, { value: { counted } }) => {
      const more = counted?.synRetransmissions ?? null;
      return sum === null || more === null ? null : sum + more;
    }, 0);

/** What a series is made of. */
export interface SeriesParts {
  readonly attempts: readonly Sampled[];
  readonly kept: readonly KeptRequest[];
  readonly aside: Series["aside"];
  readonly asked: number;
}

/** All attempts as one record. */
export function seriesOf({ attempts, kept, aside, asked }: SeriesParts): Series {
  const took = attempts.filter(({ isProper }) => isProper).map(({ sample }) => sample.took);
  const failed = attempts.filter(({ isProper }) => !isProper);
  const [count, failures] = [attempts.length, failed.length];
  const share = failureShareOf({ count, failures });
  return {
    of: "attempt",
    count,
    failures,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    failedAt: failed.map(({ at }) => at),
    samples: attempts.slice(0, MOST_SAMPLES).map(({ sample }) => sample),
    ...(share === null ? {} : { interval: { low: share.low, high: share.high } }),
    groups: groupsOf(attempts),
    ...(kept.length === 0 ? {} : { kept }),
    ...(aside === undefined ? {} : { aside }),
    ...(count + (aside?.count ?? 0) < asked ? { asked } : {}),
  };
}

/** Nearest-rank quantile; `null` of nothing. */
function quantile(values: readonly Ms[], share: number): Ms | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
