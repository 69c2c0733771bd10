/**
 * Sockets, one typed array for each field, all of the same number of rows. An address takes four words in network order,
 * of which IPv4 uses the first.
 */
export interface SocketColumns {
  readonly family: Uint8Array;
  readonly state: Uint8Array;
  /** 0 none, 1 retransmission, 2 keepalive, 3 TIME_WAIT, 4 zero window probe. */
  readonly timer: Uint8Array;
  /** Times that the timer has run out. */
  readonly timerRetransmits: Uint8Array;
  readonly localPort: Uint16Array;
  readonly remotePort: Uint16Array;
  readonly localAddress: Uint32Array;
  readonly remoteAddress: Uint32Array;
  readonly interfaceIndex: Uint32Array;
  /** Milliseconds until the timer. */
  readonly expires: Uint32Array;
  /** Octets to be read; of a listening socket connections to be accepted. */
  readonly receiveQueue: Uint32Array;
  /** Octets to be acknowledged; of a listening socket the most connections that may wait. */
  readonly sendQueue: Uint32Array;
  readonly uid: Uint32Array;
  readonly inode: Uint32Array;
  /** 1 where the TCP fields below were given. */
  readonly hasInfo: Uint8Array;
  readonly retransmits: Uint8Array;
  readonly probes: Uint8Array;
  readonly backoff: Uint8Array;
  /** Microseconds. */
  readonly rto: Uint32Array;
  readonly sendMss: Uint32Array;
  readonly unacknowledged: Uint32Array;
  readonly lost: Uint32Array;
  /** Milliseconds ago. */
  readonly lastDataSent: Uint32Array;
  readonly lastDataReceived: Uint32Array;
  readonly lastAckReceived: Uint32Array;
  readonly pathMtu: Uint32Array;
  /** Microseconds. */
  readonly rtt: Uint32Array;
  readonly rttVariation: Uint32Array;
  readonly congestionWindow: Uint32Array;
  readonly totalRetransmits: Uint32Array;
  readonly notSent: Uint32Array;
  readonly minRtt: Uint32Array;
  readonly octetsAcknowledged: Float64Array;
  readonly octetsReceived: Float64Array;
  /** Microseconds. */
  readonly receiverWindowLimited: Float64Array;
  readonly sendBufferLimited: Float64Array;
  /** Octets of memory that the buffers hold, and their limits. */
  readonly receiveMemory: Uint32Array;
  readonly receiveLimit: Uint32Array;
  readonly sendMemory: Uint32Array;
  readonly sendLimit: Uint32Array;
  /** Packets that the socket dropped: its buffer was full, or the listener's queue. */
  readonly drops: Uint32Array;
  /** Inode of the control group; 0 where not said. */
  readonly cgroup: Float64Array;
}

/** Columns for so many rows, all zero. */
export const createSocketColumns = (rows: number): SocketColumns => ({
  family: new Uint8Array(rows),
  state: new Uint8Array(rows),
  timer: new Uint8Array(rows),
  timerRetransmits: new Uint8Array(rows),
  localPort: new Uint16Array(rows),
  remotePort: new Uint16Array(rows),
  localAddress: new Uint32Array(rows * 4),
  remoteAddress: new Uint32Array(rows * 4),
  interfaceIndex: new Uint32Array(rows),
  expires: new Uint32Array(rows),
  receiveQueue: new Uint32Array(rows),
  sendQueue: new Uint32Array(rows),
  uid: new Uint32Array(rows),
  inode: new Uint32Array(rows),
  hasInfo: new Uint8Array(rows),
  retransmits: new Uint8Array(rows),
  probes: new Uint8Array(rows),
  backoff: new Uint8Array(rows),
  rto: new Uint32Array(rows),
  sendMss: new Uint32Array(rows),
  unacknowledged: new Uint32Array(rows),
  lost: new Uint32Array(rows),
  lastDataSent: new Uint32Array(rows),
  lastDataReceived: new Uint32Array(rows),
  lastAckReceived: new Uint32Array(rows),
  pathMtu: new Uint32Array(rows),
  rtt: new Uint32Array(rows),
  rttVariation: new Uint32Array(rows),
  congestionWindow: new Uint32Array(rows),
  totalRetransmits: new Uint32Array(rows),
  notSent: new Uint32Array(rows),
  minRtt: new Uint32Array(rows),
  octetsAcknowledged: new Float64Array(rows),
  octetsReceived: new Float64Array(rows),
  receiverWindowLimited: new Float64Array(rows),
  sendBufferLimited: new Float64Array(rows),
  receiveMemory: new Uint32Array(rows),
  receiveLimit: new Uint32Array(rows),
  sendMemory: new Uint32Array(rows),
  sendLimit: new Uint32Array(rows),
  drops: new Uint32Array(rows),
  cgroup: new Float64Array(rows),
});

/** The first `rows` rows in new columns with room for `room`, all others zero. */
export function copySocketColumns(
  columns: SocketColumns,
  { rows, room }: { readonly rows: number; readonly room: number },
): SocketColumns {
  const copy = createSocketColumns(room);
  // The names of an object that was just made above.
  for (const name of Object.keys(copy) as (keyof SocketColumns)[]) {
    const wordsARow = name === "localAddress" || name === "remoteAddress" ? 4 : 1;
    copy[name].set(columns[name].subarray(0, rows * wordsARow));
  }
  return copy;
}
