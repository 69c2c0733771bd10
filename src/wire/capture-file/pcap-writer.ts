import type { CaptureFrame } from "./frame.ts";

/** What of a frame is written. */
export type WrittenFrame = Pick<
  CaptureFrame,
  "octets" | "at" | "captured" | "original" | "seconds" | "nanos"
>;

/** Takes octets of the file, in their order; they are its own to keep. */
export type OctetSink = (octets: Uint8Array) => void;

/** Writes frames of one link type. */
export interface PcapWriter {
  write(frame: WrittenFrame): void;
}

/** Snap length of a file that cuts nothing: the largest frame that a reader takes. */
const WHOLE_FRAMES = 262_144;
const NANOSECOND_MAGIC = 0xa1b23c4d;

/**
 * Begins a pcap file with times in nanoseconds, version 2.4, the lowest octet first. draft-ietf-opsawg-pcap.
 * `linkType` is a LINKTYPE_ number.
 */
export function createPcapWriter(linkType: number, sink: OctetSink): PcapWriter {
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, NANOSECOND_MAGIC, true);
  header.setUint16(4, 2, true);
  header.setUint16(6, 4, true);
  header.setUint32(16, WHOLE_FRAMES, true);
  header.setUint32(20, linkType, true);
  sink(new Uint8Array(header.buffer));
  return {
    write({ octets, at, captured, original, seconds, nanos }) {
      const record = new Uint8Array(16 + captured);
      const view = new DataView(record.buffer);
      view.setUint32(0, seconds, true);
      view.setUint32(4, nanos, true);
      view.setUint32(8, captured, true);
      view.setUint32(12, original, true);
      record.set(octets.subarray(at, at + captured), 16);
      sink(record);
    },
  };
}
