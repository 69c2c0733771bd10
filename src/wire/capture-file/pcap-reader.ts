import { emptyFrame, grouped, LARGEST_FRAME_OCTETS } from "./empty-frame.ts";
import type { CaptureDamage, CaptureFrame, CaptureInterface, FrameReader } from "./frame.ts";
import { OctetBuffer } from "./octet-buffer.ts";
import { decodePcapHeader, PCAP_HEADER_OCTETS } from "./pcap-header.ts";

/**
 * Reads a pcap file. draft-ietf-opsawg-pcap, section 5. A record:
 *
 *     seconds (4) | fraction (4) | captured (4) | original (4) | [modified: 8 more] | frame
 */
export class PcapReader implements FrameReader {
  readonly format = "pcap";
  readonly frame: CaptureFrame;
  readonly comments: readonly string[] = [];
  interfaces: readonly CaptureInterface[] = [];
  isOver = false;
  damage: CaptureDamage | null = null;

  readonly #buffer = new OctetBuffer();
  #isLittleEndian = true;
  /** Octets of a record before its frame; 0 while no record can be read. */
  #headerOctets = 0;
  #fractionsPerSecond = 1e6;
  #nanosPerFraction = 1_000;
  #lengthsSwapped: "never" | "sometimes" | "always" = "never";

  constructor() {
    this.frame = emptyFrame(this.#buffer);
  }

  room(): Uint8Array {
    const room = this.#buffer.room();
    this.frame.octets = this.#buffer.octets;
    this.frame.view = this.#buffer.view;
    return room;
  }

  filled(octets: number): void {
    this.#buffer.filled(octets);
    if (this.isOver) this.#buffer.clear();
  }

  next(): boolean {
    if (this.#headerOctets === 0 && !this.#readHeader()) return false;
    const buffer = this.#buffer;
    const { view, start } = buffer;
    const isLittleEndian = this.#isLittleEndian;
    const left = buffer.end - start - this.#headerOctets;
    if (left < 0) return this.#await("the header of a record");
    let captured = view.getUint32(start + 8, isLittleEndian);
    let original = view.getUint32(start + 12, isLittleEndian);
    const swapped = this.#lengthsSwapped;
    if (swapped !== "never" && (swapped === "always" || captured > original)) {
      const other = captured;
      captured = original;
      original = other;
    }
    if (captured > LARGEST_FRAME_OCTETS) {
      return this.#stop(`a record of ${grouped(captured)} octets`);
    }
    if (left < captured) return this.#await("a record", captured);
    const frame = this.frame;
    let seconds = view.getUint32(start, isLittleEndian);
    let fraction = view.getUint32(start + 4, isLittleEndian);
    if (fraction >= this.#fractionsPerSecond) {
      seconds += Math.floor(fraction / this.#fractionsPerSecond);
      fraction %= this.#fractionsPerSecond;
    }
    frame.at = start + this.#headerOctets;
    frame.captured = captured;
    frame.original = original;
    frame.seconds = seconds;
    frame.nanos = fraction * this.#nanosPerFraction;
    frame.number++;
    frame.fileOffset = buffer.before + start;
    buffer.start = frame.at + captured;
    return true;
  }

  /** True once records can be read. */
  #readHeader(): boolean {
    if (this.isOver) return false;
    const { octets, start, end } = this.#buffer;
    if (end - start < PCAP_HEADER_OCTETS) return this.#await("the header of the file");
    const header = decodePcapHeader(octets.subarray(start, start + PCAP_HEADER_OCTETS));
    if (header === null) return this.#stop("octets that do not begin a pcap file");
    if (header.major < 2) return this.#stop(`a pcap file of version ${header.major}.${header.minor}`);
    if (header.hasReservedBits) return this.#stop("a link type with bits set that must be zero");
    this.#isLittleEndian = header.isLittleEndian;
    this.#headerOctets = header.recordHeaderOctets;
    this.#fractionsPerSecond = header.fractionsPerSecond;
    this.#nanosPerFraction = 1e9 / header.fractionsPerSecond;
    this.#lengthsSwapped = header.lengthsSwapped;
    const { linkType, snapLength } = header;
    this.frame.linkType = linkType;
    this.interfaces = [{ linkType, snapLength, name: null, filter: null, received: null, dropped: null }];
    this.#buffer.start += PCAP_HEADER_OCTETS;
    return true;
  }

  /** More octets are needed, and where there are none, the file is over. */
  #await(within: string, octets: number | null = null): false {
    const { hasEnded, start, end } = this.#buffer;
    if (!hasEnded) return false;
    if (end === start) return this.#end();
    return this.#stop(
      `the file ends within ${within}${octets === null ? "" : ` of ${grouped(octets)} octets`}`,
    );
  }

  #stop(what: string): false {
    this.damage = { fileOffset: this.#buffer.before + this.#buffer.start, what };
    return this.#end();
  }

  #end(): false {
    this.isOver = true;
    this.#headerOctets = 0;
    this.#buffer.clear();
    return false;
  }
}
