import { familyOf, isAddress } from "../../../base/index.ts";
import { addressOctets } from "../../../wire/index.ts";

/** A network: its address as 4 or 16 octets, and the bits of it that count. */
interface NetworkAsked {
  readonly address: Uint8Array;
  readonly prefix: number;
}

/** One host; `null` for what is no numeric address. */
export function readHost(text: string): NetworkAsked | null {
  const address = isAddress(text) ? addressOctets(text) : null;
  return address === null ? null : { address, prefix: address.length * 8 };
}

/**
 * `192.0.2.0/24`, `2001:db8::/32`, `192.0.2` (24 bits), or an address with the mask apart; `null` for anything else, and where bits
 * below the prefix are set, as pcap-filter(7) has it.
 */
export function readNetwork(text: string, mask: string | null): NetworkAsked | null {
  const [address = "", length, ...more] = text.split("/");
  if (more.length > 0 || (mask !== null && length !== undefined)) return null;
  const parts = address.split(".");
  const isShort = /^\d{1,3}(\.\d{1,3}){0,3}$/.test(address);
  const whole = isShort ? [...parts, "0", "0", "0"].slice(0, 4).join(".") : address;
  const octets = isAddress(whole) ? addressOctets(whole) : null;
  if (octets === null) return null;
  const bits = octets.length * 8;
  const usual = isShort ? parts.length * 8 : bits;
  const prefix =
    mask !== null ? prefixOf(mask, whole) : length === undefined ? usual : lengthOf(length, bits);
  return prefix === null || hasBitsBelow(octets, prefix) ? null : { address: octets, prefix };
}

const lengthOf = (text: string, most: number): number | null =>
  /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : null;

/** The length of a mask without holes. */
function prefixOf(mask: string, address: string): number | null {
  const octets = familyOf(address) === 4 && isAddress(mask) ? addressOctets(mask) : null;
  if (octets?.length !== 4) return null;
  const bits = [...octets].map((octet) => octet.toString(2).padStart(8, "0")).join("");
  return /^1*0*$/.test(bits) ? bits.lastIndexOf("1") + 1 : null;
}

const hasBitsBelow = (octets: Uint8Array, prefix: number): boolean =>
  octets.some((octet, at) => (octet & (0xff >> Math.min(8, Math.max(0, prefix - at * 8)))) !== 0);
