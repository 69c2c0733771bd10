import { addressText } from "../ip-address.ts";
import type { Packet } from "./packet.ts";

const octets = new Uint8Array(16);
const view = new DataView(octets.buffer);

/** An address of the packet as text, IPv6 as RFC 5952 writes it; `""` where it has none. */
export function packetAddress(packet: Packet, side: "source" | "destination"): string {
  const isSource = side === "source";
  view.setInt32(0, isSource ? packet.source0 : packet.destination0);
  view.setInt32(4, isSource ? packet.source1 : packet.destination1);
  view.setInt32(8, isSource ? packet.source2 : packet.destination2);
  view.setInt32(12, isSource ? packet.source3 : packet.destination3);
  if (packet.version === 0) return "";
  return addressText(packet.version === 4 ? octets.subarray(0, 4) : octets) ?? "";
}
