import { ipProtocol } from "../ip-header.ts";
import { emptyPacket } from "./empty-packet.ts";
import { takeIpv4Fields, takeIpv6Fields } from "./ip-fields.ts";
import type { Packet } from "./packet.ts";

/** Octets of ICMP before the quote. RFC 792; RFC 4443, section 3. */
const ICMP_HEADER = 8;

/** Types that quote the packet of which they speak. RFC 792; RFC 4443, section 2.1. */
const quotes: Readonly<Record<4 | 6, ReadonlySet<number>>> = {
  // Unreachable, source quench, redirect, time exceeded, parameter problem.
  4: new Set([3, 4, 5, 11, 12]),
  // Unreachable, too big, time exceeded, parameter problem.
  6: new Set([1, 2, 3, 4]),
};

/**
 * Fills `inner` with the packet that an ICMP or ICMPv6 error quotes; false where `packet` is no such error.
 *
 * `inner.length` is what the quoted header says, so the length that the packet had; `inner.captured` is what is quoted
 * of it, often 8 octets. Type, code and MTU of the error itself: `decodeIcmpError`.
 */
export function dissectQuoted(packet: Packet, inner: Packet): boolean {
  const { octets, view, at, version, protocol } = packet;
  emptyPacket(inner, octets, view);
  if (version === 0 || packet.isFragment || packet.captured < ICMP_HEADER) return false;
  if (protocol !== (version === 4 ? ipProtocol.icmp : ipProtocol.icmp6)) return false;
  if (!quotes[version].has(view.getUint8(at))) return false;
  const start = at + ICMP_HEADER;
  const end = quoteEnd(packet);
  if (end - start < 20) return false;
  const quoted = view.getUint8(start) >> 4;
  if (quoted === 4) return takeQuoted4(inner, start, end);
  return quoted === 6 && end - start >= 40 && takeQuoted6(inner, start, end);
}

/** Where the quote ends: before extensions, if the error says where they begin, else with the error. RFC 4884, section 4. */
function quoteEnd({ view, at, version, captured }: Packet): number {
  const type = view.getUint8(at);
  const isTooBig = version === 4 ? type === 3 && view.getUint8(at + 1) === 4 : type === 2;
  const said = version === 4 ? view.getUint8(at + 5) * 4 : view.getUint8(at + 4) * 8;
  // Extensions come after 128 octets or more; a smaller number is another field of an older error.
  const hasExtensions = !isTooBig && said >= 128 && ICMP_HEADER + said <= captured;
  return at + (hasExtensions ? ICMP_HEADER + said : captured);
}

function takeQuoted4(inner: Packet, start: number, end: number): boolean {
  const { view } = inner;
  const header = (view.getUint8(start) & 0x0f) * 4;
  if (header < 20) return false;
  takeIpv4Fields(inner, view, start);
  inner.isFragment = (view.getUint16(start + 6) & 0x1fff) !== 0;
  inner.protocol = view.getUint8(start + 9);
  inner.at = start + header;
  inner.length = Math.max(0, view.getUint16(start + 2) - header);
  inner.captured = Math.min(inner.length, Math.max(0, end - inner.at));
  return true;
}

/** Headers between IPv6's and the transport's: hop-by-hop, routing, fragment, authentication, destination options. */
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;
const extensions: ReadonlySet<number> = new Set([
  HOP_BY_HOP,
  ROUTING,
  FRAGMENT,
  AUTHENTICATION,
  DESTINATION_OPTIONS,
]);

function takeQuoted6(inner: Packet, start: number, end: number): boolean {
  const { view } = inner;
  takeIpv6Fields(inner, view, start);
  let at = start + 40;
  let protocol = view.getUint8(start + 6);
  // Each has eight octets or more, so that the quote bounds the loop.
  while (extensions.has(protocol) && !inner.isFragment) {
    if (end - at < 8) {
      protocol = -1;
      break;
    }
    const units = view.getUint8(at + 1);
    if (protocol === FRAGMENT) {
      inner.isFragment = (view.getUint16(at + 2) & 0xfff8) !== 0;
      inner.ipId = view.getUint32(at + 4);
    }
    const octets = protocol === FRAGMENT ? 8 : protocol === AUTHENTICATION ? 8 + units * 4 : 8 + units * 8;
    protocol = view.getUint8(at);
    at += octets;
  }
  inner.protocol = protocol;
  inner.at = at;
  inner.length = Math.max(0, view.getUint16(start + 4) - (at - start - 40));
  inner.captured = Math.min(inner.length, Math.max(0, end - at));
  return true;
}
