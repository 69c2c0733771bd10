import { emptyFrame, grouped, LARGEST_FRAME_OCTETS } from "./empty-frame.ts";
import type { CaptureDamage, CaptureFrame, CaptureInterface, FrameReader } from "./frame.ts";
import { OctetBuffer } from "./octet-buffer.ts";
import { BYTE_ORDER, blockType, isNeeded, leastOctets } from "./pcapng-block.ts";
import { decodeInterface, type PcapngInterface, readStatistics } from "./pcapng-interface.ts";
import { COMMENT_OPTION, type OptionSpan, optionText, readCount, walkOptions } from "./pcapng-options.ts";
import { setTime } from "./pcapng-time.ts";

/** Octets of the largest block that is held whole: the largest frame and room for many remarks. */
const LARGEST_BLOCK = 512 * 1_024;
/** Remarks that are kept. */
const MOST_COMMENTS = 200;
/** What is damaged where an option does not end within its block. */
const LONG_OPTION = "a block with an option that is longer than the block";
/** Interfaces that are kept: more than any machine has, and few enough for the memory. */
const MOST_INTERFACES = 10_000;

/**
 * Reads a pcapng file. draft-ietf-opsawg-pcapng, section 4. An enhanced packet (and the obsolete one, whose interface
 * has two octets and whose next two count losses):
 *
 *     type (4) | length (4) | interface (4) | time, high (4) | time, low (4) | captured (4) | original (4) |
 *     frame, padded to 4 | options | length (4)
 */
export class PcapngReader implements FrameReader {
  readonly format = "pcapng";
  readonly frame: CaptureFrame;
  isOver = false;
  damage: CaptureDamage | null = null;
  readonly interfaces: CaptureInterface[] = [];
  readonly comments: string[] = [];

  readonly #buffer = new OctetBuffer();
  readonly #owners: PcapngInterface[] = [];
  #isLittleEndian = true;
  /** Interfaces of the sections before this one. */
  #before = 0;
  /** The length that a block that was not held repeats at its end; 0 where none is awaited. */
  #repeated = 0;

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
    const buffer = this.#buffer;
    const { view } = buffer;
    while (!this.isOver) {
      const { start } = buffer;
      const left = buffer.end - start;
      if (this.#repeated > 0) {
        if (this.#readRepeated()) continue;
        return false;
      }
      if (left < leastOctets.any) return this.#await("the header of a block");
      const type = view.getUint32(start, this.#isLittleEndian);
      if (type === blockType.section && !this.#learnByteOrder(start)) return false;
      const length = view.getUint32(start + 4, this.#isLittleEndian);
      if (length < leastOctets.any) return this.#stop(`a block of ${length} octets`);
      // Some writers leave the padding of the last option or of the frame out of the length.
      const padded = length + (-length & 3);
      if (padded > LARGEST_BLOCK) {
        if (!this.#skip(type, length)) return false;
        continue;
      }
      if (left < padded) return this.#await("a block", length);
      if (view.getUint32(start + padded - 4, this.#isLittleEndian) !== length) {
        return this.#stop(`a block of ${grouped(length)} octets, whose end says another length`);
      }
      const isFrame =
        type === blockType.packet || type === blockType.oldPacket
          ? this.#readPacket(type, start, padded)
          : type === blockType.simplePacket
            ? this.#readSimple(start, padded)
            : this.#readOther(type, start, padded);
      if (this.isOver) return false;
      buffer.start = start + padded;
      if (isFrame) return true;
    }
    return false;
  }

  #readPacket(type: number, start: number, padded: number): boolean {
    const { view } = this.#buffer;
    const isLittleEndian = this.#isLittleEndian;
    if (padded < leastOctets.packet) return this.#stop(`a packet's block of ${padded} octets`);
    const isOld = type === blockType.oldPacket;
    const index = isOld
      ? view.getUint16(start + 8, isLittleEndian)
      : view.getUint32(start + 8, isLittleEndian);
    const captured = view.getUint32(start + 20, isLittleEndian);
    if (captured > LARGEST_FRAME_OCTETS || captured > padded - leastOctets.packet) {
      return this.#stop(`a frame of ${grouped(captured)} octets in a block of ${grouped(padded)}`);
    }
    const owner = this.#owners[this.#before + index];
    if (owner === undefined)
      return this.#stop(`a packet of interface ${index}, which the file does not describe`);
    const options = start + 28 + captured + (-captured & 3);
    if (options + 4 < start + padded && !this.#readPacketOptions(owner, options, start + padded - 4)) {
      return this.#stop(LONG_OPTION);
    }
    const high = view.getUint32(start + 12, isLittleEndian);
    setTime(this.frame, owner.clock, high, view.getUint32(start + 16, isLittleEndian));
    this.#setFrame(owner, start + 28, captured, view.getUint32(start + 24, isLittleEndian));
    this.frame.interfaceIndex = this.#before + index;
    this.frame.fileOffset = this.#buffer.before + start;
    // 0xffff: the writer does not know how many it lost.
    const lost = isOld ? view.getUint16(start + 10, isLittleEndian) : 0;
    if (lost > 0 && lost < 0xffff) addLost(owner, lost);
    return true;
  }

  /** A frame without a time, of the section's first interface. */
  #readSimple(start: number, padded: number): boolean {
    const owner = this.#owners[this.#before];
    if (owner === undefined) return this.#stop("a packet before any interface is described");
    if (padded < leastOctets.simplePacket) return this.#stop(`a packet's block of ${padded} octets`);
    const original = this.#buffer.view.getUint32(start + 8, this.#isLittleEndian);
    const captured = Math.min(original, owner.shown.snapLength ?? original);
    if (captured > LARGEST_FRAME_OCTETS || captured > padded - leastOctets.simplePacket) {
      return this.#stop(`a frame of ${grouped(captured)} octets in a block of ${grouped(padded)}`);
    }
    this.frame.seconds = 0;
    this.frame.nanos = 0;
    this.#setFrame(owner, start + 12, captured, original);
    this.frame.interfaceIndex = this.#before;
    this.frame.fileOffset = this.#buffer.before + start;
    return true;
  }

  #setFrame({ linkType }: PcapngInterface, at: number, captured: number, original: number): void {
    const frame = this.frame;
    frame.at = at;
    frame.captured = captured;
    frame.original = original;
    frame.linkType = linkType;
    frame.number++;
  }

  /** Remarks, and `epb_dropcount`: frames that were lost before this one. Section 4.3. */
  #readPacketOptions(owner: PcapngInterface, from: number, to: number): boolean {
    const { view } = this.#buffer;
    const isLittleEndian = this.#isLittleEndian;
    return walkOptions({ view, from, to, isLittleEndian }, (code, at, octets) => {
      if (code === COMMENT_OPTION) this.#keepComment(optionText(view, at, octets));
      if (code === 4 && octets === 8) addLost(owner, readCount(view, at, isLittleEndian));
    });
  }

  /** A block without a frame; what is unknown is passed over. Always false. */
  #readOther(type: number, from: number, padded: number): false {
    const { view } = this.#buffer;
    const block = { view, from, to: from + padded, isLittleEndian: this.#isLittleEndian };
    const onComment = (text: string) => this.#keepComment(text);
    if (type === blockType.section) return this.#openSection(block);
    if (type === blockType.interface) {
      if (padded < leastOctets.interface) return this.#stop(`an interface's block of ${padded} octets`);
      if (this.#owners.length === MOST_INTERFACES) {
        return this.#stop(`more than ${grouped(MOST_INTERFACES)} interfaces`);
      }
      const added = decodeInterface(block, onComment);
      if (added === null) return this.#stop(LONG_OPTION);
      this.#owners.push(added);
      this.interfaces.push(added.shown);
    }
    if (type === blockType.statistics && padded >= leastOctets.statistics) {
      const of = this.#owners[this.#before + view.getUint32(from + 8, this.#isLittleEndian)];
      if (of !== undefined && !readStatistics(block, { of, onComment })) return this.#stop(LONG_OPTION);
    }
    return false;
  }

  #openSection({ view, from, to, isLittleEndian }: OptionSpan): false {
    if (to - from < leastOctets.section) return this.#stop(`a section's header of ${to - from} octets`);
    const major = view.getUint16(from + 12, isLittleEndian);
    if (major !== 1) return this.#stop(`a section of version ${major}`);
    this.#before = this.#owners.length;
    const span = { view, from: from + 24, to: to - 4, isLittleEndian };
    const isWhole = walkOptions(span, (code, at, octets) => {
      if (code === COMMENT_OPTION) this.#keepComment(optionText(view, at, octets));
    });
    return isWhole ? false : this.#stop(LONG_OPTION);
  }

