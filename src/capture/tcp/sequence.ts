/*
 * Sequence numbers are kept as signed 32-bit integers; arithmetic on them is modulo 2^32. RFC 9293, section 3.4.
 */

/** Whether a sequence number lies before another one. */
export function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
}

/** Whether a sequence number lies after another one. */
export function isAfter(one: number, other: number): boolean {
  return ((one - other) | 0) > 0;
}

/** TCP's control bits. RFC 9293, section 3.1. */
export const control = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  psh: 0x08,
  ack: 0x10,
  urg: 0x20,
  ece: 0x40,
  cwr: 0x80,
} as const;
