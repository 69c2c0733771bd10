import type { TcpHeader } from "./header.ts";
import { BASE, BEFORE_FIRST_ACK, FACTS, HAS_BASE, SCALE, SCALE_UNUSED, WORDS } from "./rows.ts";
import { control } from "./sequence.ts";

/** Keeps the initial sequence numbers that a segment shows of both directions. */
export function learnBase(words: Int32Array, header: TcpHeader, own: number): void {
  const f = own * WORDS;
  const r = (own ^ 1) * WORDS;
  const isSyn = (header.bits & control.syn) !== 0;
  const isAck = (header.bits & control.ack) !== 0;
  let facts = words[f + FACTS] ?? 0;
  if ((facts & HAS_BASE) === 0) words[f + BASE] = isSyn ? header.sequence : (header.sequence - 1) | 0;
  facts |= HAS_BASE;
  if (isSyn) facts |= BEFORE_FIRST_ACK;
  else if (isAck) facts &= ~BEFORE_FIRST_ACK;
  words[f + FACTS] = facts;
  const peer = words[r + FACTS] ?? 0;
  if ((peer & HAS_BASE) !== 0 || !isAck) return;
  words[r + BASE] = (header.acknowledgement - 1) | 0;
  words[r + FACTS] = peer | HAS_BASE;
}

/** Keeps the window's shift: it counts from the next segment on. RFC 7323, section 2.2: without the option on both SYNs there is none. */
export function learnScale(words: Int32Array, header: TcpHeader, own: number): void {
  const { scale } = header.options;
  const f = own * WORDS;
  const r = (own ^ 1) * WORDS;
  const isSyn = (header.bits & control.syn) !== 0;
  if (scale >= 0) {
    const isAnswer = isSyn && (header.bits & control.ack) !== 0;
    words[f + SCALE] = isAnswer && words[r + SCALE] === SCALE_UNUSED ? SCALE_UNUSED : scale;
  } else if (isSyn) {
    words[f + SCALE] = SCALE_UNUSED;
    words[r + SCALE] = SCALE_UNUSED;
  }
}
