import { contentType } from "../../wire/index.ts";
import type { End } from "./connection-reader.ts";
import { RecordHop } from "./record-hop.ts";

/** The longest message that is kept to be read: chains of many large certificates stay below it. */
const MOST_MESSAGE = 128 * 1024;
const MESSAGE_HEADER = 4;
/** Octets of an alert. RFC 8446, section 6. */
const ALERT = 2;

/** Who is told what an end says. */
export interface FlightTaker {
  record(end: End, type: number, length: number): void;
  /** A piece of a handshake message that can be read; `length` is what the message has, its header included. */
  piece(end: End, type: number, length: number, octets: number): void;
  /** The body is lent: what is to stay is copied. */
  message(end: End, type: number, body: Uint8Array): void;
  /** `null`: it is encrypted. */
  alert(end: End, octets: Uint8Array | null): void;
}

/** What one end of a TLS connection sends: its handshake messages as long as they are in the clear. RFC 8446, section 4. */
export class TlsFlight extends RecordHop {
  records = 0;
  dataRecords = 0;
  /** It has changed to its cipher: all that follows is encrypted. */
  isEncrypted = false;
  /** Octets are missing within the handshake: its messages cannot be told apart any more. */
  isBroken = false;
  private type = 0;
  private message: Uint8Array | null = null;
  private messageType = 0;
  private have = 0;
  /** The header of a message, or an alert, as far as it has come, as one number. */
  private head = 0;
  private readonly taker: FlightTaker;

  private readonly end: End;

  constructor(taker: FlightTaker, end: End) {
    super();
    this.taker = taker;
    this.end = end;
  }

  protected begin(type: number, length: number): boolean {
    this.records += 1;
    this.type = type;
    if (type === contentType.applicationData) this.dataRecords += 1;
    this.taker.record(this.end, type, length);
    if (type === contentType.alert) {
      const isClear = length === ALERT;
      if (!isClear) this.taker.alert(this.end, null);
      this.have = 0;
      this.head = 0;
      return isClear;
    }
    const wasEncrypted = this.isEncrypted;
    if (type === contentType.changeCipherSpec) this.isEncrypted = true;
    return type === contentType.handshake && !wasEncrypted && !this.isBroken;
  }

  protected fragment(octets: Uint8Array): void {
    if (this.type === contentType.alert) this.alertOctets(octets);
    else this.handshake(octets);
  }

  protected hole(): void {
    this.isBroken = true;
  }

  private alertOctets(octets: Uint8Array): void {
    for (const octet of octets) {
      this.head = this.head * 256 + octet;
      this.have += 1;
      if (this.have === ALERT) this.taker.alert(this.end, Uint8Array.of(this.head >> 8, this.head & 255));
    }
  }

  private handshake(octets: Uint8Array): void {
    let at = 0;
    while (at < octets.length && !this.isBroken) {
      const whole = this.message === null && this.have === 0 ? this.whole(octets, at) : 0;
      at += whole;
      if (whole > 0) continue;
      if (this.message === null) at += this.messageHeader(octets.subarray(at));
      if (this.message === null) return;
      const taken = octets.subarray(at, at + this.message.length - this.have);
      this.message.set(taken, this.have);
      this.have += taken.length;
      at += taken.length;
      this.taker.piece(this.end, this.messageType, MESSAGE_HEADER + this.message.length, taken.length);
      if (this.have < this.message.length) return;
      const body = this.message;
      this.message = null;
      this.have = 0;
      this.taker.message(this.end, this.messageType, body);
    }
  }

  /** Hands on a message that is there whole, as it lies: how many octets it has, 0 where it is not whole. */
  private whole(octets: Uint8Array, at: number): number {
    const body = at + MESSAGE_HEADER;
    if (body > octets.length) return 0;
    const length = ((octets[at + 1] ?? 0) << 16) | ((octets[at + 2] ?? 0) << 8) | (octets[at + 3] ?? 0);
    if (length === 0 || length > MOST_MESSAGE || body + length > octets.length) return 0;
    const type = octets[at] ?? 0;
    this.taker.piece(this.end, type, MESSAGE_HEADER + length, length);
    this.taker.message(this.end, type, octets.subarray(body, body + length));
    return MESSAGE_HEADER + length;
  }

  /** Takes octets of a message's header, and makes room for the message when it is whole. */
  private messageHeader(octets: Uint8Array): number {
    let taken = 0;
    while (this.have < MESSAGE_HEADER && taken < octets.length) {
      this.head = this.head * 256 + (octets[taken] ?? 0);
      this.have += 1;
      taken += 1;
    }
    if (this.have < MESSAGE_HEADER) return taken;
    const length = this.head % 2 ** 24;
    this.messageType = Math.floor(this.head / 2 ** 24);
    this.head = 0;
    if (length > MOST_MESSAGE) {
      this.isBroken = true;
      return taken;
    }
    this.have = 0;
    this.message = new Uint8Array(length);
    return taken;
  }
}
