import type { Ms } from "../base/index.ts";

/** √(3/2), for a receiver that acknowledges every segment; 1 is the usual round number. Mathis et al., table 1. */
export const MATHIS_CONSTANT = Math.sqrt(1.5);

/**
 * Bits per second that TCP Reno reaches at most with a share of its segments lost: MSS ÷ RTT × C ÷ √p. CUBIC and BBR lose
 * less. Mathis, Semke, Mahdavi, Ott: The Macroscopic Behavior of the TCP Congestion Avoidance Algorithm (1997).
 *
 * @param mss Octets.
 * @param loss Share of segments lost, above 0 and at most 1.
 */
export const lossLimitedRate = (mss: number, rtt: Ms, loss: number, constant = 1): number =>
  ((mss * 8) / (rtt / 1_000)) * (constant / Math.sqrt(loss));
