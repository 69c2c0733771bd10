import type { Ms } from "../base/index.ts";

/** The greatest window without RFC 7323's scaling, in octets. RFC 9293, section 3.1. */
export const LARGEST_UNSCALED_WINDOW = 65_535;

/**
 * Octets that must be on their way for a path to be full: bandwidth × round-trip time. RFC 1072, section 1.
 *
 * @param rate Bits per second.
 */
export const bandwidthDelayProduct = (rate: number, rtt: Ms): number => (rate * (rtt / 1_000)) / 8;

/**
 * Bits per second that a window lets through: one window for each round trip. RFC 7323, section 1.1.
 *
 * @param window Octets.
 */
export const windowLimitedRate = (window: number, rtt: Ms): number =>
  rtt === 0 ? Number.POSITIVE_INFINITY : (window * 8) / (rtt / 1_000);

/** Share of a link's rate that a window can use, at most 1. */
export const utilisation = (window: number, rtt: Ms, rate: number): number =>
  Math.min(1, windowLimitedRate(window, rtt) / rate);
