import type { CaptureFrame } from "../capture-file/frame.ts";
import { takeIpv4Fields, takeIpv6Fields } from "./ip-fields.ts";
import { etherType } from "./next.ts";
import type { Packet } from "./packet.ts";
import { tunnelPort } from "./tunnel-udp.ts";

const ETHERNET = 1;
const TCP = 6;
const UDP = 17;

/**
 * The common frame in a straight line: Ethernet, VLANs, an IP header without options, TCP or UDP that is no tunnel.
 *
 * Only what is faster is here: whatever it leaves (false, and the packet untouched), the walk reads to the same effect.
 */
export function readQuickEthernet(frame: CaptureFrame, packet: Packet): boolean {
  const { view, at: start, captured, original } = frame;
  const end = start + captured;
  if (frame.linkType !== ETHERNET || captured < 34 || original < captured || end > view.byteLength)
    return false;
  let at = start + 14;
  let vlan = -1;
  let type = view.getUint16(start + 12);
  while (type === etherType.vlan || type === etherType.providerVlan || type === etherType.oldProviderVlan) {
    if (end - at < 24) return false;
    if (vlan < 0) vlan = view.getUint16(at) & 0x0fff;
    type = view.getUint16(at + 2);
    at += 4;
  }
  let payloadAt = at;
  let wireEnd = start + original;
  let protocol = 0;
  if (type === etherType.ipv4) {
    const total = view.getUint16(at + 2);
    if (view.getUint8(at) !== 0x45 || total < 20 || (view.getUint16(at + 6) & 0x3fff) !== 0) return false;
    protocol = view.getUint8(at + 9);
    payloadAt = at + 20;
    if (at + total < wireEnd) wireEnd = at + total;
  } else if (type === etherType.ipv6 && end - at >= 40 && view.getUint8(at) >> 4 === 6) {
    const payload = view.getUint16(at + 4);
    if (payload === 0) return false;
    protocol = view.getUint8(at + 6);
    payloadAt = at + 40;
    if (payloadAt + payload < wireEnd) wireEnd = payloadAt + payload;
  } else return false;
  const heldEnd = end < wireEnd ? end : wireEnd;
  if (protocol !== TCP) {
    if (protocol !== UDP || heldEnd - payloadAt < 8) return false;
    if (tunnelPort(view.getUint16(payloadAt), view.getUint16(payloadAt + 2)) !== 0) return false;
  }
  if (type === etherType.ipv4) takeIpv4Fields(packet, view, at);
  else takeIpv6Fields(packet, view, at);
  packet.octets = frame.octets;
  packet.view = view;
  packet.protocol = protocol;
  packet.at = payloadAt;
  packet.length = wireEnd - payloadAt;
  packet.captured = heldEnd - payloadAt;
  packet.isReassembled = false;
  packet.isFragment = false;
  packet.vlan = vlan;
  packet.tunnels = 0;
  packet.etherType = type;
  return true;
}
