import { readOctets } from "./tls-octets.ts";

/** The content types of records. RFC 8446, section 5.1. */
export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** One record. RFC 8446, section 5.1. */
export interface TlsRecord {
  readonly type: number;
  readonly version: number;
  /** The five octets in front: what an AEAD of TLS 1.3 authenticates. */
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

/** Octets of a record's header. */
const HEADER = 5;

/** The most that a record may hold, with room for what old ciphers add. RFC 5246, section 6.2.3. */
const MAX_FRAGMENT = 16_384 + 2_048;

/**
 * Whether octets can be the start of a TLS record: a known type, and a version that begins with 3.
 * One octet is enough to deny it, none says nothing.
 */
export function soundsLikeTls(octets: Uint8Array): boolean {
  const [type, major] = octets;
  if (type === undefined || type < contentType.changeCipherSpec || type > contentType.applicationData)
    return false;
  return major === undefined || major === 3;
}

/**
 * Cuts a stream of octets into records.
 *
 *     | type 1 | version 2 | length 2 | fragment … |
 *
 * @returns The whole records; `rest`, the octets of one not yet whole; and `strange`, that what follows is no TLS.
 */
export function splitRecords(octets: Uint8Array): {
  readonly records: readonly TlsRecord[];
  readonly rest: number;
  readonly strange: boolean;
} {
  const records: TlsRecord[] = [];
  let at = 0;
  while (at < octets.length) {
    if (!soundsLikeTls(octets.subarray(at))) return { records, rest: 0, strange: true };
    const reader = readOctets(octets.subarray(at));
    const header = octets.subarray(at, at + HEADER);
    const type = reader.number(1);
    const version = reader.number(2);
    const length = reader.number(2);
    if (reader.complete && length > MAX_FRAGMENT) return { records, rest: 0, strange: true };
    const fragment = reader.take(length);
    if (!reader.complete) break;
    records.push({ type, version, header, fragment });
    at += HEADER + length;
  }
  return { records, rest: octets.length - at, strange: false };
}

/** One alert. RFC 8446, section 6. */
export interface TlsAlert {
  readonly level: "warning" | "fatal";
  readonly number: number;
}

/** The alert in the plain fragment of an alert record; `null` where there is none. */
export function decodeAlert(fragment: Uint8Array): TlsAlert | null {
  const [level, number] = fragment;
  if (level === undefined || number === undefined || fragment.length !== 2 || level > 2) return null;
  return { level: level === 2 ? "fatal" : "warning", number };
}
