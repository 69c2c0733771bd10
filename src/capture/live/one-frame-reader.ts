import { type CaptureFrame, type CaptureInterface, emptyFrame, type FrameReader } from "../../wire/index.ts";

const nothing = new Uint8Array();

/** A reader of frames that come one by one and from no file: each is shown, and then read once. */
export class OneFrameReader implements FrameReader {
  readonly format = "pcap";
  readonly isOver = false;
  readonly damage = null;
  readonly comments = [];
  readonly frame = emptyFrame({ octets: nothing, view: new DataView(nothing.buffer) });
  /** Frames that the kernel could not hand over. */
  dropped: number | null = null;
  readonly #name: string;
  readonly #linkTypes = new Set<number>();
  #isNext = false;

  /** @param name Of the interface: `eth0`, `any`. */
  constructor(name: string) {
    this.#name = name;
  }

  /** The next frame; numbers are given here, from 1. */
  show(shown: Omit<CaptureFrame, "number" | "fileOffset" | "interfaceIndex">): void {
    const number = this.frame.number + 1;
    Object.assign(this.frame, shown, { number, fileOffset: 0, interfaceIndex: 0 });
    this.#linkTypes.add(shown.linkType);
    this.#isNext = true;
  }

  /** A frame that is not to be read: it is counted, so that numbers are those of a file with all of them. */
  pass(): void {
    this.frame.number += 1;
  }

  next(): boolean {
    const isNext = this.#isNext;
    this.#isNext = false;
    return isNext;
  }

  room(): Uint8Array {
    return nothing;
  }

  filled(): void {}

  get interfaces(): readonly CaptureInterface[] {
    const types = this.#linkTypes.size === 0 ? [1] : [...this.#linkTypes];
    return types.map((linkType, index) => ({
      linkType,
      snapLength: null,
      name: this.#name,
      filter: null,
      received: null,
      dropped: index === 0 ? this.dropped : null,
    }));
  }
}
