/** What the options of one TCP header say; the same object again and again. */
export interface TcpOptions {
  /** Shift of the window, at most 14; -1 without the option. RFC 7323, section 2. */
  scale: number;
  /** Maximum segment size in octets; -1 without the option. */
  mss: number;
  sackPermitted: boolean;
  /** Value and echo of the timestamp option, unsigned; -1 without it. RFC 7323, section 3. */
  tsVal: number;
  tsEcho: number;
  /** Blocks of the SACK option; their edges are in `sack`, left and right in turn. RFC 2018. */
  sackBlocks: number;
  readonly sack: Int32Array;
  /** Subtype of the MPTCP option; -1 without it. RFC 8684, section 3. */
  mptcp: number;
  /** Length of the Fast Open cookie, 0 for the request of one; -1 without the option. RFC 7413. */
  fastOpen: number;
}

export function createTcpOptions(): TcpOptions {
  return {
    scale: -1,
    mss: -1,
    sackPermitted: false,
    // No whole numbers, as which V8 would keep them until there is a large one: then all that was compiled would be thrown away.
    tsVal: -0.5,
    tsEcho: -0.5,
    sackBlocks: 0,
    sack: new Int32Array(8),
    mptcp: -1,
    fastOpen: -1,
  };
}

const [END, NO_OPERATION, MSS, SCALE, SACK_PERMITTED, SACK, TIMESTAMP, MPTCP, FAST_OPEN] = [
  0, 1, 2, 3, 4, 5, 8, 30, 34,
];
/** RFC 7323, section 2.3: a larger shift is used as this one. */
const LARGEST_SHIFT = 14;
/** Two no-operations and a timestamp: what all but a few segments carry. */
export const ONLY_TIMESTAMP = 0x01_01_08_0a;
export const TIMESTAMP_OCTETS = 12;

/** Reads the options in `view[from … end)`; what is damaged ends the reading. */
export function readTcpOptions(view: DataView, from: number, end: number, options: TcpOptions): void {
  options.scale = -1;
  options.mss = -1;
  options.sackPermitted = false;
  options.tsVal = -1;
  options.tsEcho = -1;
  options.sackBlocks = 0;
  options.mptcp = -1;
  options.fastOpen = -1;
  if (end - from === TIMESTAMP_OCTETS && view.getUint32(from) === ONLY_TIMESTAMP) {
    options.tsVal = view.getUint32(from + 4);
    options.tsEcho = view.getUint32(from + 8);
    return;
  }
  let at = from;
  while (at < end) {
    const kind = view.getUint8(at);
    if (kind === END) return;
    if (kind === NO_OPERATION) {
      at += 1;
      continue;
    }
    if (at + 2 > end) return;
    const length = view.getUint8(at + 1);
    if (length < 2 || at + length > end) return;
    readOne(view, { kind, at, length }, options);
    at += length;
  }
}

function readOne(
  view: DataView,
  { kind, at, length }: { readonly kind: number; readonly at: number; readonly length: number },
  options: TcpOptions,
): void {
  if (kind === MSS && length === 4) options.mss = view.getUint16(at + 2);
  else if (kind === SCALE && length === 3) options.scale = Math.min(view.getUint8(at + 2), LARGEST_SHIFT);
  else if (kind === SACK_PERMITTED && length === 2) options.sackPermitted = true;
  else if (kind === TIMESTAMP && length === 10) {
    options.tsVal = view.getUint32(at + 2);
    options.tsEcho = view.getUint32(at + 6);
  } else if (kind === SACK) readSack(view, at, length, options);
  else if (kind === MPTCP && length >= 3) options.mptcp = view.getUint8(at + 2) >> 4;
  else if (kind === FAST_OPEN) options.fastOpen = length - 2;
}

function readSack(view: DataView, at: number, length: number, options: TcpOptions): void {
  options.sackBlocks = Math.min(4, (length - 2) >> 3);
  for (let edge = 0; edge < options.sackBlocks * 2; edge += 1) {
    options.sack[edge] = view.getInt32(at + 2 + edge * 4);
  }
}
