import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";
import { type Try, triesOf } from "./tries.ts";

/** The first timer of a SYN. RFC 6298, section 2. */
const SYN_TIMER = 1_000;

/** Tries of one port: how many were answered at once, how many were not, and the records that say so. */
export interface Tally {
  readonly answered: number;
  readonly failing: number;
  readonly records: readonly Evidence[];
}

/** The attempts of a series, of which it holds the numbers alone, as tries of the port that they went to; the first one's records are the run's. */
export function sampledTries(evidence: readonly Evidence[], { client, address }: ReferenceRequest): Tally {
  const series = ofKind(evidence, "series").filter(({ vantage }) => vantage === client);
  const samples = series
    .flatMap(({ value }) => (value.samples ?? []).slice(1))
    .filter((sample) => sample.address === address);
  const [answered, failing] = [true, false].map(
    (wanted) =>
      samples.filter(({ handshake, synsAgain, failedAt, took }) => {
        if (handshake === null) return !wanted && failedAt === "connect" && took >= SYN_TIMER;
        // A handshake that took long without a SYN sent again says that this process had to wait: neither.
        return wanted ? handshake < SYN_TIMER : handshake >= SYN_TIMER && (synsAgain ?? 0) > 0;
      }).length,
  );
  return { answered: answered ?? 0, failing: failing ?? 0, records: samples.length === 0 ? [] : series };
}

/** The tries of the target's port of which records are there and which no series counts. */
export function triesBesideSeries(evidence: readonly Evidence[], request: ReferenceRequest): readonly Try[] {
  const { records } = sampledTries(evidence, request);
  const tries = triesOf(evidence, request);
  return records.length === 0
    ? tries
    : tries.filter(({ purpose, attempt }) => purpose !== "reference" || attempt === null || attempt === 1);
}
