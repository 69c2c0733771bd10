import type { BodyHop } from "./body-hop.ts";
import { latin1 } from "./latin1.ts";

/** One direction of HTTP/1: what is read of a head that is not whole yet, and the body behind it. */
export interface Half {
  head: Uint8Array | null;
  headFrame: number;
  headAt: number;
  body: BodyHop | null;
  /** Octets are missing, or it is no HTTP any more: a head is looked for at the beginning of each piece. */
  isLost: boolean;
}

export const emptyHalf = (): Half => ({ head: null, headFrame: -1, headAt: -1, body: null, isLost: false });

/** Octets of a head's beginning that are looked at. */
const BEGINNING = 16;

/** Whether a request's or an answer's head begins with these octets. */
export function beginsHead(octets: Uint8Array, isRequest: boolean): boolean {
  const start = textOf(octets, Math.min(octets.length, BEGINNING));
  return isRequest ? /^[A-Z]{3,10} [/*h]/.test(start) : start.startsWith("HTTP/1.");
}

/** The first octets as text, a letter each. */
export const textOf = (octets: Uint8Array, end: number): string => latin1(octets, 0, end);
