import calibration from "./calibration.json" with { type: "json" };
import { predict } from "./cause.ts";
import { distance, isObserved } from "./experiment.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { observationNames } from "./vocabulary/index.ts";

/** What a number of replayed incidents says of verdicts that stood like this one. */
export interface Bucket {
  readonly replays: number;
  readonly right: number;
}

/** Version of the table, which a bundle records beside the verdict. */
export const calibrationVersion: string = calibration.version;

const table: Readonly<Record<string, Bucket>> = calibration.buckets;

/**
 * How a verdict stands, in the few words that the calibration counts by: whether it is proven; else how many of its
 * `must` nobody observed, whether something speaks against it, and how near the next cause is.
 *
 * - `alone`: no other cause explains the same.
 * - `ahead`: something observed separates it from every rival.
 * - `level`: at least one rival stands as well as it does.
 *
 * What is proven is less sure where the records are missing in which an earlier fault would show.
 */
export function standingOf(
  first: Hypothesis,
  { rivals, isEarlierUnseen }: { readonly rivals: readonly Hypothesis[]; readonly isEarlierUnseen: boolean },
): string {
  if (first.proven && rivals.some(({ proven }) => proven)) return "proven, as is a rival";
  if (first.proven) return isEarlierUnseen ? "proven, earlier unseen" : "proven";
  const separates = (rival: Hypothesis) =>
    rival.unmet > first.unmet ||
    rival.doubts > first.doubts ||
    observationNames.some(
      (name) =>
        isObserved(name, first) && predict(first.cause, name) === true && predict(rival.cause, name) === null,
    );
  const turning = rivals.some((rival) => observationNames.some((name) => distance(name, first, rival) === 2));
  const near = rivals.length === 0 ? "alone" : rivals.every(separates) ? "ahead" : "level";
  const unmet = first.unmet === 0 ? "all seen" : first.unmet === 1 ? "one unseen" : "several unseen";
  return [
    near,
    unmet,
    first.doubts > 0 ? "doubted" : "undoubted",
    turning ? "could turn" : "could not turn",
    `in ${first.cause.boundary}`,
  ].join(", ");
}

/**
 * A verdict that nothing states is never said as a certainty: the lab does not hold every cause that the world has. Nor is one
 * that an earlier fault may explain, for all that was looked at.
 */
const UNPROVEN_AT_MOST = 0.89;

/** Whether the records themselves state the verdict: a proof, or a proper answer. */
const isStated = (standing: string): boolean =>
  standing === "proven" || standing === "proven, as is a rival" || standing === "healthy";

/**
 * The share of verdicts that stood like this one and were right: Laplace's rule on the counts of the calibration,
 * so that what n replays support is never said surer than (n+1)/(n+2). A standing that was never seen takes the
 * counts of those most like it.
 */
export function confidenceOf(standing: string, buckets: Readonly<Record<string, Bucket>> = table): number {
  for (const isAlike of likenessesOf(standing)) {
    const alike = Object.entries(buckets).filter(([name]) => isAlike(name));
    const replays = alike.reduce((sum, [, bucket]) => sum + bucket.replays, 0);
    const right = alike.reduce((sum, [, bucket]) => sum + bucket.right, 0);
    if (replays > 0) {
      const share = (right + 1) / (replays + 2);
      return isStated(standing) ? share : Math.min(share, UNPROVEN_AT_MOST);
    }
  }
  return 0.5; // One success and one failure imagined: nothing is known of such a verdict.
}

/** From the same standing to ever less like ones: with fewer first words the same, of its boundary, then of any. */
function likenessesOf(standing: string): readonly ((name: string) => boolean)[] {
  const words = standing.split(", ");
  const boundary = words.at(-1) ?? "";
  const prefixes = words.map((_, index) => words.slice(0, words.length - index).join(", "));
  const begins = (name: string, prefix: string) => name === prefix || name.startsWith(`${prefix}, `);
  return [
    (name) => name === standing,
    ...prefixes.map((prefix) => (name: string) => begins(name, prefix) && name.endsWith(`, ${boundary}`)),
    (name) => name.endsWith(`, ${boundary}`),
    ...prefixes.map((prefix) => (name: string) => begins(name, prefix)),
  ];
}
