import { BlockList, isIP } from "node:net";

const kindOf = (address: string) => (isIP(address) === 6 ? ("ipv6" as const) : ("ipv4" as const));

/** An IPv4 address that IPv6 carries, as itself: RFC 4291, section 2.5.5.2. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");

/** A mask in the old form as a number of bits: 255.255.255.0 is 24; `null` where it has holes. */
function bitsOf(mask: string): number | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask);
  if (isIP(mask) !== 4) return null;
  const bits = mask
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
  return /^1*0*$/.test(bits) ? bits.lastIndexOf("1") + 1 : null;
}

/** Whether an address is in a network: an address, a CIDR, or address and mask. `null` where the network is none of these. */
export function isInNetwork(address: string, network: string): boolean | null {
  const [base = "", mask] = network.split("/");
  const client = plain(address);
  if (isIP(base) === 0 || isIP(client) === 0) return null;
  const whole = isIP(base) === 6 ? 128 : 32;
  const bits = mask === undefined ? whole : bitsOf(mask);
  if (bits === null || bits > whole) return null;
  if (isIP(base) !== isIP(client)) return false;
  const list = new BlockList();
  list.addSubnet(base, bits, kindOf(base));
  return list.check(client, kindOf(client));
}

/** An address without brackets in its usual spelling, so that two spellings of one address are the same text. */
export function usualAddress(address: string): string {
  const bare = address.replace(/^\[|\]$/g, "");
  return isIP(bare) === 6 ? (URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1) ?? bare) : bare;
}
