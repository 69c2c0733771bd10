import { isIP } from "node:net";

/** The reply to a SOCKS request. */
export type SocksReply =
  | { readonly outcome: "reply"; readonly code: number; readonly octets: number }
  | { readonly outcome: "incomplete" | "not-socks" };

/** Methods that the client can do: none, and user with password. RFC 1928, section 3. */
export const writeSocksMethods = (withLogin: boolean): Uint8Array =>
  Uint8Array.from(withLogin ? [5, 2, 0, 2] : [5, 1, 0]);

/** User and password, `user:password`; each is cut at 255 octets. RFC 1929, section 2. */
export function writeSocksLogin(credentials: string): Uint8Array {
  const colon = credentials.indexOf(":");
  const [user, password] =
    colon === -1 ? [credentials, ""] : [credentials.slice(0, colon), credentials.slice(colon + 1)];
  const parts = [user, password].map((text) => Buffer.from(text).subarray(0, 255));
  return Buffer.concat([Uint8Array.of(1), ...parts.flatMap((part) => [Uint8Array.of(part.length), part])]);
}

/**
 * CONNECT. A name goes as a name: the proxy resolves it. RFC 1928, section 4.
 *
 *     5 | 1 CONNECT | 0 | type | address | port (2 octets)
 */
export function writeSocksRequest(host: string, port: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(5, 1, 0), addressOf(host), Uint8Array.of(port >> 8, port & 0xff)]);
}

function addressOf(host: string): Uint8Array {
  if (isIP(host) === 4) return Uint8Array.of(1, ...host.split(".").map(Number));
  if (isIP(host) === 6) return Uint8Array.of(4, ...octetsOfV6(host));
  const name = Buffer.from(host).subarray(0, 255);
  return Buffer.concat([Uint8Array.of(3, name.length), name]);
}

function octetsOfV6(address: string): readonly number[] {
  const withoutDots = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...quads: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = quads.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [before = "", after] = withoutDots.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [left, right] = [groups(before), groups(after ?? "")];
  const middle = after === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...middle, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Reads a reply. RFC 1928, section 6. */
export function readSocksReply(octets: Uint8Array): SocksReply {
  const [version, code, , type, nameLength] = octets;
  if (version !== undefined && version !== 5) return { outcome: "not-socks" };
  if (code === undefined || type === undefined || nameLength === undefined) return { outcome: "incomplete" };
  const addressOctets = type === 1 ? 4 : type === 4 ? 16 : type === 3 ? 1 + nameLength : null;
  if (addressOctets === null) return { outcome: "not-socks" };
  const whole = 4 + addressOctets + 2;
  return octets.length < whole ? { outcome: "incomplete" } : { outcome: "reply", code, octets: whole };
}

/** What a reply code means, as the standard words it. RFC 1928, section 6. */
export const socksReplyName = (code: number): string => replyNames[code] ?? `unassigned reply ${code}`;

const replyNames = [
  "succeeded",
  "general SOCKS server failure",
  "connection not allowed by ruleset",
  "network unreachable",
  "host unreachable",
  "connection refused",
  "TTL expired",
  "command not supported",
  "address type not supported",
];
