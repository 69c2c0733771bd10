import { control } from "./sequence.ts";

/** The steps of a connection, as bits. Wireshark's `tcp.completeness`. */
export const step = { syn: 1, synAck: 2, ack: 4, data: 8, fin: 16, rst: 32 } as const;

/** The steps that one segment makes. */
export function stepOf(bits: number, data: number): number {
  if ((bits & control.rst) !== 0) return step.rst;
  const isAck = (bits & control.ack) !== 0;
  // Data in a SYN is TCP Fast Open. RFC 7413.
  if ((bits & control.syn) !== 0) return (isAck ? step.synAck : step.syn) | (data > 0 ? step.data : 0);
  if ((bits & control.fin) !== 0) return isAck ? step.fin : 0;
  return isAck ? (data > 0 ? step.data : step.ack) : 0;
}
