import type { Ms } from "../base/index.ts";

/** Attempts side by side: browsers open six connections to a server, so four are what it is made for. */
const MOST_LANES = 4;
/** Attempts that tell how long one takes. */
const ENOUGH: number = 8;
/** What takes so much longer side by side is served one at a time, or keeps a processor busy: ours or the server's. */
const LONGER = 1.5;
/** Below this a longer wait is this process's own. */
const OWN_WAIT: Ms = 5;

/** How many attempts are made at once, by what the ones before took. */
export interface Pace {
  readonly lanes: number;
  /** Told of each round's attempts. */
  saw(attempts: readonly { readonly took: Ms; readonly isProper: boolean }[]): void;
}

/**
 * Begins with one at a time, and doubles as long as an attempt takes no longer by it. Goes back to one for good at the first failure:
 * what fails from then on is not of this run's own load.
 *
 * @param most The most at once; 1 where the request is to be made alone.
 */
export function createPace(most: number = MOST_LANES): Pace {
  let [lanes, ceiling] = [1, most];
  let usual: Ms | null = null;
  let seen: Ms[] = [];
  return {
    get lanes() {
      return lanes;
    },
    saw(attempts) {
      if (attempts.some(({ isProper }) => !isProper)) ceiling = 1;
      seen.push(...attempts.map(({ took }) => took));
      if (ceiling === 1) lanes = 1;
      if (ceiling === 1 || seen.length < ENOUGH) return;
      const median = medianOf(seen);
      seen = [];
      usual ??= median;
      if (median > usual * LONGER + OWN_WAIT) {
        lanes = Math.max(1, lanes / 2);
        ceiling = lanes;
      } else lanes = Math.min(ceiling, lanes * 2);
    },
  };
}

const medianOf = (values: readonly Ms[]): Ms =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
