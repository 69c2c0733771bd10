import type { EpochMs } from "../base/index.ts";

/** A packet in the ring. The object and its octets are the next packet's as soon as the callback returns. */
export interface RingPacket {
  /** By the kernel's clock when it passed. */
  at: EpochMs;
  /** What was kept of it, from the Ethernet header on. */
  octets: Uint8Array;
  /** Its length on the wire. */
  wireOctets: number;
  /** This host sent it. */
  isOutgoing: boolean;
}

/**
 * One block of the ring. Little-endian, as wherever Node runs. `linux/if_packet.h`, TPACKET_V3.
 *
 * ```
 * block   0 version  4 offset  8 status  12 packets  16 first packet
 * packet  0 next  4 seconds  8 nanoseconds  12 kept  16 length  20 status  24 Ethernet header (u16)  48 sockaddr_ll
 * ```
 */
const STATUS = 8;
const USER_OWNS = 1;
/** Of the packet's `sockaddr_ll` the type: 4 is our own. */
const PACKET_TYPE = 48 + 10;
const OUTGOING = 4;
const SMALLEST_PACKET = 68;

/**
 * Hands over the packets of a block that is complete and gives the block back; false when it is the kernel's still. Offsets that
 * lead out of the block end it.
 *
 * @param isOpen Asked after each packet: the callback may have closed the ring, whose memory must then not be touched.
 */
export function readRingBlock(
  block: { readonly memory: ArrayBuffer; readonly at: number; readonly octets: number },
  packet: RingPacket,
  onPacket: (packet: RingPacket) => void,
  isOpen: () => boolean,
): boolean {
  const { memory, at, octets } = block;
  const view = new DataView(memory, at, octets);
  const status = new Int32Array(memory, at + STATUS, 1);
  if ((Atomics.load(status, 0) & USER_OWNS) === 0) return false;
  const count = view.getUint32(12, true);
  let place = view.getUint32(16, true);
  for (let index = 0; index < count; index += 1) {
    if (place + SMALLEST_PACKET > octets) break;
    const kept = view.getUint32(place + 12, true);
    const begins = place + view.getUint16(place + 24, true);
    if (begins + kept > octets) break;
    packet.at = view.getUint32(place + 4, true) * 1_000 + view.getUint32(place + 8, true) / 1e6;
    packet.octets = new Uint8Array(memory, at + begins, kept);
    packet.wireOctets = view.getUint32(place + 16, true);
    packet.isOutgoing = view.getUint8(place + PACKET_TYPE) === OUTGOING;
    onPacket(packet);
    if (!isOpen()) return false;
    const step = view.getUint32(place, true);
    if (step === 0) break;
    place += step;
  }
  Atomics.store(status, 0, 0);
  return true;
}
