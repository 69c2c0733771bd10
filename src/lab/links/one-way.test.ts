import fc from "fast-check";
import { expect, test } from "vitest";
import { OneWay } from "./one-way.ts";
import type { LinkQuality } from "./quality.ts";

/** An IPv4 packet's frame, marked with a number. */
function frameOf(mark: number, octets = 100): Uint8Array {
  const frame = new Uint8Array(octets);
  frame.set([0x08, 0x00, mark & 0xff, mark >> 8], 12);
  return frame;
}

const markOf = (frame: Uint8Array) => (frame[14] ?? 0) | ((frame[15] ?? 0) << 8);

function wayOf(quality: LinkQuality, fraction = () => 0.5): OneWay {
  const way = new OneWay(fraction);
  way.shape(quality, 0);
  return way;
}

/** The marks of what has arrived by a time. */
function arrived(way: OneWay, now: number): number[] {
  const marks: number[] = [];
  way.deliver(now, (frame) => marks.push(markOf(frame)));
  return marks;
}

test("a frame arrives after the delay and not before", () => {
  const way = wayOf({ delay: 20 });
  way.accept(frameOf(1), 5);
  expect(way.nextAt).toBe(25);
  expect(arrived(way, 24.9)).toEqual([]);
  expect(arrived(way, 25)).toEqual([1]);
  expect(way.nextAt).toBe(Number.POSITIVE_INFINITY);
});

test("a rate sends one frame after the other and drops what would wait too long", () => {
  // 1,250 octets at 10 Mbit/s take 1 ms.
  const way = wayOf({ rate: 10, queue: 2 });
  for (const mark of [1, 2, 3, 4, 5]) way.accept(frameOf(mark, 1_250), 0);
  expect(arrived(way, 2)).toEqual([1, 2]);
  expect(arrived(way, 100)).toEqual([3]);
});

test("an overtaking frame passes those that are delayed", () => {
  const fractions = [0.5, 0.9, 0.5, 0.1];
  const way = wayOf({ delay: 20, reorder: 0.25 }, () => fractions.shift() ?? 0);
  way.accept(frameOf(1), 0);
  way.accept(frameOf(2), 1);
  expect(arrived(way, 100)).toEqual([2, 1]);
});

test("a burst loses in each period, for its time alone", () => {
  const way = wayOf({ burst: { every: 100, lasts: 10 } });
  for (let at = 0; at < 300; at += 5) way.accept(frameOf(at), at);
  const lost = new Set([0, 5, 100, 105, 200, 205]);
  const expected = Array.from({ length: 60 }, (_, index) => index * 5).filter((at) => !lost.has(at));
  expect(arrived(way, 1_000)).toEqual(expected);
});

test("an IP packet above the hidden MTU vanishes, one of that size passes", () => {
  const way = wayOf({ mtu: 1_400 });
  way.accept(frameOf(1, 1_415), 0);
  way.accept(frameOf(2, 1_414), 0);
  expect(arrived(way, 0)).toEqual([2]);
});

test("ARP and neighbour discovery pass at once over a line that loses all", () => {
  const way = wayOf({ loss: 1, delay: 50 }, () => 0);
  const arp = new Uint8Array(42);
  arp.set([0x08, 0x06], 12);
  const solicitation = new Uint8Array(86);
  solicitation.set([0x86, 0xdd], 12);
  solicitation[20] = 58;
  solicitation[54] = 135;
  let count = 0;
  for (const frame of [arp, solicitation, frameOf(1)]) way.accept(frame, 0);
  way.deliver(0, () => {
    count += 1;
  });
  expect(count).toBe(2);
});

test("whatever the quality and the frames, all that is not dropped arrives once, in order where none may overtake", () => {
  const quality = fc.record({
    delay: fc.nat(50),
    jitter: fc.nat(20),
    loss: fc.double({ min: 0, max: 1, noNaN: true }),
    rate: fc.constantFrom(1, 10, 100),
  });
  const arrivals = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 0, max: 1_514 })), { maxLength: 200 });
  fc.assert(
    fc.property(
      quality,
      arrivals,
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (q, all, draw) => {
        const way = wayOf(q, () => draw.next().value ?? 0);
        let now = 0;
        for (const [index, [pause, octets]] of all.entries()) {
          now += pause;
          way.accept(frameOf(index, Math.max(octets, 60)), now);
        }
        const marks = arrived(way, now + 1_000);
        expect(marks).toEqual([...new Set(marks)].toSorted((one, other) => one - other));
        expect(way.nextAt).toBe(Number.POSITIVE_INFINITY);
      },
    ),
  );
});
