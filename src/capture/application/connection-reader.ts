import type { Endpoint } from "../../evidence/index.ts";
import type { Moment } from "../stream/stream.ts";

/** An end of a connection: 0 is the first end of the conversation's key. */
export type End = 0 | 1;

/** The other one. */
export const otherEnd = (end: End): End => (end === 0 ? 1 : 0);

/** What was spoken on a connection before the protocol that is read now. */
export type Before = "connect" | "postgresql" | "mysql" | "other" | null;

/** What a reader knows of its connection. */
export interface ConnectionFacts {
  readonly stream: number;
  readonly ends: readonly [Endpoint, Endpoint];
  /** Its SYN, of one end at least, is in the capture. */
  readonly isWholeFromStart: boolean;
  readonly before: Before;
  /** Packets of each end were seen. */
  readonly hasSent: readonly [boolean, boolean];
  /** Another protocol begins behind what has been read; a reader that says so returns at once. */
  handOver(before: Before): void;
}

/** Reads one protocol on one connection. Times in nanoseconds since the first frame; octets are lent. */
export interface ConnectionReader {
  /** Octets of each end's direction that need not be looked at: they come by `pass`. */
  readonly passable: [number, number];
  /** Nothing is under way: where there is no room, the connection may be closed and no result changes. */
  readonly isSettled: boolean;
  /** How many of the octets belong to it: fewer than all only with `handOver`. */
  read(end: End, octets: Uint8Array, frame: number, now: number): number;
  /** So many octets came that need not be looked at, at most `passable`. */
  pass(end: End, octets: number, at: Moment): void;
  /** So many octets are not in the capture. */
  skip(end: End, octets: number, frame: number, now: number): void;
  /** FIN or RST of an end. */
  ended(end: End, how: "fin" | "reset", frame: number, now: number): void;
  /** Nothing more will come; `lastAt` is the time of the last frame of the capture. */
  finish(lastAt: number): void;
}
