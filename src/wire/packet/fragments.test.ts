import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameOf } from "../../../test/packet-frames.ts";
import {
  ethernet,
  fragmentHeader,
  inner4,
  ipv4,
  ipv6,
  type Octets,
  outer4,
  SEQUENCE,
  tcp,
  udp,
  vxlan,
  zeros,
} from "../../../test/packet-layers.ts";
import { createDissector } from "./dissector.ts";
import { createPacket } from "./empty-packet.ts";
import { FragmentTable } from "./fragment-table.ts";
import type { Packet } from "./packet.ts";

/** 20 octets of header and 44 of payload. */
const segment = tcp(Array.from({ length: 44 }, (_, index) => index));

const piece4 = (from: number, to: number, isMore: boolean, id = 9, protocol = 6, whole = segment): Octets =>
  ethernet(
    0x0800,
    ipv4({ protocol, id, fragment: (isMore ? 0x2000 : 0) | (from / 8) }, whole.slice(from, to)),
  );
const piece6 = (from: number, to: number, isMore: boolean, next = 6, whole = segment): Octets =>
  ethernet(0x86dd, ipv6(44, fragmentHeader(next, from | (isMore ? 1 : 0), 77, whole.slice(from, to))));

/** What a new dissector says of each of these frames; `second` of each, and how many octets of it the file holds. */
const read = (
  frames: readonly Octets[],
  second: (index: number) => number = () => 0,
  held: (index: number) => number | undefined = () => undefined,
): readonly Packet[] => {
  const dissector = createDissector();
  return frames.map((octets, index) => {
    const packet = createPacket();
    dissector.dissect(frameOf(1, octets, held(index) ?? octets.length, second(index)), packet);
    return { ...packet, octets: packet.octets.slice(packet.at, packet.at + packet.captured) };
  });
};

const inPieces = { isFragment: true, isReassembled: false };
const whole = { isFragment: false, isReassembled: true, length: segment.length, captured: segment.length };

test.each([
  ["IPv4", piece4(0, 24, true), piece4(24, 48, true), piece4(48, 64, false)],
  ["IPv6", piece6(0, 24, true), piece6(24, 48, true), piece6(48, 64, false)],
])("fragments of %s are handed out whole with the last to arrive, in any order", (_, a, b, c) => {
  for (const order of [
    [a, b, c],
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ]) {
    const [first, second, last] = read(order);
    expect(first).toMatchObject(inPieces);
    expect(second).toMatchObject(inPieces);
    expect(last).toMatchObject({ ...whole, protocol: 6 });
    expect([...(last?.octets ?? [])]).toEqual(segment);
  }
});

test("an IPv6 packet with the header of fragments that is whole needs no other", () => {
  expect(read([piece6(0, 64, false)])[0]).toMatchObject({
    isFragment: false,
    isReassembled: false,
    ipId: 77,
    length: 64,
  });
});

test("fragments of other packets, protocols or addresses stay apart", () => {
  const first = piece4(0, 32, true);
  expect(read([first, piece4(32, 64, false, 10)])[1]).toMatchObject(inPieces);
  expect(read([first, piece4(32, 64, false, 9, 17)])[1]).toMatchObject(inPieces);
  const other = ethernet(0x0800, ipv4({ protocol: 6, id: 9, fragment: 4, source: 3 }, segment.slice(32)));
  expect(read([first, other])[1]).toMatchObject(inPieces);
});

test("a repeated fragment changes nothing, and one after the whole begins anew", () => {
  const a = piece4(0, 32, true);
  const b = piece4(32, 64, false);
  expect(read([a, a, b, b, a]).map(({ isReassembled }) => isReassembled)).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
});

describe("fragments that overlap", () => {
  const nines = segment.map(() => 9);

  test("give the octets of the one with the lower offset", () => {
    const [, last] = read([piece4(0, 32, true), piece4(16, 64, false, 9, 6, nines)]);
    expect([...(last?.octets ?? [])]).toEqual([...segment.slice(0, 32), ...nines.slice(32)]);
    const [, later] = read([piece4(16, 64, false, 9, 6, nines), piece4(0, 32, true)]);
    expect([...(later?.octets ?? [])]).toEqual([...segment.slice(0, 32), ...nines.slice(32)]);
  });

  test("of the same offset give those of the earlier one", () => {
    const last = read([piece4(0, 32, true), piece4(0, 32, true, 9, 6, nines), piece4(32, 64, false)]).at(-1);
    expect([...(last?.octets ?? [])]).toEqual(segment);
  });
});

