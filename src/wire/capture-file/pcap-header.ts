/** What the first 24 octets of a pcap file say. */
interface PcapHeader {
  readonly isLittleEndian: boolean;
  /** Parts of a second that a record's fraction counts: a million or a billion. */
  readonly fractionsPerSecond: number;
  /** Octets of a record before its frame. */
  readonly recordHeaderOctets: number;
  /**
   * Where a record has its two lengths in the other order: `always` before version 2.3, `sometimes` in 2.3, whose
   * writers did not agree.
   */
  readonly lengthsSwapped: "never" | "sometimes" | "always";
  readonly major: number;
  readonly minor: number;
  readonly linkType: number;
  /** Bits are set that no version of the format uses: the header is not what it seems. */
  readonly hasReservedBits: boolean;
  readonly snapLength: number | null;
}

/** Octets before the first record. */
export const PCAP_HEADER_OCTETS = 24;

/** The word's other bits: ten that must be zero, and the length of a frame check sequence. draft-ietf-opsawg-pcap. */
const LINK_TYPE_MASK = 0xffff;
const RESERVED_MASK = 0x03ff0000;

/**
 * Reads a file header; `null` where the magic is not one of pcap. draft-ietf-opsawg-pcap, section 4.
 *
 *     magic (4) | major (2) | minor (2) | zone (4) | accuracy (4) | snap length (4) | frame check, link type (4)
 */
export function decodePcapHeader(octets: Uint8Array): PcapHeader | null {
  if (octets.length < PCAP_HEADER_OCTETS) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const kind = pcapMagic(octets);
  if (kind === null) return null;
  const { isLittleEndian } = kind;
  const [major, minor] = [view.getUint16(4, isLittleEndian), view.getUint16(6, isLittleEndian)];
  const snapLength = view.getUint32(16, isLittleEndian);
  const linkWord = view.getUint32(20, isLittleEndian);
  return {
    ...kind,
    major,
    minor,
    lengthsSwapped: major !== 2 || minor > 3 ? "never" : minor === 3 ? "sometimes" : "always",
    linkType: linkWord & LINK_TYPE_MASK,
    hasReservedBits: (linkWord & RESERVED_MASK) !== 0,
    snapLength: snapLength === 0 ? null : snapLength,
  };
}

/** What the first four octets of a pcap file say; `null` where they are none. */
export function pcapMagic(
  octets: Uint8Array,
): Pick<PcapHeader, "isLittleEndian" | "fractionsPerSecond" | "recordHeaderOctets"> | null {
  if (octets.length < 4) return null;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  for (const isLittleEndian of [true, false]) {
    const form = forms.get(view.getUint32(0, isLittleEndian));
    if (form !== undefined) return { isLittleEndian, ...form };
  }
  return null;
}

/** Magic numbers: the common one, the one with nanoseconds, and the "modified" one of old Linux kernels' libpcap. */
const forms: ReadonlyMap<number, Pick<PcapHeader, "fractionsPerSecond" | "recordHeaderOctets">> = new Map([
  [0xa1b2c3d4, { fractionsPerSecond: 1e6, recordHeaderOctets: 16 }],
  [0xa1b23c4d, { fractionsPerSecond: 1e9, recordHeaderOctets: 16 }],
  [0xa1b2cd34, { fractionsPerSecond: 1e6, recordHeaderOctets: 24 }],
]);
