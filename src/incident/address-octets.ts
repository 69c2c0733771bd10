import { addressOctets, addressText } from "../wire/index.ts";

/**
 * The octets of a numeric address, 4 or 16.
 *
 * @throws RangeError when it is none: the caller has found it with isIP.
 */
export function parseAddress(address: string): Uint8Array {
  const octets = addressOctets(address);
  if (octets === null) throw new RangeError(`not an address: ${address}`);
  return octets;
}

/**
 * Octets as a numeric address, IPv6 as RFC 5952 writes it.
 *
 * @throws RangeError when they are neither 4 nor 16.
 */
export function formatAddress(octets: Uint8Array): string {
  const address = addressText(octets);
  if (address === null) throw new RangeError(`not an address: ${octets.length} octets`);
  return address;
}
