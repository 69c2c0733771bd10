import { observe, type Reader } from "../reader.ts";
import { bareName } from "./look-ups.ts";
import { askedDns, isHeard, type ResolverRecords, resolversOf } from "./resolver-records.ts";

/** A single loss is normal on any network; the second says that it repeats itself. */
const ENOUGH_LOST = 2;

/** Fewer queries give no share. */
const ENOUGH_SENT = 10;

/** Which resolver leaves a share of the queries unanswered that it answers otherwise. */
export const readResolverLoss: Reader = (evidence, request) => {
  const resolvers = resolversOf(evidence, request);
  if (resolvers === null || !askedDns(evidence, request)) return [];
  return resolvers.list.flatMap((one) => {
    const { sent, lost, isRepeatedSlowly, records } = lossOf(one);
    const slots = {
      lossyResolver: one.server,
      resolver: one.server,
      lostQueries: String(lost),
      sentQueries: String(sent),
    };
    const isLossy = isHeard(one) && lost >= ENOUGH_LOST && sent >= ENOUGH_SENT && isRepeatedSlowly;
    return [
      ...observe("resolver-loses-queries", true, { records: isLossy ? records : [], slots }),
      ...observe("resolver-loses-queries", false, {
        records: lost === 0 && sent >= ENOUGH_SENT ? records : [],
        // What so few queries do not show may still be.
        strength: "suggests",
      }),
    ];
  });
};

/**
 * Queries over UDP for one and the same question, and how many of them were lost. Only a sample states a share: it
 * asks what is answered, and slowly after the first loss, so that a rate limit is not taken for a loss.
 */
function lossOf({ udp, samples }: ResolverRecords) {
  const sampled = samples.filter(({ value }) => value.quickSent + value.slowSent > 0);
  const same = udp.filter(
    ({ value, purpose }) =>
      purpose === "reference" &&
      value.ednsSize === null &&
      sampled.some(
        (sample) =>
          bareName(sample.value.name) === bareName(value.name) && sample.value.types.includes(value.type),
      ) &&
      (value.outcome === "answered" || value.outcome === "timed-out"),
  );
  const lostInReference = same
    .filter(({ value }) => value.outcome === "timed-out")
    .reduce((sum, { value }) => sum + value.sent, 0);
  const sum = (numberOf: (sample: (typeof sampled)[number]) => number) =>
    sampled.reduce((total, sample) => total + numberOf(sample), 0);
  const slowLost = sum(({ value }) => value.slowLost);
  return {
    sent:
      same.reduce((total, { value }) => total + value.sent, 0) +
      sum(({ value }) => value.quickSent + value.slowSent),
    lost: lostInReference + sum(({ value }) => value.quickLost) + slowLost,
    // A silence of the reference alone may have been lateness: the resolver had to ask others first.
    isRepeatedSlowly: slowLost > 0,
    records: [...sampled, ...same],
  };
}