  #learnByteOrder(start: number): boolean {
    const { view } = this.#buffer;
    this.#isLittleEndian = view.getUint32(start + 8, true) === BYTE_ORDER;
    return this.#isLittleEndian || view.getUint32(start + 8) === BYTE_ORDER
      ? true
      : this.#stop("a section whose byte order is not told");
  }

  /** Passes over a block that is too large to be held, and carries nothing that must be read. */
  #skip(type: number, length: number): boolean {
    if (isNeeded(type)) return this.#stop(`a block of ${grouped(length)} octets`);
    this.#repeated = length;
    this.#buffer.skip(length + (-length & 3) - 4);
    return true;
  }

  /** True when the end of a block that was passed over was as it should be. */
  #readRepeated(): boolean {
    const { view, start, end, owed } = this.#buffer;
    if (owed > 0 || end - start < 4) return this.#await("a block", this.#repeated);
    if (view.getUint32(start, this.#isLittleEndian) !== this.#repeated) {
      return this.#stop(`a block of ${grouped(this.#repeated)} octets, whose end says another length`);
    }
    this.#repeated = 0;
    this.#buffer.start = start + 4;
    return true;
  }

  #keepComment(text: string): void {
    if (text !== "" && this.comments.length < MOST_COMMENTS) this.comments.push(text);
  }

  /** More octets are needed, and where there are none, the file is over. */
  #await(within: string, octets: number | null = null): false {
    const { hasEnded, start, end } = this.#buffer;
    if (!hasEnded) return false;
    if (end === start && this.#repeated === 0) this.isOver = true;
    else
      this.#stop(`the file ends within ${within}${octets === null ? "" : ` of ${grouped(octets)} octets`}`);
    return false;
  }

  #stop(what: string): false {
    this.damage = { fileOffset: this.#buffer.before + this.#buffer.start, what };
    this.isOver = true;
    this.#buffer.clear();
    return false;
  }
}

/** Counts frames that packets say were lost, unless the file's own statistics did. */
function addLost(owner: PcapngInterface, lost: number): void {
  if (!owner.hasStatistics) owner.shown.dropped = (owner.shown.dropped ?? 0) + lost;
}
