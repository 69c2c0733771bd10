import { type ControlRead, readControl } from "./error-queue-control.ts";
import { type Fd, libc } from "./libc.ts";
import { decodeSocketAddress } from "./probe-socket-address.ts";

/** A message of a socket, or an error that is queued for it. */
export interface ReceivedMessage extends ControlRead {
  /** The message; of an error the part of our own packet that was sent back, from the transport's header or payload on. */
  readonly data: Uint8Array;
  /** Who sent it; of an error, whom our packet was for. */
  readonly from: { readonly address: string; readonly port: number } | null;
}

const MSG_ERRQUEUE = 0x2000;
const MSG_DONTWAIT = 0x40;
const EAGAIN = 11;

/** Largest message that is kept whole, in octets: an IP packet has no more. */
const MOST_OCTETS = 65_536;

/** `struct msghdr` on 64-bit systems. recvmsg(2). */
const AT = { name: 0, nameLength: 8, vector: 16, vectorCount: 24, control: 32, controlLength: 40, flags: 48 };

/** Errors in a row that a socket may tell in place of a message before it is left until it is ready again. */
const MOST_IN_A_ROW = 64;

/**
 * The memory of recvmsg(2), reused for every message. All of it lives as long as this object: the kernel is given addresses that
 * keep nothing alive by themselves.
 */
export class MessageReader {
  readonly #data = new Uint8Array(MOST_OCTETS);
  readonly #control = new Uint8Array(512);
  readonly #name = new Uint8Array(28);
  readonly #vector = new BigUint64Array(2);
  readonly #message = new Uint8Array(56);
  readonly #view = new DataView(this.#message.buffer);
  readonly #addresses: { readonly name: bigint; readonly vector: bigint; readonly control: bigint };

  constructor() {
    this.#vector[0] = libc.address(this.#data);
    this.#vector[1] = BigInt(MOST_OCTETS);
    this.#addresses = {
      name: libc.address(this.#name),
      vector: libc.address(new Uint8Array(this.#vector.buffer)),
      control: libc.address(this.#control),
    };
  }

  /** All that is queued now: errors first, then messages. Bounded: what is left wakes the caller again. */
  drain(fd: Fd): Generator<ReceivedMessage> {
    return this.#all(fd, [MSG_ERRQUEUE | MSG_DONTWAIT, MSG_DONTWAIT]);
  }

  /** The errors alone: the data of a stream is left to whoever reads it. */
  errors(fd: Fd): Generator<ReceivedMessage> {
    return this.#all(fd, [MSG_ERRQUEUE | MSG_DONTWAIT]);
  }

  *#all(fd: Fd, queues: readonly number[]): Generator<ReceivedMessage> {
    for (const flags of queues) {
      for (let turn = 0; turn < MOST_IN_A_ROW; turn += 1) {
        const octets = this.#receive(fd, flags);
        // An error that recvmsg(2) itself gives is the echo of one in the queue, and is cleared by being told.
        if (octets === -EAGAIN || (octets < 0 && flags !== MSG_DONTWAIT)) break;
        if (octets < 0) continue;
        yield this.#read(octets);
      }
    }
  }

  #receive(fd: Fd, flags: number): number {
    const view = this.#view;
    view.setBigUint64(AT.name, this.#addresses.name, true);
    view.setUint32(AT.nameLength, this.#name.length, true);
    view.setBigUint64(AT.vector, this.#addresses.vector, true);
    view.setBigUint64(AT.vectorCount, 1n, true);
    view.setBigUint64(AT.control, this.#addresses.control, true);
    view.setBigUint64(AT.controlLength, BigInt(this.#control.length), true);
    view.setInt32(AT.flags, 0, true);
    return libc.recvmsg(fd, this.#message, flags);
  }

  #read(octets: number): ReceivedMessage {
    const named = this.#view.getUint32(AT.nameLength, true);
    const controlled = Number(this.#view.getBigUint64(AT.controlLength, true));
    return {
      data: this.#data.slice(0, octets),
      from: decodeSocketAddress(this.#name.subarray(0, Math.min(named, this.#name.length))),
      ...readControl(this.#control.subarray(0, Math.min(controlled, this.#control.length))),
    };
  }
}
