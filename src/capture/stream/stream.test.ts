import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Stream, type StreamReader } from "./stream.ts";

/** Says what came, with so many octets that need not be looked at. */
class Listener implements StreamReader {
  readonly came: string[] = [];
  left: number;

  constructor(left: number) {
    this.left = left;
  }

  passable(): number {
    return this.left;
  }

  pass(_: 0 | 1, octets: number): void {
    this.left -= octets;
    this.came.push(`pass ${octets}`);
  }

  read(_: 0 | 1, octets: Uint8Array): void {
    this.left = Math.max(0, this.left - octets.length);
    this.came.push(`read ${Buffer.from(octets).toString("latin1")}`);
  }

  skip(_: 0 | 1, octets: number): void {
    this.left = Math.max(0, this.left - octets);
    this.came.push(`skip ${octets}`);
  }
}

const text = Buffer.from("..abcdefghijklmnopqrstuvwxyz", "latin1");
/** Letters from one on, as they lie in a packet. */
const segment = (from: number, length: number, captured = length) => ({
  octets: text,
  at: 2 + from,
  length,
  captured,
  frame: 1,
  now: 0,
});

describe("Stream", () => {
  test("hands on each octet once and in order", () => {
    const listener = new Listener(0);
    const room = { octets: 0 };
    const stream = new Stream(listener, 0, room);
    stream.open(0);
    for (const [from, length] of [
      [3, 3],
      [0, 2],
      [1, 3],
      [0, 3],
      [6, 2],
    ] as const)
      stream.take(from, segment(from, length));
    expect(listener.came).toEqual(["read ab", "read cd", "read ef", "read gh"]);
    expect(room.octets).toBe(0);
  });

  test("keeps nothing of what comes early and need not be looked at", () => {
    const listener = new Listener(6);
    const room = { octets: 0 };
    const stream = new Stream(listener, 0, room);
    stream.open(0);
    stream.take(2, segment(2, 4));
    expect(room.octets).toBe(0);
    stream.take(6, segment(6, 2));
    expect(room.octets).toBe(2);
    stream.take(0, segment(0, 2));
    expect(listener.came).toEqual(["pass 2", "pass 4", "read gh"]);
  });

  test("tells of octets that are acknowledged and not in the capture, or cut off", () => {
    const listener = new Listener(0);
    const stream = new Stream(listener, 0, { octets: 0 });
    stream.open(0);
    stream.take(4, segment(4, 3, 2));
    stream.acknowledge(7, { frame: 2, now: 0 });
    expect(listener.came).toEqual(["skip 4", "read ef", "skip 1"]);
  });

  test("accounts for each octet, whatever comes in whatever order", () => {
    const piece = fc.record({ from: fc.nat({ max: 20 }), length: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat({ max: 26 }), (pieces, left) => {
        const listener = new Listener(left);
        const room = { octets: 0 };
        const stream = new Stream(listener, 0, room);
        stream.open(0);
        for (const { from, length } of pieces) stream.take(from, segment(from, length));
        stream.close(2, 0);
        const octets = listener.came.map((one) =>
          one.startsWith("read ") ? one.length - 5 : Number(one.slice(5)),
        );
        const end = pieces.reduce((most, { from, length }) => Math.max(most, from + length), 0);
        expect(octets.reduce((sum, one) => sum + one, 0)).toBe(end);
        expect(room.octets).toBe(0);
      }),
    );
  });
});
