/**
 * The frame of every netlink message. netlink(7); numbers in the host's order, which is little-endian wherever Node runs.
 *
 *     0        4      6       8          12     16
 *     | length | type | flags | sequence | port | payload …   padded to 4 octets
 */
export const HEADER_OCTETS = 16;

/** Types below 16 belong to netlink itself. linux/netlink.h. */
export const netlinkControl = { noop: 1, error: 2, done: 3, overrun: 4 } as const;

/** Flags of a request and of its answer. linux/netlink.h. */
export const netlinkFlag = {
  request: 0x1,
  /** The table changed while it was dumped. */
  dumpInterrupted: 0x10,
  capped: 0x100,
  acknowledgementAttributes: 0x200,
  dump: 0x300,
} as const;

/** Where the payload of a message lies in its buffer: from `from` to before `to`. */
export interface MessageSpan {
  readonly from: number;
  readonly to: number;
}

/** One message within a datagram. */
interface NetlinkMessage extends MessageSpan {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
}

/** A whole request message. */
export function encodeMessage(
  head: { readonly type: number; readonly flags: number; readonly sequence: number },
  body: Uint8Array,
): Uint8Array {
  const message = new Uint8Array(HEADER_OCTETS + body.length);
  const view = new DataView(message.buffer);
  view.setUint32(0, message.length, true);
  view.setUint16(4, head.type, true);
  view.setUint16(6, head.flags, true);
  view.setUint32(8, head.sequence, true);
  message.set(body, HEADER_OCTETS);
  return message;
}

/**
 * Visits each message of a datagram, and stops at the first whose length cannot be.
 *
 * The header object is the same for all visits: whoever keeps it copies it.
 */
export function walkMessages(view: DataView, octets: number, visit: (message: NetlinkMessage) => void): void {
  const message = { type: 0, flags: 0, sequence: 0, from: 0, to: 0 };
  const end = Math.min(octets, view.byteLength);
  for (let at = 0; at + HEADER_OCTETS <= end; ) {
    const length = view.getUint32(at, true);
    if (length < HEADER_OCTETS || at + length > end) return;
    message.type = view.getUint16(at + 4, true);
    message.flags = view.getUint16(at + 6, true);
    message.sequence = view.getUint32(at + 8, true);
    message.from = at + HEADER_OCTETS;
    message.to = at + length;
    visit(message);
    at += (length + 3) & ~3;
  }
}
