import { flagBit } from "./analysis-flags.ts";
import type { TcpHeader } from "./header.ts";
import { DUPLICATES, LAST_ACK, LAST_ACK_AT, NEXT, NEXT_AT, NUMBERS, type Rows, WORDS } from "./rows.ts";
import { control, isAfter, isBefore } from "./sequence.ts";

/** A retransmission so soon after duplicate acknowledgements is a fast one: 20 ms, Wireshark's number. */
const FAST_WITHIN = 20e6;
/** What comes late by less than 3 ms was reordered, where no round-trip time is known. Wireshark's number. */
const REORDERED_WITHIN = 3e6;

/**
 * The flags of a segment that carries something: sent again, needlessly or quickly, or come late. The rules are Wireshark's, in its order.
 *
 * @param own the direction's row
 * @param firstRtt nanoseconds; 0 while it is not known
 * @param now nanoseconds since the first frame of the capture
 */
export function repetition(
  rows: Rows,
  header: TcpHeader,
  own: number,
  firstRtt: number,
  now: number,
): number {
  const { words, numbers } = rows;
  const { sequence, data } = header;
  const f = own * WORDS;
  const r = (own ^ 1) * WORDS;
  const next = words[f + NEXT] ?? 0;
  const lastAck = words[r + LAST_ACK] ?? 0;
  const end = (sequence + data) | 0;
  if (data > 0 && lastAck !== 0 && !isAfter(end, lastAck)) {
    return flagBit.spurious_retransmission | flagBit.retransmission;
  }
  // The octet that probed a zero window may be sent again with more behind it.
  const isOld = next !== 0 && isBefore(sequence, next) && !(data > 1 && sequence === ((next - 1) | 0));
  if (!isOld) return 0;
  const sinceAck = now - (numbers[(own ^ 1) * NUMBERS + LAST_ACK_AT] ?? 0);
  // As an unsigned number: what mutes counts as many.
  const duplicates = (words[r + DUPLICATES] ?? 0) >>> 0;
  if (duplicates >= 2 && lastAck === sequence && sinceAck >= 0 && sinceAck < FAST_WITHIN) {
    return flagBit.fast_retransmission | flagBit.retransmission;
  }
  const sinceNext = now - (numbers[own * NUMBERS + NEXT_AT] ?? 0);
  const takes = (header.bits & (control.syn | control.fin)) === 0 ? 0 : 1;
  const isLate = sinceNext >= 0 && sinceNext < (firstRtt > 0 ? firstRtt : REORDERED_WITHIN);
  return isLate && next !== ((end + takes) | 0) ? flagBit.out_of_order : flagBit.retransmission;
}
