import { RecordHop, type RecordTaker } from "./record-hop.ts";
import { contentType } from "../../wire/index.ts";

/** The longest message that is kept to be read: chains of many large certificates stay below it. */
const MOST_MESSAGE = 128 * 1024;
const MESSAGE_HEADER = 4;
/** Octets of an alert. RFC 8446, section 6. */
const ALERT = 2;

/** Who is told what an end says. */
export interface FlightTaker {
  record(type: number, length: number, frame: number, now: number): void;
  /** A piece of a handshake message that can be read; `length` is what the message has, its header included. */
  piece(type: number, length: number, octets: number, frame: number): void;
  message(type: number, body: Uint8Array, frame: number, now: number): void;
  /** `null`: it is encrypted. */
  alert(octets: Uint8Array | null, frame: number, now: number): void;
}

/** What one end of a TLS connection sends: its handshake messages as long as they are in the clear. RFC 8446, section 4. */
export class TlsFlight implements RecordTaker {
  readonly hop = new RecordHop();
  records = 0;
  dataRecords = 0;
  /** It has changed to its cipher: all that follows is encrypted. */
  isEncrypted = false;
  /** Octets are missing within the handshake: its messages cannot be told apart any more. */
  isBroken = false;
  private type = 0;
  private message: Uint8Array | null = null;
  private have = 0;
  private readonly head = new Uint8Array(MESSAGE_HEADER);
  private readonly taker: FlightTaker;

  constructor(taker: FlightTaker) {
    this.taker = taker;
  }

  begin(type: number, length: number, frame: number, now: number): boolean {
    this.records += 1;
    this.type = type;
    if (type === contentType.applicationData) this.dataRecords += 1;
    this.taker.record(type, length, frame, now);
    if (type === contentType.alert) {
      const isClear = length === ALERT;
      if (!isClear) this.taker.alert(null, frame, now);
      this.have = 0;
      return isClear;
    }
    const wasEncrypted = this.isEncrypted;
    if (type === contentType.changeCipherSpec) this.isEncrypted = true;
    return type === contentType.handshake && !wasEncrypted && !this.isBroken;
  }

  fragment(octets: Uint8Array, frame: number, now: number): void {
    if (this.type === contentType.alert) this.alertOctets(octets, frame, now);
    else this.handshake(octets, frame, now);
  }

  hole(): void {
    this.isBroken = true;
  }

  private alertOctets(octets: Uint8Array, frame: number, now: number): void {
    for (const octet of octets) {
      if (this.have < ALERT) this.head[this.have] = octet;
      this.have += 1;
      if (this.have === ALERT) this.taker.alert(this.head.slice(0, ALERT), frame, now);
    }
  }

  private handshake(octets: Uint8Array, frame: number, now: number): void {
    let at = 0;
    while (at < octets.length && !this.isBroken) {
      if (this.message === null) at += this.header(octets.subarray(at));
      if (this.message === null) return;
      const taken = octets.subarray(at, at + this.message.length - this.have);
      this.message.set(taken, this.have);
      this.have += taken.length;
      at += taken.length;
      this.taker.piece(this.head[0] ?? 0, MESSAGE_HEADER + this.message.length, taken.length, frame);
      if (this.have < this.message.length) return;
      const body = this.message;
      this.message = null;
      this.have = 0;
      this.taker.message(this.head[0] ?? 0, body, frame, now);
    }
  }

  /** Takes octets of a message's header, and makes room for the message when it is whole. */
  private header(octets: Uint8Array): number {
    const taken = octets.subarray(0, MESSAGE_HEADER - this.have);
    this.head.set(taken, this.have);
    this.have += taken.length;
    if (this.have < MESSAGE_HEADER) return taken.length;
    const [, high = 0, middle = 0, low = 0] = this.head;
    const length = high * 65_536 + middle * 256 + low;
    if (length > MOST_MESSAGE) {
      this.isBroken = true;
      return taken.length;
    }
    this.have = 0;
    this.message = new Uint8Array(length);
    return taken.length;
  }
}
