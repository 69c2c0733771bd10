/** The sum of 16-bit words in one's complement, not yet complemented; an odd last octet counts as the high one. RFC 1071. */
export function onesSum(octets: Uint8Array, start = 0): number {
  let sum = start;
  for (let at = 0; at < octets.length; at += 2) sum += ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

/** The checksum of IP, ICMP, TCP and UDP: zero where it is computed over octets that hold their own. RFC 1071. */
export const internetChecksum = (octets: Uint8Array, start = 0): number => ~onesSum(octets, start) & 0xffff;
