import { BlockList, isIP } from "node:net";

/** Whether a text is a numeric IPv4 or IPv6 address, without brackets or zone. */
export const isAddress = (text: string): boolean => isIP(text) !== 0;

/** The family of a numeric address. */
export const familyOf = (address: string): 4 | 6 => (isIP(address) === 6 ? 6 : 4);

/** An address and a port as one text, with the brackets that IPv6 needs. RFC 3986, section 3.2.2. */
export const hostPort = (host: string, port: number): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

const privateRanges = new BlockList();
for (const [network, prefix] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
] as const) {
  privateRanges.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["fc00::", 7],
  ["fe80::", 10],
  ["::1", 128],
] as const) {
  privateRanges.addSubnet(network, prefix, "ipv6");
}

/** Whether an address is not routed on the public internet. RFC 1918, RFC 6598, RFC 4193, RFC 4291. */
export const isPrivateAddress = (address: string): boolean =>
  privateRanges.check(address, familyOf(address) === 6 ? "ipv6" : "ipv4");

/** Whether an address is this host's own loopback. RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3. */
export const isLoopback = (address: string): boolean =>
  familyOf(address) === 6 ? address === "::1" : address.startsWith("127.");
