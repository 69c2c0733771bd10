import type { FrameReader } from "./frame.ts";
import { pcapMagic } from "./pcap-header.ts";
import { PcapReader } from "./pcap-reader.ts";
import { PcapngReader } from "./pcapng-reader.ts";

/** What a file is by its first octets; `unknown` is none of the others. */
export type FileContent =
  | "pcap"
  | "pcapng"
  | "gzip"
  | "zstd"
  | "bzip2"
  | "xz"
  | "lz4"
  | "zip"
  | "snoop"
  | "erf"
  | "text"
  | "empty"
  | "unknown";

/** A reader for the capture that begins with these octets, of which it has read none; `null` where they begin none. */
export function createFrameReader(firstOctets: Uint8Array): FrameReader | null {
  const content = fileContent(firstOctets);
  return content === "pcap" ? new PcapReader() : content === "pcapng" ? new PcapngReader() : null;
}

/** What the file is that begins with these octets. Four tell a capture; to tell text or ERF some hundred are wanted. */
export function fileContent(firstOctets: Uint8Array): FileContent {
  if (firstOctets.length === 0) return "empty";
  if (pcapMagic(firstOctets) !== null) return "pcap";
  const found = magics.find(([magic]) => magic.every((octet, index) => octet === firstOctets[index]));
  if (found !== undefined) return found[1];
  // Frames of zstd that carry no data: 0x184D2A50 to 0x184D2A5F, the lowest octet first. RFC 8878, section 3.1.2.
  const [lowest = 0, ...rest] = firstOctets.subarray(0, 4);
  if ((lowest & 0xf0) === 0x50 && rest.join() === "42,77,24") return "zstd";
  if (isText(firstOctets)) return "text";
  return isErf(firstOctets) ? "erf" : "unknown";
}

/** Octets with which files begin. RFC 1952, RFC 8878, RFC 1761, and the formats' own pages. */
const magics: readonly (readonly [readonly number[], FileContent])[] = [
  [[0x0a, 0x0d, 0x0d, 0x0a], "pcapng"],
  [[0x1f, 0x8b], "gzip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd"],
  [[0x42, 0x5a, 0x68], "bzip2"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz"],
  [[0x04, 0x22, 0x4d, 0x18], "lz4"],
  [[0x50, 0x4b, 0x03, 0x04], "zip"],
  [[0x73, 0x6e, 0x6f, 0x6f, 0x70, 0x00], "snoop"],
];

/** Letters of UTF-8, and no control characters but those of white space and colours. */
function isText(octets: Uint8Array): boolean {
  const hasControls = octets.some(
    (octet) => (octet < 0x20 && !(octet >= 0x07 && octet <= 0x0d) && octet !== 0x1b) || octet === 0x7f,
  );
  if (hasControls) return false;
  // What is not UTF-8 becomes U+FFFD; the last letter may be cut.
  return !new TextDecoder().decode(octets, { stream: true }).includes("\ufffd");
}

/**
 * The record header of an ERF file, which has no magic: a known type and a length that holds the header itself.
 *
 *     time, little-endian (8) | type (1) | flags (1) | length (2) | lost (2) | length on the wire (2)
 */
function isErf(octets: Uint8Array): boolean {
  if (octets.length < ERF_HEADER_OCTETS) return false;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const type = view.getUint8(8) & 0x7f;
  const seconds = view.getUint32(4, true);
  return type >= 1 && type <= LAST_ERF_TYPE && view.getUint16(10) >= ERF_HEADER_OCTETS && seconds > YEAR_1990;
}

const ERF_HEADER_OCTETS = 16;
/** `ERF_TYPE_PAD` is 48, the highest of Endace's numbers. */
const LAST_ERF_TYPE = 48;
/** Seconds from 1970 to 1990: no card is older. */
const YEAR_1990 = 631_152_000;
