import type { Ms } from "../base/index.ts";

/**
 * Bits per second that TCP Reno reaches at most with a share of its segments lost: MSS ÷ RTT × C ÷ √p. CUBIC and BBR lose
 * less. Mathis, Semke, Mahdavi, Ott: The Macroscopic Behavior of the TCP Congestion Avoidance Algorithm (1997).
 *
 * @param mss Octets.
 * @param loss Share of segments lost, above 0 and at most 1.
 * @param constant C: √(3/2) for a receiver that acknowledges every segment; 1 is the usual round number. Table 1.
 */
export const lossLimitedRate = (mss: number, rtt: Ms, loss: number, constant = 1): number =>
  ((mss * 8) / (rtt / 1_000)) * (constant / Math.sqrt(loss));
