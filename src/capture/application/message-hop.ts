/** Octets of the longest header, that of HTTP/2. RFC 9113, section 4.1. */
const MOST_HEADER = 9;

/** How messages of a protocol are told apart. */
export interface MessageFormat {
  readonly headerOctets: number;
  /** Octets behind the header; less than 0 where it is no header. */
  lengthOf(header: Uint8Array): number;
  /** How many of them are looked at. */
  looksAt(header: Uint8Array): number;
}

/** Takes a message whose looked-at part is whole. */
type TakeMessage = (header: Uint8Array, start: Uint8Array, frame: number, now: number) => void;

/** Goes from message to message of one direction, by their lengths, and looks at their first octets alone. */
export class MessageHop {
  format: MessageFormat;
  /** What comes is no message, or octets are missing that hold a header. */
  isLost = false;
  private header = new Uint8Array(MOST_HEADER);
  private have = 0;
  private left = 0;
  private wanted = 0;
  private start: number[] = [];
  private isStopped = false;
  private readonly take: TakeMessage;

  constructor(format: MessageFormat, take: TakeMessage) {
    this.format = format;
    this.take = take;
  }

  /** Octets that need not be looked at. */
  get passable(): number {
    if (this.isLost) return Number.POSITIVE_INFINITY;
    return this.have === this.format.headerOctets && this.start.length >= this.wanted ? this.left : 0;
  }

  /** Called while a message is taken: nothing behind it belongs to this protocol. */
  stop(): void {
    this.isStopped = true;
  }

  pass(octets: number): void {
    if (this.isLost) return;
    this.left -= octets;
    if (this.left === 0) this.have = 0;
  }

  /** Octets that are missing; false where they may hold more than the rest of a message. */
  skip(octets: number): boolean {
    if (this.isLost || octets > this.left) this.isLost = true;
    else {
      this.wanted = Math.min(this.wanted, this.start.length);
      this.pass(octets);
    }
    return !this.isLost;
  }

  /** Takes octets; gives back how many of them belong to the protocol. */
  read(octets: Uint8Array, frame: number, now: number): number {
    let at = 0;
    while (at < octets.length && !this.isLost && !this.isStopped) {
      if (this.have < this.format.headerOctets) {
        this.header[this.have] = octets[at] ?? 0;
        this.have += 1;
        at += 1;
        if (this.have === this.format.headerOctets) this.begin(frame, now);
        continue;
      }
      const taken = octets.subarray(at, at + this.left);
      if (this.start.length < this.wanted) {
        this.start.push(...taken.subarray(0, this.wanted - this.start.length));
        if (this.start.length === this.wanted) this.tell(frame, now);
      }
      at += taken.length;
      this.pass(taken.length);
    }
    return this.isLost ? octets.length : at;
  }

  private begin(frame: number, now: number): void {
    this.left = this.format.lengthOf(this.header);
    if (this.left < 0) {
      this.isLost = true;
      return;
    }
    this.start = [];
    this.wanted = Math.min(this.left, this.format.looksAt(this.header));
    if (this.left === 0) this.have = 0;
    if (this.wanted === 0) this.tell(frame, now);
  }

  private tell(frame: number, now: number): void {
    this.take(this.header, Uint8Array.from(this.start), frame, now);
  }
}
