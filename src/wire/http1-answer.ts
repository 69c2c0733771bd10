import { type BodyFraming, createBodyReader, framingOf } from "./http1-body.ts";
import { type HttpHead, MAX_HEAD_OCTETS, readHttpHead } from "./http1-head.ts";

/**
 * How far an answer has come.
 *
 * - `nothing`: no octet yet. `head`: the head has begun. `body`: the head is whole. `whole`: all of it came.
 * - `not-http`: the first octets are no HTTP/1. `malformed`: it began as HTTP/1 and broke its grammar.
 */
export type AnswerState = "nothing" | "head" | "body" | "whole" | "not-http" | "malformed";

/** One HTTP/1 answer, read as it comes. Holds at most 256 KiB of head and what it is told to keep of the body. */
export interface AnswerReader {
  push(octets: Uint8Array): void;
  /** The peer's FIN: it ends a body that has no other end. */
  end(): void;
  readonly state: AnswerState;
  /** `null` until it is whole. Interim heads (1xx) are passed over. RFC 9110, section 15.2. */
  readonly head: HttpHead | null;
  /** Statuses of the interim answers before it. */
  readonly interim: readonly number[];
  readonly framing: BodyFraming | null;
  /** Of content, without the framing of chunks. */
  readonly bodyOctets: number;
  /** The first octets of the content; as they are, never decompressed. */
  readonly bodyStart: Uint8Array;
  /** The first octets of what came where it is no HTTP. */
  readonly firstOctets: Uint8Array;
  /** Octets behind the end of the answer. */
  readonly surplusOctets: number;
}

/** More interim answers than this are no HTTP of any use; curl and Node give up as well. */
const MAX_INTERIM = 32;

/** A reader for the answer to one request. */
export function createAnswerReader(method: string, keepOctets: number): AnswerReader {
  let pending = new Uint8Array(0);
  let state: AnswerState = "nothing";
  let head: HttpHead | null = null;
  let framing: BodyFraming | null = null;
  let body = createBodyReader({ by: "none" });
  let bodyOctets = 0;
  const interim: number[] = [];
  const kept: Uint8Array[] = [];
  let keptOctets = 0;

  function keep(content: Uint8Array): void {
    bodyOctets += content.length;
    if (keptOctets >= keepOctets) return;
    const part = Uint8Array.from(content.subarray(0, keepOctets - keptOctets));
    kept.push(part);
    keptOctets += part.length;
  }

  function readBody(octets: Uint8Array): void {
    body.push(octets, keep);
    state = body.state === "open" ? "body" : body.state;
  }

  function readHead(octets: Uint8Array): void {
    pending = concat(pending, octets);
    while (head === null && pending.length > 0) {
      state = "head";
      const read = readHttpHead(pending);
      if (read.outcome === "incomplete") return;
      if (read.outcome !== "head") {
        state = read.outcome === "not-http" && interim.length === 0 ? "not-http" : "malformed";
        return;
      }
      const rest = pending.subarray(read.head.headOctets);
      if (read.head.status < 200 && read.head.status !== 101) {
        interim.push(read.head.status);
        if (interim.length > MAX_INTERIM) state = "malformed";
        pending = rest;
        if (state === "malformed") return;
        continue;
      }
      head = read.head;
      pending = new Uint8Array(0);
      framing = framingOf(head, method);
      body = createBodyReader(framing);
      readBody(rest);
    }
  }

  return {
    push(octets) {
      if (octets.length === 0 || state === "not-http" || state === "malformed") return;
      if (head === null) readHead(octets);
      else readBody(octets);
    },
    end() {
      if (state === "body" && framing?.by === "close") state = "whole";
    },
    get state() {
      return state;
    },
    get head() {
      return head;
    },
    get framing() {
      return framing;
    },
    get bodyOctets() {
      return bodyOctets;
    },
    get bodyStart() {
      return Buffer.concat(kept);
    },
    get firstOctets() {
      return pending.subarray(0, Math.min(pending.length, MAX_HEAD_OCTETS));
    },
    get surplusOctets() {
      return body.surplusOctets;
    },
    interim,
  };
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
