import { networkInterfaces } from "node:os";
import { familyOf } from "../base/index.ts";
import { addressOctets, addressText } from "../wire/index.ts";

/** Address families. socket(7). */
export const AF = { inet: 2, inet6: 10 } as const;

/** A `struct sockaddr_in` or `sockaddr_in6`. ip(7), ipv6(7). */
export function encodeSocketAddress(address: string, port: number): Uint8Array {
  const octets = addressOctets(address) ?? new Uint8Array(4);
  const isIpv6 = familyOf(address) === 6;
  const out = new Uint8Array(isIpv6 ? 28 : 16);
  const view = new DataView(out.buffer);
  view.setUint16(0, isIpv6 ? AF.inet6 : AF.inet, true);
  view.setUint16(2, port);
  out.set(octets, isIpv6 ? 8 : 4);
  if (isIpv6) view.setUint32(24, zoneOf(address), true);
  return out;
}

/** Index of the interface that a zone names, by number or by name; zero where there is none. RFC 4007, section 11. */
function zoneOf(address: string): number {
  const zone = address.split("%")[1];
  if (zone === undefined) return 0;
  if (/^\d+$/.test(zone)) return Number(zone);
  const own = networkInterfaces()[zone] ?? [];
  return own.find((entry) => entry.family === "IPv6" && entry.scopeid > 0)?.scopeid ?? 0;
}

/** Address and port of a `struct sockaddr`; `null` where it is of another family or cut short. */
export function decodeSocketAddress(
  octets: Uint8Array,
): { readonly address: string; readonly port: number } | null {
  if (octets.length < 8) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const family = view.getUint16(0, true);
  const raw =
    family === AF.inet ? octets.subarray(4, 8) : family === AF.inet6 ? octets.subarray(8, 24) : null;
  const address = raw === null ? null : addressText(raw);
  return address === null ? null : { address, port: view.getUint16(2) };
}
