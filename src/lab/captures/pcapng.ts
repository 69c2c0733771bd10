/**
 * The same capture as pcapng: a section, one interface, and a packet block for each record. What it is given is a whole
 * pcap file of a little-endian host, as tcpdump has just written it. draft-ietf-opsawg-pcapng, sections 4.1 to 4.3.
 *
 * ```
 * SHB │ IDB (link type, snap length, if_tsresol) │ EPB (time, captured, original, octets) │ EPB │ …
 * ```
 */
export function asPcapng(pcap: Buffer): Buffer {
  const isNano = pcap.readUInt32LE(0) === NANOSECOND_MAGIC;
  const perSecond = isNano ? 1_000_000_000n : 1_000_000n;
  const section = Buffer.alloc(16);
  section.writeUInt32LE(0x1a2b3c4d, 0);
  section.writeUInt16LE(1, 4);
  // Section length: not specified.
  section.writeBigInt64LE(-1n, 8);
  const described = Buffer.alloc(20);
  described.writeUInt16LE(pcap.readUInt32LE(20), 0);
  described.writeUInt32LE(pcap.readUInt32LE(16), 4);
  described.writeUInt16LE(IF_TSRESOL, 8);
  described.writeUInt16LE(1, 10);
  described.writeUInt8(isNano ? 9 : 6, 12);
  const blocks = [block(0x0a0d0d0a, section), block(1, described)];
  for (let at = PCAP_HEADER; at + RECORD_HEADER <= pcap.length; ) {
    const kept = pcap.readUInt32LE(at + 8);
    const time = BigInt(pcap.readUInt32LE(at)) * perSecond + BigInt(pcap.readUInt32LE(at + 4));
    const header = Buffer.alloc(20);
    header.writeUInt32LE(Number(time >> 32n), 4);
    header.writeUInt32LE(Number(time & 0xffffffffn), 8);
    header.writeUInt32LE(kept, 12);
    header.writeUInt32LE(pcap.readUInt32LE(at + 12), 16);
    const octets = pcap.subarray(at + RECORD_HEADER, at + RECORD_HEADER + kept);
    blocks.push(block(6, Buffer.concat([header, octets])));
    at += RECORD_HEADER + kept;
  }
  return Buffer.concat(blocks);
}

const NANOSECOND_MAGIC = 0xa1b23c4d;
const PCAP_HEADER = 24;
const RECORD_HEADER = 16;
/** Option "resolution of timestamps", as a negative power of ten. */
const IF_TSRESOL = 9;

/** A block: its type, its length before and after, its body filled up to 32 bits. */
function block(type: number, body: Buffer): Buffer {
  const padded = Math.ceil(body.length / 4) * 4;
  const whole = Buffer.alloc(padded + 12);
  whole.writeUInt32LE(type, 0);
  whole.writeUInt32LE(whole.length, 4);
  body.copy(whole, 8);
  whole.writeUInt32LE(whole.length, whole.length - 4);
  return whole;
}
