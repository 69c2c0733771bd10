import type { AnalysisFlag } from "../../evidence/index.ts";

/**
 * The flags that sequence analysis gives to a frame, in the order of their bits. They mean what Wireshark's
 * `tcp.analysis.*` of the same names mean.
 */
export const ANALYSIS_FLAGS = [
  "retransmission",
  "fast_retransmission",
  "spurious_retransmission",
  "out_of_order",
  "duplicate_ack",
  "lost_segment",
  "ack_lost_segment",
  "keep_alive",
  "keep_alive_ack",
  "zero_window",
  "zero_window_probe",
  "zero_window_probe_ack",
  "window_full",
  "window_update",
  "reused_ports",
] as const satisfies readonly AnalysisFlag[];

/** The bit of each flag in a frame's mask. */
export const flagBit: Readonly<Record<AnalysisFlag, number>> = bits();

function bits(): Record<AnalysisFlag, number> {
  const named = ANALYSIS_FLAGS.map((name, index) => [name, 1 << index] as const);
  // The entries are those of the list that the type is made of.
  return Object.fromEntries(named) as Record<AnalysisFlag, number>;
}

/** The flags of a mask, in the order of the list. */
export function flagNames(mask: number): readonly AnalysisFlag[] {
  return ANALYSIS_FLAGS.filter((_name, index) => (mask & (1 << index)) !== 0);
}
