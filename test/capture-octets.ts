/** Captures made by hand, in every form that the formats allow. */

/** A frame of such a capture. */
export interface MadeFrame {
  readonly seconds: number;
  /** Millionths or billionths, as the file counts. */
  readonly fraction: number;
  readonly octets: Uint8Array;
  readonly original?: number;
}

/** The form of a pcap file. */
export interface PcapForm {
  readonly magic?: number;
  readonly isLittleEndian?: boolean;
  readonly minor?: number;
  readonly linkWord?: number;
  /** Octets between a record's header and its frame. */
  readonly extra?: number;
  /** The original length comes first. */
  readonly isSwapped?: boolean;
}

/** The octets of a pcap file. */
export function pcapOctets(frames: readonly MadeFrame[], form: PcapForm = {}): Uint8Array {
  const { magic = 0xa1b2c3d4, isLittleEndian: le = true, minor = 4, linkWord = 1, extra = 0 } = form;
  const header = words(6, le, [magic, 0, 0, 0, 65_535, linkWord]);
  const view = new DataView(header.buffer);
  view.setUint16(4, 2, le);
  view.setUint16(6, minor, le);
  const records = frames.flatMap(({ seconds, fraction, octets, original = octets.length }) => {
    const lengths = form.isSwapped === true ? [original, octets.length] : [octets.length, original];
    return [words(4, le, [seconds, fraction, ...lengths]), new Uint8Array(extra), octets];
  });
  return Buffer.concat([header, ...records]);
}

/** A block of a pcapng file around a body, padded. `end` is the length that it repeats. */
export function block(type: number, body: Uint8Array, form: { le?: boolean; end?: number } = {}): Uint8Array {
  const { le = true } = form;
  const length = 12 + body.length + (-body.length & 3);
  const octets = new Uint8Array(length);
  octets.set(body, 8);
  const view = new DataView(octets.buffer);
  view.setUint32(0, type, le);
  view.setUint32(4, length, le);
  view.setUint32(length - 4, form.end ?? length, le);
  return octets;
}

/** An option, padded. */
export function option(code: number, value: Uint8Array | string, le = true): Uint8Array {
  const octets = typeof value === "string" ? Buffer.from(value) : value;
  const head = new DataView(new ArrayBuffer(4));
  head.setUint16(0, code, le);
  head.setUint16(2, octets.length, le);
  return Buffer.concat([new Uint8Array(head.buffer), octets, new Uint8Array(-octets.length & 3)]);
}

/** Words of 32 bits. */
export function words(count: number, le: boolean, values: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(count * 4));
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, le);
  return new Uint8Array(view.buffer);
}

/** The header of a section. */
export const section = (le = true, options: readonly Uint8Array[] = []): Uint8Array =>
  block(
    0x0a0d0d0a,
    Buffer.concat([
      words(1, le, [0x1a2b3c4d]),
      le ? Uint8Array.of(1, 0, 0, 0) : Uint8Array.of(0, 1, 0, 0),
      new Uint8Array(8).fill(255),
      ...options,
    ]),
    { le },
  );

/** An interface. */
export const described = (linkType: number, le = true, options: readonly Uint8Array[] = []): Uint8Array =>
  block(
    1,
    Buffer.concat([
      le ? Uint8Array.of(linkType, 0, 0, 0) : Uint8Array.of(0, linkType, 0, 0),
      words(1, le, [65_535]),
      ...options,
    ]),
    { le },
  );

/** An enhanced packet whose time is a count of ticks. */
export function packet(
  ticks: bigint,
  octets: Uint8Array,
  form: { le?: boolean; of?: number; options?: readonly Uint8Array[]; captured?: number } = {},
): Uint8Array {
  const { le = true, of = 0, options = [], captured = octets.length } = form;
  const head = words(5, le, [of, Number(ticks >> 32n), Number(ticks & 0xffffffffn), captured, octets.length]);
  return block(6, Buffer.concat([head, octets, new Uint8Array(-octets.length & 3), ...options]), { le });
}
