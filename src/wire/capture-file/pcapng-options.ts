/** Takes one option: its code, and where its value lies. */
type OptionVisitor = (code: number, at: number, octets: number) => void;

/** Where options lie in a block. */
export interface OptionSpan {
  readonly view: DataView;
  readonly from: number;
  readonly to: number;
  readonly isLittleEndian: boolean;
}

/** Code of a remark in every kind of block. */
export const COMMENT_OPTION = 1;

/**
 * Walks the options of a block until the last one. False where one is longer than the block, which Wireshark takes for
 * damage as well. draft-ietf-opsawg-pcapng, section 3.5.
 *
 *     code (2) | length (2) | value, padded to 4
 */
export function walkOptions({ view, from, to, isLittleEndian }: OptionSpan, visit: OptionVisitor): boolean {
  for (let at = from; at + 4 <= to; ) {
    const code = view.getUint16(at, isLittleEndian);
    const octets = view.getUint16(at + 2, isLittleEndian);
    if (code === 0) return true;
    if (at + 4 + octets > to) return false;
    visit(code, at + 4, octets);
    at += 4 + octets + (-octets & 3);
  }
  return true;
}

/** Longest text that is kept of an option, in octets. */
const LONGEST_TEXT = 1_000;

/** The text of an option, in one line: what a terminal could obey is a space. */
export function optionText(view: DataView, at: number, octets: number): string {
  const kept = new Uint8Array(view.buffer, view.byteOffset + at, Math.min(octets, LONGEST_TEXT));
  return new TextDecoder().decode(kept).replace(CONTROL, " ").trim();
}

/** Control characters, and those that change the direction of writing. */
const CONTROL = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** An unsigned number of 64 bits, as near as a number comes to it. */
export function readCount(view: DataView, at: number, isLittleEndian: boolean): number {
  const [high, low] = isLittleEndian ? [at + 4, at] : [at, at + 4];
  return view.getUint32(high, isLittleEndian) * 0x1_0000_0000 + view.getUint32(low, isLittleEndian);
}
