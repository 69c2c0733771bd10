/** Seconds of capture time after which the rest of a packet is not waited for: net.ipv4.ipfrag_time, ip-sysctl. */
const MOST_SECONDS = 30;

/** Packets of which fragments are kept at a time, and octets of all of them; beyond either the oldest is forgotten. */
const MOST_PACKETS = 4_096;
const MOST_OCTETS = 16 * 1024 * 1024;

/** Octets of an IP payload at most: the total length has 16 bits. RFC 791, section 3.1. */
const MOST_PAYLOAD = 65_535;

/** Fragments of a packet at most: each but the last has 8 octets or more; RFC 791, section 3.2. */
const MOST_PARTS = MOST_PAYLOAD / 8;

/** What keeping a fragment costs beside its octets: an object, an array header and its place in a list. */
const PART_COST = 256;

interface Part {
  readonly offset: number;
  readonly octets: Uint8Array;
}

/** The fragments of one packet so far. */
interface Pieces {
  /** When the first of them came. */
  readonly since: number;
  /** By offset; of the same offset the earlier one first. */
  readonly parts: Part[];
  /** Octets of the whole, once a last fragment came; -1 before. */
  total: number;
  /** Octets from the beginning without a gap, and how many of `parts` begin within them. */
  front: number;
  scanned: number;
  /** What all of it costs, in octets. */
  cost: number;
}

/** One fragment of an IP packet, as its header describes it. */
interface Fragment {
  /** The same for all fragments of a packet: addresses, identification and, for IPv4, the protocol. */
  readonly key: string;
  /** Seconds of capture time. */
  readonly seconds: number;
  /** Octets of the payload before this piece. */
  readonly offset: number;
  /** Another fragment follows this one in the packet. */
  readonly isMore: boolean;
  /** The piece; copied where it is kept. */
  readonly octets: Uint8Array;
}

/** Puts fragments together. Bounded in packets, octets and time; what it forgets stays in pieces. */
export class FragmentTable {
  readonly #packets = new Map<string, Pieces>();
  #cost = 0;
  /** The payload that was put together last: it stays until the next one. */
  octets: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.octets.buffer);

  /** Packets that wait for a fragment. */
  get waiting(): number {
    return this.#packets.size;
  }

  /** Keeps a fragment. Octets of the whole payload, now in `octets`, when it was the one that was missing; else -1. */
  add(fragment: Fragment): number {
    this.#forgetOld(fragment.seconds);
    const pieces = this.#packets.get(fragment.key) ?? this.#begin(fragment);
    const end = fragment.offset + fragment.octets.length;
    if (!fragment.isMore && pieces.total < 0) pieces.total = end;
    if (end > MOST_PAYLOAD || pieces.parts.length >= MOST_PARTS) {
      // Longer than IP can say, or more pieces than that can have: the kernel drops the whole too.
      this.#forget(fragment.key, pieces);
      return -1;
    }
    const cost = fragment.octets.length + PART_COST;
    pieces.cost += cost;
    this.#cost += cost;
    insert(pieces, { offset: fragment.offset, octets: fragment.octets.slice() });
    if (pieces.total < 0 || pieces.front < pieces.total) {
      this.#forgetMost();
      return -1;
    }
    this.#forget(fragment.key, pieces);
    if (this.octets.length === 0) {
      this.octets = new Uint8Array(MOST_PAYLOAD);
      this.view = new DataView(this.octets.buffer);
    }
    join(pieces, this.octets);
    return pieces.total;
  }

  #begin(fragment: Fragment): Pieces {
    const pieces = { since: fragment.seconds, parts: [], total: -1, front: 0, scanned: 0, cost: 0 };
    this.#packets.set(fragment.key, pieces);
    return pieces;
  }

  #forget(key: string, pieces: Pieces): void {
    this.#packets.delete(key);
    this.#cost -= pieces.cost;
  }

  /** A map is in the order of insertion, so that the oldest is the first. */
  #forgetOld(seconds: number): void {
    for (const [key, pieces] of this.#packets) {
      if (seconds - pieces.since <= MOST_SECONDS) return;
      this.#forget(key, pieces);
    }
  }

  #forgetMost(): void {
    for (const [key, pieces] of this.#packets) {
      if (this.#packets.size <= MOST_PACKETS && this.#cost <= MOST_OCTETS) return;
      this.#forget(key, pieces);
    }
  }
}

/** Lays a part where it belongs and moves the front over all that is now without a gap. */
function insert(pieces: Pieces, part: Part): void {
  const { parts } = pieces;
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((parts[middle]?.offset ?? 0) <= part.offset) low = middle + 1;
    else high = middle;
  }
  parts.splice(low, 0, part);
  if (part.offset > pieces.front) return;
  pieces.scanned += 1;
  pieces.front = Math.max(pieces.front, part.offset + part.octets.length);
  for (let next = parts[pieces.scanned]; next !== undefined && next.offset <= pieces.front; ) {
    pieces.front = Math.max(pieces.front, next.offset + next.octets.length);
    pieces.scanned += 1;
    next = parts[pieces.scanned];
  }
}

/** Where parts overlap, the one with the lower offset gives the octets, and of two with the same the earlier: so does Wireshark. */
function join(pieces: Pieces, whole: Uint8Array): void {
  let filled = 0;
  for (const { offset, octets } of pieces.parts) {
    const end = Math.min(offset + octets.length, pieces.total);
    if (offset > filled || end <= filled) continue;
    whole.set(octets.subarray(filled - offset, end - offset), filled);
    filled = end;
  }
}
