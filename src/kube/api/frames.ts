/** One message of a WebSocket, or a sign of it. */
export interface Message {
  readonly kind: "data" | "close" | "ping";
  readonly octets: Uint8Array;
}

/** Largest message that is taken, in octets: the API sends a command's output in pieces of 32 KiB. */
const LARGEST = 4 * 1024 * 1024;

const CONTINUATION = 0;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * Reads what a server sends. RFC 6455, section 5.2.
 *
 *     |F|   |opcode |M| length (7)  | length (16 or 64 if 126, 127) | payload …
 *     |1|   |  4    |1|             |
 */
export class FrameReader {
  #held: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #octets = 0;

  /** Messages that are whole with this chunk; `null` where it is no such stream, or a message is too large. */
  read(chunk: Uint8Array): readonly Message[] | null {
    this.#held = Buffer.concat([this.#held, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const [first, second] = this.#held;
      if (first === undefined || second === undefined) return messages;
      // A server masks nothing, and we agreed on no extension. RFC 6455, sections 5.1 and 5.2.
      if ((second & 0x80) !== 0 || (first & 0x70) !== 0) return null;
      const short = second & 0x7f;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (this.#held.length < head) return messages;
      const length =
        short === 127
          ? Number(this.#held.readBigUInt64BE(2))
          : short === 126
            ? this.#held.readUInt16BE(2)
            : short;
      if (length > LARGEST) return null;
      if (this.#held.length < head + length) return messages;
      const payload = this.#held.subarray(head, head + length);
      this.#held = this.#held.subarray(head + length);
      const message = this.#take(first, payload);
      if (message === null) return null;
      if (message !== "held") messages.push(message);
      if (message !== "held" && message.kind === "close") return messages;
    }
  }

  #take(first: number, payload: Buffer): Message | "held" | null {
    const opcode = first & 0x0f;
    if (opcode === CLOSE) return { kind: "close", octets: payload };
    if (opcode === PING) return { kind: "ping", octets: payload };
    if (opcode === PONG) return "held";
    // Text and binary alike; what begins while another is not whole is no stream of messages.
    if (opcode > 2 || (opcode === CONTINUATION) !== this.#parts.length > 0) return null;
    this.#parts.push(payload);
    this.#octets += payload.length;
    if (this.#octets > LARGEST) return null;
    if ((first & 0x80) === 0) return "held";
    const octets = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#octets = 0;
    return { kind: "data", octets };
  }
}

/** A pong or a close as a client sends it, masked by zeros: there is nothing to hide in it. */
export const frameOf = (kind: "pong" | "close", payload: Uint8Array): Uint8Array => {
  const short = payload.subarray(0, 125);
  const opcode = kind === "pong" ? PONG : CLOSE;
  return Buffer.concat([Uint8Array.of(0x80 | opcode, 0x80 | short.length, 0, 0, 0, 0), short]);
};
