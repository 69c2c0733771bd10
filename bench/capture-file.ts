/**
 * A pcap file that is written packet by packet: Ethernet, IPv4, TCP or UDP. Checksums are left zero, as a network card that
 * computes them leaves them to a capture on the sender.
 */
import { closeSync, openSync, writeSync } from "node:fs";

/** One segment, or one datagram where it has no `flags`. Sequence numbers are unsigned words; times in microseconds. */
export interface Sent {
  at: number;
  readonly from: Host;
  readonly to: Host;
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly window: number;
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

/** An end: its address as a number, its port, and the identification of its next packet. */
export interface Host {
  readonly address: number;
  readonly port: number;
  readonly ttl: number;
  ipId: number;
}

const ROOM = 1 << 20;
const LARGEST_RECORD = 16 + 14 + 20 + 60 + 1_460;
const [ETHERNET, IPV4, RECORD] = [14, 20, 16];
const [TCP, UDP] = [6, 17];
/** 2026-01-01T00:00:00Z. */
const EPOCH_SECONDS = 1_767_225_600;

export class CaptureFile {
  packets = 0;
  octets = 0;
  readonly #fd: number;
  readonly #room = Buffer.alloc(ROOM);
  #used = 0;

  constructor(path: string) {
    this.#fd = openSync(path, "w");
    this.#room.writeUInt32LE(0xa1b2c3d4, 0);
    this.#room.writeUInt16LE(2, 4);
    this.#room.writeUInt16LE(4, 6);
    this.#room.writeUInt32LE(65_535, 16);
    this.#room.writeUInt32LE(1, 20);
    this.#used = 24;
  }

  write({ at, from, to, flags, sequence, acknowledgement, window, options, payload }: Sent): void {
    if (ROOM - this.#used < LARGEST_RECORD) this.#flush();
    const room = this.#room;
    const isTcp = flags !== 0;
    const header = isTcp ? 20 + options.length : 8;
    const length = IPV4 + header + payload.length;
    let o = this.#used;
    room.writeUInt32LE(EPOCH_SECONDS + Math.floor(at / 1e6), o);
    room.writeUInt32LE(at % 1e6, o + 4);
    room.writeUInt32LE(ETHERNET + length, o + 8);
    room.writeUInt32LE(ETHERNET + length, o + 12);
    o += RECORD;
    room.fill(0, o, o + ETHERNET + IPV4 + header);
    room.writeUInt32BE(0x02_00_00_00, o);
    room.writeUInt32BE(0x02_00_00_00, o + 6);
    room.writeUInt16BE(0x0800, o + 12);
    o += ETHERNET;
    room.writeUInt8(0x45, o);
    room.writeUInt16BE(length, o + 2);
    room.writeUInt16BE(from.ipId & 0xffff, o + 4);
    from.ipId += 1;
    room.writeUInt16BE(0x4000, o + 6);
    room.writeUInt8(from.ttl, o + 8);
    room.writeUInt8(isTcp ? TCP : UDP, o + 9);
    room.writeUInt32BE(from.address >>> 0, o + 12);
    room.writeUInt32BE(to.address >>> 0, o + 16);
    o += IPV4;
    room.writeUInt16BE(from.port, o);
    room.writeUInt16BE(to.port, o + 2);
    if (isTcp) {
      room.writeUInt32BE(sequence >>> 0, o + 4);
      room.writeUInt32BE(acknowledgement >>> 0, o + 8);
      room.writeUInt8((header / 4) << 4, o + 12);
      room.writeUInt8(flags, o + 13);
      room.writeUInt16BE(window, o + 14);
      room.set(options, o + 20);
    } else room.writeUInt16BE(header + payload.length, o + 4);
    room.set(payload, o + header);
    const end = o + header + payload.length;
    this.octets += end - this.#used;
    this.packets += 1;
    this.#used = end;
  }

  close(): void {
    this.#flush();
    closeSync(this.#fd);
  }

  #flush(): void {
    writeSync(this.#fd, this.#room, 0, this.#used);
    this.#used = 0;
  }
}
