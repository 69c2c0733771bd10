import { flagBit } from "./analysis-flags.ts";
import type { TcpHeader } from "./header.ts";
import {
  BEFORE_FIRST_ACK,
  DUPLICATES,
  FACTS,
  LAST_ACK,
  MAX_ACK,
  MPTCP,
  NEXT,
  SCALE,
  SCALE_UNKNOWN,
  SCALE_UNUSED,
  SENT_KEEP_ALIVE,
  SENT_WINDOW_PROBE,
  WINDOW,
} from "./rows.ts";
import { control, isAfter, isBefore } from "./sequence.ts";

/** Mutes further words on what was acknowledged unseen, and counts as many duplicates. */
const MUTED = -1;

/**
 * The flags that a segment has beside the last ones of both directions, but for those of repetition. The rules are Wireshark's,
 * in its order.
 *
 * @param f where the words of the segment's own direction begin
 * @param r where those of the other direction begin
 */
export function firstPass(words: Int32Array, header: TcpHeader, f: number, r: number): number {
  const { sequence, data, window, bits } = header;
  const next = words[f + NEXT] ?? 0;
  const opens = (bits & (control.syn | control.fin | control.rst)) !== 0;
  if (data === 1 && sequence === next && words[r + WINDOW] === 0) return flagBit.zero_window_probe;
  let mask = 0;
  if (window === 0 && !opens) mask |= flagBit.zero_window;
  if (next !== 0 && isAfter(sequence, next) && (bits & control.rst) === 0) mask |= flagBit.lost_segment;
  if (opens) return mask;
  if (data <= 1 && sequence === ((next - 1) | 0)) mask |= flagBit.keep_alive;
  if (data > 0) return isWindowFull(words, header, r) ? mask | flagBit.window_full : mask;
  // What follows are bare acknowledgements of what was acknowledged before.
  if (sequence !== next || header.acknowledgement !== words[f + LAST_ACK]) return mask;
  if (window !== words[f + WINDOW]) return window === 0 ? mask : mask | flagBit.window_update;
  const peer = words[r + FACTS] ?? 0;
  if (window !== 0 && (peer & SENT_KEEP_ALIVE) !== 0) return mask | flagBit.keep_alive_ack;
  if (window === 0) return (peer & SENT_WINDOW_PROBE) !== 0 ? mask | flagBit.zero_window_probe_ack : mask;
  // Another MPTCP operation is news in itself. RFC 8684.
  if (header.options.mptcp !== words[f + MPTCP]) return mask;
  const duplicates = words[f + DUPLICATES] ?? 0;
  words[f + DUPLICATES] = duplicates === MUTED ? 1 : duplicates + 1;
  return mask | flagBit.duplicate_ack;
}

/** The segment ends just where the window of the receiver does. */
function isWindowFull(words: Int32Array, header: TcpHeader, r: number): boolean {
  const scale = words[r + SCALE] ?? SCALE_UNKNOWN;
  if (scale === SCALE_UNKNOWN) return false;
  const isUnscaled = scale === SCALE_UNUSED || ((words[r + FACTS] ?? 0) & BEFORE_FIRST_ACK) !== 0;
  const edge = ((words[r + LAST_ACK] ?? 0) + ((words[r + WINDOW] ?? 0) << (isUnscaled ? 0 : scale))) | 0;
  return ((header.sequence + header.data) | 0) === edge;
}

/** Whether a segment acknowledges what is not in the capture, said once for each gap. `r` is the direction that sent it. */
export function acknowledgesUnseen(words: Int32Array, header: TcpHeader, r: number): boolean {
  const maxAck = words[r + MAX_ACK] ?? 0;
  if ((header.bits & control.ack) === 0 || maxAck === 0 || !isAfter(header.acknowledgement, maxAck))
    return false;
  if (isBefore(maxAck, words[r + NEXT] ?? 0)) {
    words[r + MAX_ACK] = words[r + NEXT] ?? 0;
    return true;
  }
  if (words[r + DUPLICATES] !== 0) return false;
  words[r + DUPLICATES] = MUTED;
  return true;
}
