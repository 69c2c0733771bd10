/** Rows that are made room for at first. */
const FIRST_ROWS = 4_096;

type Column = Int32Array | Uint32Array | Float64Array | Uint16Array | Uint8Array;

/** Options of a header, as bits; a name for each that a device could take away. */
export const optionBit = {
  mss: 1,
  "window-scale": 2,
  "sack-permitted": 4,
  timestamps: 8,
  sack: 16,
  mptcp: 32,
  "fast-open": 64,
} as const;

/** What is kept of each packet, in columns: some 50 octets a packet. Row n of all columns is the n-th packet that was kept. */
export class Prints {
  count = 0;
  /** Flow and direction, as `2 × flow + direction`. */
  side = new Int32Array(0);
  /** Nanoseconds since the first frame of the capture. */
  time = new Float64Array(0);
  frame = new Uint32Array(0);
  /** Of TCP; for a datagram of DNS its identification and whether it answers, and 0. */
  sequence = new Int32Array(0);
  ack = new Int32Array(0);
  /** Octets that TCP or UDP carried. */
  data = new Int32Array(0);
  /** See `payloadHash`. */
  hash = new Int32Array(0);
  /** Timestamp value; 0 without the option. */
  tsVal = new Uint32Array(0);
  /** Identification of IPv4; -1 without one. */
  ipId = new Int32Array(0);
  /** Not scaled. */
  window = new Uint16Array(0);
  /** Maximum segment size of a SYN; 0 without the option. */
  mss = new Uint16Array(0);
  /** Control bits of TCP. */
  bits = new Uint8Array(0);
  /** See `optionBit`. */
  options = new Uint8Array(0);
  ttl = new Uint8Array(0);
  /** DSCP and ECN, as one octet. */
  trafficClass = new Uint8Array(0);
  /** Octets of the transport header and of IP's without options. */
  headers = new Uint8Array(0);
  private rows = 0;

  /** Makes room for one more row, and gives its number. */
  add(): number {
    if (this.count === this.rows) this.grow();
    const row = this.count;
    this.count += 1;
    return row;
  }

  /** Keeps only the rows that `stays` says yes to. */
  keep(stays: (row: number) => boolean): void {
    let to = 0;
    for (let row = 0; row < this.count; row += 1) {
      if (!stays(row)) continue;
      if (to !== row) for (const column of this.columns()) column[to] = column[row] ?? 0;
      to += 1;
    }
    this.count = to;
  }

  private columns(): readonly Column[] {
    return [
      ...[this.side, this.time, this.frame, this.sequence, this.ack, this.data, this.hash, this.tsVal],
      ...[
        this.ipId,
        this.window,
        this.mss,
        this.bits,
        this.options,
        this.ttl,
        this.trafficClass,
        this.headers,
      ],
    ];
  }

  private grow(): void {
    const rows = Math.max(FIRST_ROWS, this.rows * 2);
    this.rows = rows;
    this.side = enlarged(this.side, new Int32Array(rows));
    this.time = enlarged(this.time, new Float64Array(rows));
    this.frame = enlarged(this.frame, new Uint32Array(rows));
    this.sequence = enlarged(this.sequence, new Int32Array(rows));
    this.ack = enlarged(this.ack, new Int32Array(rows));
    this.data = enlarged(this.data, new Int32Array(rows));
    this.hash = enlarged(this.hash, new Int32Array(rows));
    this.tsVal = enlarged(this.tsVal, new Uint32Array(rows));
    this.ipId = enlarged(this.ipId, new Int32Array(rows));
    this.window = enlarged(this.window, new Uint16Array(rows));
    this.mss = enlarged(this.mss, new Uint16Array(rows));
    this.bits = enlarged(this.bits, new Uint8Array(rows));
    this.options = enlarged(this.options, new Uint8Array(rows));
    this.ttl = enlarged(this.ttl, new Uint8Array(rows));
    this.trafficClass = enlarged(this.trafficClass, new Uint8Array(rows));
    this.headers = enlarged(this.headers, new Uint8Array(rows));
  }
}

/** A column copied into a larger one of its kind. */
export function enlarged<T extends Column>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