describe("fragments that cannot be put together", () => {
  test("a fragment cut by the snap length stays one, the first too", () => {
    const frames = [piece4(0, 32, true), piece4(32, 64, false)];
    expect(read(frames, undefined, (index) => (index === 0 ? 60 : undefined))).toMatchObject([
      inPieces,
      inPieces,
    ]);
    expect(read(frames, undefined, (index) => (index === 1 ? 60 : undefined))).toMatchObject([
      inPieces,
      inPieces,
    ]);
    const six = [piece6(0, 32, true), piece6(32, 64, false)];
    expect(read(six, undefined, (index) => (index === 0 ? 70 : undefined))).toMatchObject([
      inPieces,
      inPieces,
    ]);
  });

  test("what came more than 30 seconds ago is not waited for", () => {
    const frames = [piece4(0, 32, true), piece4(32, 64, false)];
    expect(read(frames, (index) => 100 + index * 30)[1]).toMatchObject(whole);
    expect(read(frames, (index) => 100 + index * 31)[1]).toMatchObject(inPieces);
    // A clock that runs backwards ages nothing.
    expect(read(frames, (index) => 100 - index * 90)[1]).toMatchObject(whole);
  });

  test("a packet longer than IP can say is dropped", () => {
    const end = ethernet(0x0800, ipv4({ protocol: 6, id: 9, fragment: 8_191 }, zeros(40)));
    expect(read([end])[0]).toMatchObject(inPieces);
  });
});

test("a tunnel is read in the whole packet, and fragments within it too", () => {
  const datagram = udp(4_789, vxlan(ethernet(0x0800, inner4)));
  const cut = (from: number, to: number, isMore: boolean): Octets =>
    piece4(from, to, isMore, 5, 17, datagram);
  const [, last] = read([cut(0, 40, true), cut(40, datagram.length, false)]);
  expect(last).toMatchObject({ isReassembled: true, tunnels: 1, protocol: 6, length: 23 });
  const inside = [piece4(0, 32, true), piece4(32, 64, false)].map((octets) =>
    ethernet(0x0800, outer4(17, udp(4_789, vxlan(octets)))),
  );
  expect(read(inside)).toMatchObject([
    { ...inPieces, tunnels: 1 },
    { ...whole, tunnels: 1 },
  ]);
});

test("the oldest of more than 4,096 packets in pieces is forgotten", () => {
  const firsts = Array.from({ length: 4_097 }, (_, id) => piece4(0, 32, true, id));
  const last = (id: number): Octets => piece4(32, 64, false, id);
  const packets = read([...firsts, last(0), last(2), last(4_096)]).slice(-3);
  expect(packets).toMatchObject([inPieces, whole, whole]);
});

test("what waits for a fragment is bounded in number and in octets", () => {
  const table = new FragmentTable();
  const octets = new Uint8Array(60_000);
  for (let id = 0; id < 10_000; id += 1) {
    const small = { seconds: 0, offset: 8, isMore: true, octets: octets.subarray(0, 8) };
    expect(table.add({ key: `small ${id}`, ...small })).toBe(-1);
  }
  expect(table.waiting).toBe(4_096);
  for (let id = 0; id < 1_000; id += 1) {
    table.add({ key: `large ${id}`, seconds: 0, offset: 8, isMore: true, octets });
  }
  expect(table.waiting).toBeLessThan(300);
});

test("65,535 fragments of one packet, or of as many, are bounded in time and memory", () => {
  const dissector = createDissector();
  const packet = createPacket();
  const octets = Uint8Array.from(piece4(0, 8, true));
  const frame = frameOf(1, [...octets]);
  for (let index = 0; index < 65_535; index += 1) {
    frame.view.setUint16(14 + 6, 0x2000 | (8_191 - (index % 8_192)));
    dissector.dissect(frame, packet);
    expect(packet.isFragment).toBe(true);
  }
  for (let index = 0; index < 65_535; index += 1) {
    frame.view.setUint16(14 + 4, index);
    dissector.dissect(frame, packet);
  }
  expect(packet).toMatchObject(inPieces);
});

test("any fragments of any packet are put together to what it was, or not at all", () => {
  const payload = Array.from({ length: 160 }, (_, index) => index);
  const datagram = udp(9, payload);
  const spans = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.integer({ min: 1, max: 21 })), { maxLength: 30 });
  fc.assert(
    fc.property(spans, (pieces) => {
      const frames = pieces.map(([from, count]) => {
        const end = Math.min(datagram.length, (from + count) * 8);
        return piece4(from * 8, end, end < datagram.length, 5, 17, datagram);
      });
      for (const packet of read(frames)) {
        if (packet.isReassembled) expect([...packet.octets]).toEqual(datagram);
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("the sequence number is in the memory in which the whole packet lies", () => {
  const dissector = createDissector();
  const packet = createPacket();
  dissector.dissect(frameOf(1, piece4(32, 64, false)), packet);
  dissector.dissect(frameOf(1, piece4(0, 32, true)), packet);
  expect(packet.view.getUint32(packet.at + 4)).toBe(SEQUENCE);
});
