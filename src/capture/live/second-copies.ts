import { createDissector, createPacket, type Packet } from "../../wire/index.ts";
import type { LiveFrame } from "./ring-frame.ts";

/** One direction of a connection: where it is seen first, and how far it has come there. */
interface Home {
  point: number;
  end: number;
  /** `null` before it acknowledged anything. */
  ack: number | null;
  /** Sequence number of the last reset there; -1 without one. */
  reset: number;
}

const [TCP, UDP, ICMP, ICMP6] = [6, 17, 1, 58];
/** Directions and datagrams that are remembered; then all are forgotten, which costs no more than a copy that is not known for one. */
const MOST_HOMES = 65_536;
const MOST_DATAGRAMS = 16_384;
/** A packet crosses the interfaces of one host within this: nothing holds it for longer. Seconds. */
const CROSSING = 1;
const [FIN, SYN, RST, ACK] = [1, 2, 4, 16];
const OUTGOING = 4;

/**
 * Knows, where all interfaces are captured, the packets that were seen before on another one: on the port of a bridge, the other end
 * of a virtual cable, below a VLAN or bond, behind a router. Each direction of a connection is read where it is seen first; what
 * is seen elsewhere and has come no farther is a copy. So a large segment that was cut below is no repetition.
 */
export class SecondCopies {
  /** Copies so far. */
  count = 0;
  readonly #dissector = createDissector();
  readonly #packet = createPacket();
  readonly #homes = new Map<number, Home>();
  readonly #datagrams = new Map<number, { point: number; at: number }>();

  /** Whether a frame with a cooked header (LINKTYPE_LINUX_SLL2) is a copy. */
  isCopy(frame: LiveFrame): boolean {
    if (frame.captured < 20) return false;
    const { view, at } = frame;
    const point = view.getUint32(at + 4) * 2 + (view.getUint8(at + 10) === OUTGOING ? 1 : 0);
    const packet = this.#packet;
    const whole = { ...frame, number: 0, fileOffset: 0, interfaceIndex: 0 };
    if (!this.#dissector.dissect(whole, packet) || packet.isFragment) return false;
    const { protocol } = packet;
    const isSecond =
      protocol === TCP
        ? packet.captured >= 20 && this.#isSegment(packet, point)
        : (protocol === UDP || protocol === ICMP || protocol === ICMP6) &&
          packet.captured >= 8 &&
          this.#isDatagram(packet, { point, at: frame.seconds + frame.nanos / 1e9 });
    if (isSecond) this.count += 1;
    return isSecond;
  }

  #isSegment(packet: Packet, point: number): boolean {
    const { view, at, length } = packet;
    const bits = view.getUint8(at + 13);
    const sequence = view.getUint32(at + 4) | 0;
    const octets = Math.max(0, length - (view.getUint8(at + 12) >> 4) * 4);
    const end = (sequence + octets + (bits & SYN ? 1 : 0) + (bits & FIN ? 1 : 0)) | 0;
    const hasAck = (bits & ACK) !== 0;
    const ack = view.getUint32(at + 8) | 0;
    const key = mixed(packet, view.getUint32(at), 0);
    const home = this.#homes.get(key);
    if (home === undefined) {
      if (this.#homes.size >= MOST_HOMES) this.#homes.clear();
      const reset = bits & RST ? sequence >>> 0 : -1;
      this.#homes.set(key, { point, end, ack: hasAck ? ack : null, reset });
      return false;
    }
    if (home.point !== point && !(bits & SYN && isBeyond(end, home.end))) {
      // A reset that only passes here was written by this host or a box before it: no copy of anything.
      if (bits & RST) return home.reset === sequence >>> 0;
      if (!isBeyond(end, home.end) && !(hasAck && home.ack !== null && isBeyond(ack, home.ack))) return true;
    }
    // It goes another way now, or a new connection has the same ports.
    home.point = point;
    if (bits & SYN || isBeyond(end, home.end)) home.end = end;
    if (hasAck && (home.ack === null || bits & SYN || isBeyond(ack, home.ack))) home.ack = ack;
    if (bits & RST) home.reset = sequence >>> 0;
    else if (bits & SYN) home.reset = -1;
    return false;
  }

  #isDatagram(packet: Packet, seen: { readonly point: number; readonly at: number }): boolean {
    const { view, at, captured } = packet;
    let key = mixed(packet, view.getUint32(at), packet.ipId + packet.length * 65_537);
    for (let offset = 8; offset + 4 <= Math.min(captured, 24); offset += 4)
      key = mix(key, view.getUint32(at + offset));
    const before = this.#datagrams.get(key);
    if (before !== undefined && before.point !== seen.point && seen.at - before.at < CROSSING) return true;
    if (this.#datagrams.size >= MOST_DATAGRAMS) this.#datagrams.clear();
    this.#datagrams.set(key, { ...seen });
    return false;
  }
}

const isBeyond = (a: number, b: number): boolean => ((a - b) | 0) > 0;

/** Both addresses, the ports and something besides as one number of 52 bits: two that differ share one in 10^15. */
function mixed(packet: Packet, ports: number, besides: number): number {
  let key = mix(packet.version, ports);
  key = mix(mix(key, packet.source0), packet.destination0);
  if (packet.version === 6) {
    key = mix(mix(mix(key, packet.source1), packet.source2), packet.source3);
    key = mix(mix(mix(key, packet.destination1), packet.destination2), packet.destination3);
  }
  return mix(mix(key, packet.protocol), besides);
}

/** FNV-1a and a second multiplier side by side: 26 bits of each. */
function mix(key: number, value: number): number {
  const low = Math.imul((key & 0x3ffffff) ^ value, 0x01000193) >>> 6;
  const high = Math.imul(((key / 0x4000000) | 0) ^ (value >>> 3) ^ value, 0x9e3779b1) >>> 6;
  return high * 0x4000000 + low;
}
