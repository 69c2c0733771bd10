import type { Packet } from "../../wire/index.ts";
import { roomAfter } from "./rows.ts";

/** Words of a key: two addresses of four words each, and both ports in one. */
const KEY = 9;
const FIRST_SLOTS = 2_048;
const EMPTY = -1;

/**
 * Which conversation a packet belongs to: by the two pairs of address and port and nothing else, as Wireshark has it.
 *
 * A conversation is a number, counted from 0 in the order in which they begin. Room doubles as it is needed, up to a bound.
 */
export class Conversations {
  count = 0;
  /** Packets of conversations for which there was no room any more. */
  untracked = 0;
  /** Whether the packet last looked for runs from the key's first end to its second. */
  isForward = true;
  /** Whether the packet last looked for began a conversation. */
  isNew = false;
  /** These two are assigned twice from the beginning: what was assigned once V8 builds into its code, and throws that away when it grows. */
  private keys = new Int32Array(0);
  private rows: number;
  private lastFound = EMPTY;
  /** Conversations plus one, so that what nobody has written to is empty. */
  private slots = new Int32Array(0);
  private readonly most: number;
  private readonly wanted = new Int32Array(KEY);

  constructor(most: number) {
    this.most = most;
    this.rows = roomAfter(0, most);
    this.keys = new Int32Array(this.rows * KEY);
    this.slots = new Int32Array(FIRST_SLOTS);
  }

  /** The packet's conversation, begun where there is none yet; -1 where there is no room for one more. */
  find(packet: Packet, sourcePort: number, destinationPort: number): number {
    if (packet.version === 4) {
      const known = this.known4(packet.source0, packet.destination0, (sourcePort << 16) | destinationPort);
      if (known !== EMPTY) return known;
    }
    const isForward = this.order(packet, sourcePort, destinationPort);
    this.isForward = isForward;
    this.lastFound = EMPTY;
    const slot = this.slotOf(this.wanted, 0);
    const found = (this.slots[slot] ?? 0) - 1;
    this.isNew = found === EMPTY;
    return found === EMPTY ? this.begin(slot) : found;
  }

