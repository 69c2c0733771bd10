import { decodeDnsMessage } from "../../wire/index.ts";
import { latin1 } from "./latin1.ts";

/** A protocol, and whether the end that sent these octets is the client. */
export interface Recognized {
  readonly protocol: "tls" | "http1" | "h2" | "dns" | "postgresql" | "mysql" | "redis";
  readonly sender: "client" | "server" | "unknown";
}

/** Octets of a beginning that are looked at. */
const FIRST_OCTETS = 64;

/** Methods with which a connection is taken for HTTP/1. IANA, HTTP Method Registry, without the rare ones of WebDAV. */
const method =
  /^(GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH|NOTIFY|M-SEARCH|SUBSCRIBE|UNSUBSCRIBE|PURGE) [!-~]/;

/** The connection preface of HTTP/2. RFC 9113, section 3.4. */
const PREFACE = "PRI * HTTP/2.0\r\n";

/** Version 3 of the protocol, and requests in place of a version. PostgreSQL, 55.7. */
const postgresCodes: ReadonlySet<number> = new Set([196_608, 196_610, 80_877_102, 80_877_103, 80_877_104]);
const POSTGRES_MOST_STARTUP = 10_000;

/** Commands of Redis as arrays of strings. RESP, "Sending commands". */
const redisCommand = /^\*[1-9]\d{0,6}\r\n\$\d{1,9}\r\n/;

/** Handshake messages with which an end begins, by their type: ClientHello and ServerHello. */
const [CLIENT_HELLO, SERVER_HELLO] = [1, 2];

/**
 * Which protocol begins with these octets; `null` for none that is known here. `serverPort` is the lower one of both ports: it
 * decides only where the octets alone cannot.
 */
export function recognize(octets: Uint8Array, serverPort: number): Recognized | null {
  const first = octets[0] ?? 0;
  if (first >= 20 && first <= 23 && octets[1] === 3) return recognizeTls(octets);
  // Before text: its first octet is a length, which can be a letter.
  if (octets[3] === 0 && isMysqlGreeting(octets, serverPort)) return { protocol: "mysql", sender: "server" };
  if (first >= 0x41 && first <= 0x5a) return recognizeText(octets);
  if (first === 0x2a && redisCommand.test(firstText(octets))) return { protocol: "redis", sender: "client" };
  if (first === 0 && octets.length >= 8 && isPostgresStartup(octets))
    return { protocol: "postgresql", sender: "client" };
  return isDns(octets, serverPort)
    ? { protocol: "dns", sender: ((octets[4] ?? 0) & 0x80) === 0 ? "client" : "server" }
    : null;
}

const firstText = (octets: Uint8Array): string => latin1(octets, 0, FIRST_OCTETS);

/** A record's header that makes sense; a handshake's says who sent it. RFC 8446, section 5.1. */
function recognizeTls(octets: Uint8Array): Recognized | null {
  const [type = 0, , minor = 255, high = 255, low = 0, message = 0] = octets;
  const length = high * 256 + low;
  if (octets.length < 5 || minor > 4 || length === 0 || length > 16_384 + 2_048) return null;
  if (type === 22 && message === CLIENT_HELLO) return { protocol: "tls", sender: "client" };
  if (type === 22 && message === SERVER_HELLO) return { protocol: "tls", sender: "server" };
  if (type === 20 && length !== 1) return null;
  return { protocol: "tls", sender: "unknown" };
}

function recognizeText(octets: Uint8Array): Recognized | null {
  const text = firstText(octets);
  if (text.startsWith("HTTP/1.")) return { protocol: "http1", sender: "server" };
  if (text.startsWith(PREFACE)) return { protocol: "h2", sender: "client" };
  return method.test(text) ? { protocol: "http1", sender: "client" } : null;
}

/** Packet 0 with protocol version 10 and a version's digit; or an error in its place, on MySQL's port. Protocol::HandshakeV10. */
function isMysqlGreeting(octets: Uint8Array, serverPort: number): boolean {
  const length = (octets[0] ?? 0) | ((octets[1] ?? 0) << 8) | ((octets[2] ?? 0) << 16);
  const digit = octets[5] ?? 0;
  if (octets[4] === 10 && digit >= 0x30 && digit <= 0x39) return length >= 30 && length <= 1_024;
  return octets[4] === 0xff && serverPort === 3306 && length <= 1_024;
}

function isPostgresStartup(octets: Uint8Array): boolean {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const length = view.getUint32(0);
  return length >= 8 && length <= POSTGRES_MOST_STARTUP && postgresCodes.has(view.getUint32(4));
}

/** A message behind its length; on another port than 53 it must be there whole and be readable. RFC 1035, section 4.2.2. */
function isDns(octets: Uint8Array, serverPort: number): boolean {
  if (octets.length < 14) return false;
  const length = ((octets[0] ?? 0) << 8) | (octets[1] ?? 0);
  const questions = ((octets[6] ?? 0) << 8) | (octets[7] ?? 0);
  if (length < 12 || questions > 1 || ((octets[4] ?? 0) & 0x78) > 0x28) return false;
  if (serverPort === 53) return true;
  if (questions !== 1 || length !== octets.length - 2) return false;
  const message = decodeDnsMessage(octets.subarray(2));
  return message !== null && message.damage === null && message.question !== null;
}
