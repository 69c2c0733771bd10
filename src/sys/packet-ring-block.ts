import type { EpochMs } from "../base/index.ts";

/** A packet in the ring. The object and its octets are the next packet's as soon as the callback returns. */
export interface RingPacket {
  /** By the kernel's clock when it passed. */
  at: EpochMs;
  /** The same time: whole seconds since 1970, and nanoseconds after them. */
  seconds: number;
  nanos: number;
  /** What was kept of it, from the link's header on; from the network header on where the ring has no link headers. */
  octets: Uint8Array;
  /** Its length on the wire. */
  wireOctets: number;
  /** This host sent it. */
  isOutgoing: boolean;
  /** `struct sockaddr_ll` of it: protocol, interface, kind of hardware, direction, sender. packet(7). */
  link: Uint8Array;
  /** Tag that the network card or the kernel took out of the frame, priority and all; -1 where there was none. */
  vlan: number;
  /** EtherType of that tag: `0x8100` of 802.1Q, `0x88a8` of 802.1ad. */
  vlanProtocol: number;
}

/** The packet of a ring that has read none. */
export const noPacket = (): RingPacket => ({
  at: 0,
  seconds: 0,
  nanos: 0,
  octets: new Uint8Array(0),
  wireOctets: 0,
  isOutgoing: false,
  link: new Uint8Array(0),
  vlan: -1,
  vlanProtocol: 0,
});

/**
 * One block of the ring. Little-endian, as wherever Node runs. `linux/if_packet.h`, TPACKET_V3.
 *
 * ```
 * block   0 version  4 offset  8 status  12 packets  16 first packet
 * packet  0 next  4 seconds  8 nanoseconds  12 kept  16 length  20 status  24 link header (u16)
 *         32 VLAN tag  36 its EtherType (u16)  48 sockaddr_ll
 * ```
 */
const STATUS = 8;
const USER_OWNS = 1;
/** Of the packet's `sockaddr_ll` the type: 4 is our own. */
const LINK = 48;
const LINK_OCTETS = 20;
const PACKET_TYPE = LINK + 10;
const OUTGOING = 4;
const SMALLEST_PACKET = 68;
/** Status bits: the tag is there, and so is its EtherType (which older kernels do not tell). */
const [VLAN_VALID, VLAN_TPID_VALID] = [0x10, 0x40];
const IEEE_802_1Q = 0x8100;

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
    packet.seconds = view.getUint32(place + 4, true);
    packet.nanos = view.getUint32(place + 8, true);
    packet.at = packet.seconds * 1_000 + packet.nanos / 1e6;
    packet.octets = new Uint8Array(memory, at + begins, kept);
    packet.wireOctets = view.getUint32(place + 16, true);
    packet.isOutgoing = view.getUint8(place + PACKET_TYPE) === OUTGOING;
    packet.link = new Uint8Array(memory, at + place + LINK, LINK_OCTETS);
    const tags = view.getUint32(place + 20, true);
    packet.vlan = (tags & VLAN_VALID) === 0 ? -1 : view.getUint16(place + 32, true);
    packet.vlanProtocol = (tags & VLAN_TPID_VALID) === 0 ? IEEE_802_1Q : view.getUint16(place + 36, true);
    onPacket(packet);
    if (!isOpen()) return false;
    const step = view.getUint32(place, true);
    if (step === 0) break;
    place += step;
  }
  Atomics.store(status, 0, 0);
  return true;
}
