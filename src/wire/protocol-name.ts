/** What a peer speaks, by the first octets that it sent. */
export type ProtocolName =
  | "tls"
  | "http/1"
  | "h2"
  | "proxy-header"
  | "ssh"
  | "smtp"
  | "ftp"
  | "imap"
  | "pop3"
  | "redis"
  | "mysql"
  | "amqp";

/** The greeting of each protocol that speaks first or answers anything, as its standard spells it. */
const greetings: readonly (readonly [ProtocolName, RegExp])[] = [
  ["http/1", /^HTTP\/1\.\d /], // RFC 9112, section 4.
  ["proxy-header", /^PROXY (TCP4|TCP6|UNKNOWN)\b/], // proxy-protocol.txt, section 2.1.
  ["ssh", /^SSH-\d\.\d+-/], // RFC 4253, section 4.2.
  ["smtp", /^220[ -].*\bE?SMTP\b/i], // RFC 5321, section 4.2.
  ["ftp", /^220[ -]/], // RFC 959, section 5.4.
  ["imap", /^\* (OK|BYE|PREAUTH)\b/], // RFC 9051, section 7.1.
  ["pop3", /^\+OK\b.*\bPOP3?\b/i], // RFC 1939, section 4.
  ["redis", /^-(ERR|DENIED|NOAUTH) /], // RESP, simple errors.
  ["amqp", /^AMQP/], // AMQP 0-9-1, section 4.2.2.
];

/** Names the protocol of a connection by its first octets; `null` where they are of none that is known here. */
export function nameProtocol(octets: Uint8Array): ProtocolName | null {
  if (isTlsRecord(octets)) return "tls";
  if (isHttp2Frame(octets)) return "h2";
  if (isMysqlGreeting(octets)) return "mysql";
  const text = Buffer.from(octets.subarray(0, 256)).toString("latin1");
  return greetings.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** The first octets as text: what is not printable is a dot. At most 120 of them. */
export function printable(octets: Uint8Array): string {
  const text = Buffer.from(octets.subarray(0, 120)).toString("latin1");
  return text
    .replace(/[\r\n\t]+/g, " ")
    .replace(/[^\x20-\x7e]/g, ".")
    .trim();
}

/** A record of type 20 to 23 and a version 3.0 to 3.4. RFC 8446, section 5.1. */
function isTlsRecord([type = 0, major = 0, minor = 255]: Uint8Array): boolean {
  return type >= 20 && type <= 23 && major === 3 && minor <= 4;
}

/** SETTINGS on stream 0, which every HTTP/2 server sends first. RFC 9113, sections 3.4 and 4.1. */
function isHttp2Frame(octets: Uint8Array): boolean {
  if (octets.length < 9) return false;
  const [high = 1, middle = 1, low = 1, type = 0, flags = 0, ...stream] = octets.subarray(0, 9);
  return (
    high === 0 &&
    middle === 0 &&
    low % 6 === 0 &&
    type === 4 &&
    flags <= 1 &&
    stream.every((octet) => octet === 0)
  );
}

/** A packet 0 that begins with protocol version 10 and a version's digit, or is an error in its place. Protocol::HandshakeV10. */
function isMysqlGreeting([, , high = 1, number = 1, type = 0, digit = 0]: Uint8Array): boolean {
  return high === 0 && number <= 1 && ((type === 10 && digit >= 0x30 && digit <= 0x39) || type === 0xff);
}
