/** The normal deviate that 2.5 % lie above: for a two-sided interval at 95 %. */
const NORMAL_95 = 1.959964;

/** A share that was counted, and between which bounds the true one lies. Fractions 0–1. */
export interface Proportion {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The share that `found` of `count` are, with its interval at 95 %: Wilson's score, which holds for shares near 0 as well.
 * E. B. Wilson: Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
 *
 * @param count At least 1.
 */
export function proportionOf(found: number, count: number): Proportion {
  const share = found / count;
  const square = NORMAL_95 ** 2;
  const middle = (share + square / (2 * count)) / (1 + square / count);
  const half =
    (NORMAL_95 / (1 + square / count)) *
    Math.sqrt((share * (1 - share)) / count + square / (4 * count * count));
  return {
    share,
    low: found === 0 ? 0 : Math.max(0, middle - half),
    high: found === count ? 1 : Math.min(1, middle + half),
  };
}

/**
 * The share that a fault must have to show at least once in `count` tries, with a confidence of 95 %: (1 − p)^n = 0.05, the exact form
 * of the rule of three. Hanley, Lippman-Hand: If nothing goes wrong, is everything all right? JAMA 249 (1983).
 *
 * @param count At least 1.
 */
export const shareThatShows = (count: number): number => 1 - 0.05 ** (1 / count);

/** A group and the rest, of each how many failed and how many there are. */
export interface TwoGroups {
  readonly failures: number;
  readonly count: number;
  readonly otherFailures: number;
  readonly otherCount: number;
}

/**
 * How likely chance alone puts so many of the failures, or more, into the group: Fisher's exact test, one-sided.
 * R. A. Fisher: The logic of inductive inference, J. Roy. Stat. Soc. 98 (1935).
 */
export function chanceOfGroup({ failures, count, otherFailures, otherCount }: TwoGroups): number {
  const all = failures + otherFailures;
  const most = Math.min(all, count);
  let chance = 0;
  for (let inGroup = failures; inGroup <= most; inGroup += 1) {
    if (all - inGroup > otherCount) continue;
    chance += Math.exp(
      logChoose(count, inGroup) + logChoose(otherCount, all - inGroup) - logChoose(count + otherCount, all),
    );
  }
  return Math.min(1, chance);
}

/**
 * How likely chance alone puts all of `failures` into some `span` tries that follow each other, of `count`: the failures' smallest place
 * is fixed and the others lie within the span behind it. J. I. Naus: The distribution of the size of the maximum cluster of points on a
 * line, JASA 60 (1965).
 *
 * @param failures At least 2.
 */
export function chanceOfSpan(failures: number, span: number, count: number): number {
  if (span >= count) return 1;
  if (span < failures) return 0;
  const all = logChoose(count, failures);
  const atEnd = Math.exp(logChoose(span, failures) - all);
  return Math.min(1, atEnd + (count - span) * Math.exp(logChoose(span - 1, failures - 1) - all));
}

/** Logarithm of how many ways there are to choose some of many. */
function logChoose(of: number, chosen: number): number {
  if (chosen < 0 || chosen > of) return Number.NEGATIVE_INFINITY;
  return logFactorial(of) - logFactorial(chosen) - logFactorial(of - chosen);
}

/** Filled as far as was asked for: a series has some thousands of tries at most. */
const logFactorials: number[] = [0];

function logFactorial(of: number): number {
  for (let next = logFactorials.length; next <= of; next += 1)
    logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next));
  return logFactorials[of] ?? 0;
}