  /**
   * The conversation of an IPv4 packet where it has one, else -1: the same as by `order` and `slotOf`, in a straight line.
   *
   * @param ports as a TCP header begins: the source's, then the destination's
   */
  known4(source: number, destination: number, ports: number): number {
    const { slots, keys } = this;
    const isForward = source === destination ? ports >>> 16 <= (ports & 0xffff) : source < destination;
    const one = isForward ? source : destination;
    const other = isForward ? destination : source;
    const both = isForward ? ports : (ports << 16) | (ports >>> 16);
    const mask = slots.length - 1;
    let slot = spread(mixed4(one, other, both)) & mask;
    for (;;) {
      const row = (slots[slot] ?? 0) - 1;
      if (row === EMPTY) return EMPTY;
      const at = row * KEY;
      if (keys[at + 8] === both && keys[at] === one && keys[at + 4] === other && isShort(keys, at)) {
        this.isForward = isForward;
        this.isNew = false;
        // Its key is that of the packet last looked for.
        this.lastFound = row;
        return row;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Begins another conversation between the ends of the packet last looked for: its ports are used again. */
  renew(): number {
    this.isNew = true;
    if (this.lastFound !== EMPTY) {
      const at = this.lastFound * KEY;
      this.wanted.set(this.keys.subarray(at, at + KEY));
    }
    return this.begin(this.slotOf(this.wanted, 0));
  }

  /** The key of a conversation in network order: two addresses of 16 octets each, and both ports. */
  keyOf(conversation: number): DataView {
    const key = new DataView(new ArrayBuffer(KEY * 4));
    for (let at = 0; at < KEY; at += 1) key.setInt32(at * 4, this.keys[conversation * KEY + at] ?? 0);
    return key;
  }

  private begin(slot: number): number {
    if (this.count === this.most) {
      this.untracked += 1;
      return EMPTY;
    }
    let free = slot;
    if (this.count === this.rows) this.grow();
    if (this.count * 2 >= this.slots.length) {
      this.spreadOut();
      free = this.slotOf(this.wanted, 0);
    }
    const begun = this.count;
    this.count += 1;
    this.slots[free] = begun + 1;
    this.keys.set(this.wanted, begun * KEY);
    return begun;
  }

  /** Lays the packet's key into `wanted`, the smaller end first; whether that is the sender. */
  private order(packet: Packet, sourcePort: number, destinationPort: number): boolean {
    const { wanted } = this;
    const isForward =
      packet.source0 !== packet.destination0
        ? packet.source0 < packet.destination0
        : packet.source3 !== packet.destination3
          ? packet.source3 < packet.destination3
          : packet.source2 !== packet.destination2
            ? packet.source2 < packet.destination2
            : packet.source1 !== packet.destination1
              ? packet.source1 < packet.destination1
              : sourcePort <= destinationPort;
    const [source, destination] = isForward ? [0, 4] : [4, 0];
    wanted[source] = packet.source0;
    wanted[source + 1] = packet.source1;
    wanted[source + 2] = packet.source2;
    wanted[source + 3] = packet.source3;
    wanted[destination] = packet.destination0;
    wanted[destination + 1] = packet.destination1;
    wanted[destination + 2] = packet.destination2;
    wanted[destination + 3] = packet.destination3;
    wanted[8] = isForward ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
    return isForward;
  }

  /** Where the key is in the table, or would be. Of several conversations with one key the last one is there. */
  private slotOf(keys: Int32Array, at: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hash(keys, at) & mask;
    for (;;) {
      const row = (slots[slot] ?? 0) - 1;
      if (row === EMPTY || isSame(this.keys, row * KEY, keys, at)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    this.rows = roomAfter(this.rows, this.most);
    const keys = new Int32Array(this.rows * KEY);
    keys.set(this.keys);
    this.keys = keys;
  }

  private spreadOut(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let row = 0; row < this.count; row += 1) this.slots[this.slotOf(this.keys, row * KEY)] = row + 1;
  }
}

function isSame(one: Int32Array, at: number, other: Int32Array, otherAt: number): boolean {
  return (
    one[at + 8] === other[otherAt + 8] &&
    one[at] === other[otherAt] &&
    one[at + 4] === other[otherAt + 4] &&
    one[at + 3] === other[otherAt + 3] &&
    one[at + 7] === other[otherAt + 7] &&
    one[at + 1] === other[otherAt + 1] &&
    one[at + 2] === other[otherAt + 2] &&
    one[at + 5] === other[otherAt + 5] &&
    one[at + 6] === other[otherAt + 6]
  );
}

/** Multiplicative mixing with the odd constants of xxHash32; the final steps are those of its avalanche. */
function hash(keys: Int32Array, at: number): number {
  return spread(
    mixed4(word(keys, at), word(keys, at + 4), word(keys, at + 8)) ^
      Math.imul(word(keys, at + 3) ^ (word(keys, at + 7) << 7), 0x27d4eb2f) ^
      Math.imul(
        word(keys, at + 1) ^ word(keys, at + 5) ^ ((word(keys, at + 2) ^ word(keys, at + 6)) << 5),
        0x165667b1,
      ),
  );
}

/** The part of an IPv4 key: the other words are zero, and add nothing. */
const mixed4 = (one: number, other: number, ports: number): number =>
  Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca77) ^ Math.imul(ports, 0xc2b2ae3d);

function spread(sum: number): number {
  let mixed = sum ^ (sum >>> 15);
  mixed = Math.imul(mixed, 0x85ebca77);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae3d);
  return mixed ^ (mixed >>> 16);
}

/** All words are zero that an IPv4 address does not fill. */
function isShort(keys: Int32Array, at: number): boolean {
  const first = word(keys, at + 1) | word(keys, at + 2) | word(keys, at + 3);
  return (first | word(keys, at + 5) | word(keys, at + 6) | word(keys, at + 7)) === 0;
}

const word = (keys: Int32Array, at: number): number => keys[at] ?? 0;
