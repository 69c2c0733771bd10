import type { Packet } from "./packet.ts";

/** Takes the fixed fields of the IPv4 header at `at`, of which 20 octets are known to be there. RFC 791, section 3.1. */
export function takeIpv4Fields(packet: Packet, view: DataView, at: number): void {
  packet.version = 4;
  packet.trafficClass = view.getUint8(at + 1);
  packet.ipId = view.getUint16(at + 4);
  packet.dontFragment = (view.getUint8(at + 6) & 0x40) !== 0;
  packet.ttl = view.getUint8(at + 8);
  packet.source0 = view.getInt32(at + 12);
  packet.source1 = 0;
  packet.source2 = 0;
  packet.source3 = 0;
  packet.destination0 = view.getInt32(at + 16);
  packet.destination1 = 0;
  packet.destination2 = 0;
  packet.destination3 = 0;
  packet.flowLabel = 0;
}

/** Takes the fields of the IPv6 header at `at`, of which 40 octets are known to be there. RFC 8200, section 3. */
export function takeIpv6Fields(packet: Packet, view: DataView, at: number): void {
  const first = view.getInt32(at);
  packet.version = 6;
  packet.trafficClass = (first >> 20) & 0xff;
  packet.flowLabel = first & 0xf_ffff;
  packet.ipId = -1;
  packet.dontFragment = false;
  packet.ttl = view.getUint8(at + 7);
  packet.source0 = view.getInt32(at + 8);
  packet.source1 = view.getInt32(at + 12);
  packet.source2 = view.getInt32(at + 16);
  packet.source3 = view.getInt32(at + 20);
  packet.destination0 = view.getInt32(at + 24);
  packet.destination1 = view.getInt32(at + 28);
  packet.destination2 = view.getInt32(at + 32);
  packet.destination3 = view.getInt32(at + 36);
}
