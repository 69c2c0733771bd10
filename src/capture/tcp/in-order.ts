import { step } from "./completeness.ts";
import { HEADER_OCTETS } from "./header.ts";
import {
  BEFORE_FIRST_ACK,
  DUPLICATES,
  FACTS,
  FIRST_RTT,
  HAS_BASE,
  LAST_ACK,
  LAST_ACK_AT,
  LIST,
  MAX_ACK,
  MPTCP,
  NEXT,
  NEXT_AT,
  NUMBERS,
  SCALE,
  SCALE_UNKNOWN,
  SCALE_UNUSED,
  SYN_AT,
  TIMES,
  WINDOW,
  WORDS,
} from "./rows.ts";
import { MOST_UNACKNOWLEDGED } from "./segments.ts";
import { control, isAfter } from "./sequence.ts";
import type { TcpAnalysis } from "./tcp-analysis.ts";

const DECIDING = control.syn | control.fin | control.rst | control.ack;

/**
 * The common segment in a straight line: the next data, or an acknowledgement of more, of a known conversation with open windows.
 * It has no flag. Only what is faster is here: whatever it leaves (false, and nothing changed), the full analysis judges to the same effect.
 */
export function takeInOrder(analysis: TcpAnalysis): boolean {
  const { header, rows, segments, conversation, now } = analysis;
  const { words, numbers, times, steps } = rows;
  const { sequence, acknowledgement, data, window, options } = header;
  const own = conversation * 2 + analysis.direction;
  const f = own * WORDS;
  const r = (own ^ 1) * WORDS;
  if ((header.bits & DECIDING) !== control.ack || header.octets < HEADER_OCTETS) return false;
  if (sequence === 0 || words[f + NEXT] !== sequence || words[f + FACTS] !== HAS_BASE) return false;
  const peer = words[r + FACTS] ?? 0;
  if ((peer & HAS_BASE) === 0 || window === 0 || options.scale >= 0) return false;
  const maxAck = words[r + MAX_ACK] ?? 0;
  if (maxAck !== 0 && isAfter(acknowledgement, maxAck)) return false;
  const isNews = acknowledgement !== words[f + LAST_ACK];
  const end = (sequence + data) | 0;
  if (data > 0) {
    const peerWindow = words[r + WINDOW] ?? 0;
    const lastAck = words[r + LAST_ACK] ?? 0;
    if (peerWindow === 0 || (lastAck !== 0 && !isAfter(end, lastAck))) return false;
    const scale = words[r + SCALE] ?? SCALE_UNKNOWN;
    if (scale !== SCALE_UNKNOWN) {
      const isUnscaled = scale === SCALE_UNUSED || (peer & BEFORE_FIRST_ACK) !== 0;
      if (end === ((lastAck + (peerWindow << (isUnscaled ? 0 : scale))) | 0)) return false;
    }
  } else if (!isNews) return false;
  if (isNews) {
    words[f + DUPLICATES] = 0;
    words[f + LAST_ACK] = acknowledgement;
  }
  segments.acknowledge(words, r + LIST, acknowledgement);
  if (data > 0) {
    if (segments.count(words, f + LIST) < MOST_UNACKNOWLEDGED)
      segments.append(words, f + LIST, sequence, end, analysis);
    words[f + NEXT] = end;
    numbers[own * NUMBERS + NEXT_AT] = now;
  }
  const ownMaxAck = words[f + MAX_ACK] ?? 0;
  if (ownMaxAck === 0 || ownMaxAck === sequence) words[f + MAX_ACK] = end;
  words[f + WINDOW] = window;
  words[f + MPTCP] = options.mptcp;
  numbers[own * NUMBERS + LAST_ACK_AT] = now;
  steps[conversation] = (steps[conversation] ?? 0) | (data > 0 ? step.data : step.ack);
  const began = times[conversation * TIMES + SYN_AT] ?? -1;
  if (times[conversation * TIMES + FIRST_RTT] === 0 && began >= 0)
    times[conversation * TIMES + FIRST_RTT] = now - began;
  return true;
}
