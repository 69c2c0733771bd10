import type { Ms } from "../base/index.ts";

/** RFC 6298, section 2.3. */
const ALPHA = 1 / 8;
const BETA = 1 / 4;
const K = 4;

/** RFC 6298, section 2.1: before any sample. */
export const INITIAL_RTO: Ms = 1_000;
/** RFC 6298, section 2.4, asks for 1 s; Linux takes 200 ms (TCP_RTO_MIN). */
export const LINUX_LEAST_RTO: Ms = 200;
/** Linux, TCP_RTO_MAX. */
export const LINUX_MOST_RTO: Ms = 120_000;

/** The estimate after a number of samples. */
export interface RoundTripEstimate {
  readonly smoothed: Ms;
  readonly variation: Ms;
  readonly rto: Ms;
}

/**
 * The retransmission timeout after these round-trip samples: SRTT + 4 × RTTVAR, within bounds. RFC 6298, section 2.
 *
 * @param samples In their order; none gives the initial timeout.
 */
export function retransmissionTimeout(
  samples: readonly Ms[],
  { least = LINUX_LEAST_RTO, most = LINUX_MOST_RTO }: { readonly least?: Ms; readonly most?: Ms } = {},
): RoundTripEstimate {
  const [first, ...rest] = samples;
  if (first === undefined) return { smoothed: 0, variation: 0, rto: INITIAL_RTO };
  let smoothed = first;
  let variation = first / 2;
  for (const sample of rest) {
    variation = (1 - BETA) * variation + BETA * Math.abs(smoothed - sample);
    smoothed = (1 - ALPHA) * smoothed + ALPHA * sample;
  }
  // Linux bounds the variation's part from below, the RFC the whole: for any real path they differ by the SRTT.
  const rto = Math.min(most, smoothed + Math.max(least, K * variation));
  return { smoothed, variation, rto };
}

/**
 * When the same segment is sent again, counted from the first sending: the timeout doubles each time. RFC 6298, section 5.5.
 *
 * @param retries How many times.
 */
export function retransmissionTimes(rto: Ms, retries: number, most: Ms = LINUX_MOST_RTO): readonly Ms[] {
  const times: Ms[] = [];
  let at = 0;
  let wait = rto;
  for (let retry = 0; retry < retries; retry += 1) {
    at += wait;
    times.push(at);
    wait = Math.min(most, wait * 2);
  }
  return times;
}
