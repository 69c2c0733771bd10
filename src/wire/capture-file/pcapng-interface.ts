import type { CaptureInterface } from "./frame.ts";
import { type OptionSpan, optionText, readCount, walkOptions } from "./pcapng-options.ts";
import { MICROSECONDS, type TickClock, tickClock } from "./pcapng-time.ts";

/** An interface while its file is read. */
export interface PcapngInterface {
  /** What is shown of it; its counts grow. */
  readonly shown: CaptureInterface & { received: number | null; dropped: number | null };
  readonly linkType: number;
  readonly clock: TickClock;
  /** The file has statistics of it: what single packets say of losses is in them. */
  hasStatistics: boolean;
}

/**
 * Reads an interface description; `null` where its options make no sense. draft-ietf-opsawg-pcapng, section 4.2. The span is the whole block:
 *
 *     type (4) | length (4) | link type (2) | reserved (2) | snap length (4) | options | length (4)
 */
export function decodeInterface(
  block: OptionSpan,
  onComment: (text: string) => void,
): PcapngInterface | null {
  const { view, from, isLittleEndian } = block;
  const snapLength = view.getUint32(from + 12, isLittleEndian);
  let name: string | null = null;
  let filter: string | null = null;
  let resolution = MICROSECONDS;
  let offsetSeconds = 0;
  const isWhole = walkOptions({ ...block, from: from + 16, to: block.to - 4 }, (code, at, octets) => {
    if (code === 1) onComment(optionText(view, at, octets));
    if (code === 2) name = optionText(view, at, octets);
    if (code === 9 && octets === 1) resolution = view.getUint8(at);
    // The first octet says in which form the filter is; 0 is text.
    if (code === 11 && octets > 1 && view.getUint8(at) === 0) filter = optionText(view, at + 1, octets - 1);
    if (code === 14 && octets === 8) offsetSeconds = Number(view.getBigInt64(at, isLittleEndian));
  });
  if (!isWhole) return null;
  const linkType = view.getUint16(from + 8, isLittleEndian);
  const kept = snapLength === 0 ? null : snapLength;
  return {
    shown: { linkType, snapLength: kept, name, filter, received: null, dropped: null },
    linkType,
    clock: tickClock(resolution, offsetSeconds),
    hasStatistics: false,
  };
}

/**
 * Reads statistics into their interface. Section 4.6: `isb_ifrecv` 4, `isb_ifdrop` 5, `isb_osdrop` 7. A later block of
 * the same interface counts on, so the last one holds. False where the options make no sense.
 */
export function readStatistics(
  block: OptionSpan,
  { of, onComment }: { readonly of: PcapngInterface; readonly onComment: (text: string) => void },
): boolean {
  const { view, from, isLittleEndian } = block;
  let dropped: number | null = null;
  const isWhole = walkOptions({ ...block, from: from + 20, to: block.to - 4 }, (code, at, octets) => {
    if (code === 1) onComment(optionText(view, at, octets));
    if (octets !== 8) return;
    if (code === 4) of.shown.received = readCount(view, at, isLittleEndian);
    if (code === 5 || code === 7) dropped = (dropped ?? 0) + readCount(view, at, isLittleEndian);
  });
  if (dropped !== null) {
    of.shown.dropped = dropped;
    of.hasStatistics = true;
  }
  return isWhole;
}
