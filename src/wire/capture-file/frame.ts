/** One frame of a capture as its file holds it. The same object again and again: what is to stay is copied. */
export interface CaptureFrame {
  /** The memory in which the frame lies; another one whenever the reader moves on. */
  octets: Uint8Array;
  /** The same memory, of the same extent as `octets`. */
  view: DataView;
  /** Where the frame begins in `octets`. */
  at: number;
  /** Octets of the frame that the file holds. */
  captured: number;
  /** Octets that the frame had on the wire. */
  original: number;
  /** Whole seconds since 1970, and nanoseconds after them. */
  seconds: number;
  nanos: number;
  /** LINKTYPE_ number. https://www.tcpdump.org/linktypes.html */
  linkType: number;
  /** Index of the interface, in the order in which the file describes them; 0 in a pcap file. */
  interfaceIndex: number;
  /** Counted from 1, as every tool does. */
  number: number;
  /** Octets of the (uncompressed) file before the frame's record. */
  fileOffset: number;
}

/** Where a capture file stops to make sense. What lies before it is whole. */
export interface CaptureDamage {
  /** Octets of the (uncompressed) file before what is damaged. */
  readonly fileOffset: number;
  /** In words, for people: `a record of 4,294,967,295 octets`. */
  readonly what: string;
}

/** An interface that a capture file describes. */
export interface CaptureInterface {
  /** LINKTYPE_ number. */
  readonly linkType: number;
  /** Octets of a frame that were kept; `null` where the file names no bound. */
  readonly snapLength: number | null;
  /** `eth0`; `null` where the file does not say. */
  readonly name: string | null;
  /** The filter with which it was captured, as the file words it. */
  readonly filter: string | null;
  /** Frames that the interface received and lost, by the file's own statistics; `null` where it has none. */
  readonly received: number | null;
  readonly dropped: number | null;
}

/** Reads the frames of one capture file, of which it is handed the octets bit by bit. */
export interface FrameReader {
  readonly format: "pcap" | "pcapng";
  readonly frame: CaptureFrame;
  /** Memory into which the next octets of the file are to be read; never empty. Frames handed out before are gone. */
  room(): Uint8Array;
  /** So many octets were laid into what `room` gave; zero when the file has ended. */
  filled(octets: number): void;
  /** Sets `frame` to the next frame; false when more octets are needed, or the file has ended or is damaged. */
  next(): boolean;
  /** Nothing follows any more: the file has ended, or is damaged from here on. */
  readonly isOver: boolean;
  readonly damage: CaptureDamage | null;
  readonly interfaces: readonly CaptureInterface[];
  /** Remarks in the file, of its sections and frames; a bounded number of them. */
  readonly comments: readonly string[];
}
