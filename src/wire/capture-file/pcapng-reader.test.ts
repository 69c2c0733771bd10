import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { block, described, option, packet, section, words } from "../../../test/capture-octets.ts";
import { readCapture } from "../../../test/read-capture.ts";

const octets = Uint8Array.of(1, 2, 3, 4, 5);
const second = 1_700_000_000n;
const join = (...blocks: readonly Uint8Array[]): Uint8Array => Buffer.concat(blocks);
const big = (value: bigint, le = true): Uint8Array => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value, le);
  return new Uint8Array(view.buffer);
};

describe.each([true, false])("with the lowest octet first: %s", (le) => {
  test("sections, interfaces and packets are read", () => {
    const read = readCapture(
      join(
        section(le),
        described(1, le, [option(2, "eth0", le), option(11, Buffer.from("\0tcp port 80"), le)]),
        packet(second * 1_000_000n + 5n, octets, { le }),
        described(113, le, [option(9, Uint8Array.of(9), le)]),
        packet(second * 1_000_000_000n + 999_999_999n, octets.subarray(1), { le, of: 1 }),
      ),
    );
    expect(read?.lines).toEqual(["1\t5\t5\t1700000000.000005000", "2\t4\t4\t1700000000.999999999"]);
    expect(read?.reader).toMatchObject({ damage: null, frame: { linkType: 113, interfaceIndex: 1 } });
    expect(read?.reader.interfaces).toMatchObject([
      { name: "eth0", filter: "tcp port 80", linkType: 1, snapLength: 65_535 },
      { name: null, filter: null, linkType: 113 },
    ]);
  });

  test("a simple packet has no time, and is cut at the interface's length", () => {
    const simple = block(3, join(words(1, le, [9]), octets, new Uint8Array(4)), { le });
    expect(readCapture(join(section(le), described(1, le), simple))?.lines).toEqual(["1\t9\t9\t0.000000000"]);
  });

  test("an obsolete packet is read, and what it says of losses counted", () => {
    const ticks = second * 1_000_000n;
    const head = words(5, le, [0, Number(ticks >> 32n), Number(ticks & 0xffffffffn), 5, 60]);
    new DataView(head.buffer).setUint16(2, 3, le);
    const old = block(2, join(head, octets), { le });
    const read = readCapture(join(section(le), described(1, le), old, old));
    expect(read?.lines[1]).toBe("2\t5\t60\t1700000000.000000000");
    expect(read?.reader.interfaces[0]?.dropped).toBe(6);
  });

  test("statistics say what an interface received and lost; the last ones hold", () => {
    const of = (received: bigint, lost: bigint) =>
      block(
        5,
        join(words(3, le, [0, 0, 0]), option(4, big(received, le), le), option(5, big(lost, le), le)),
        { le },
      );
    const read = readCapture(join(section(le), described(1, le), of(1n, 0n), of(2n ** 33n, 7n)));
    expect(read?.reader.interfaces).toMatchObject([{ received: 2 ** 33, dropped: 7 }]);
  });
});

test.each([
  [0, 1_700_000_000n, "1700000000.000000000"],
  [3, 1_700_000_000_123n, "1700000000.123000000"],
  [6, 1_700_000_000_999_999n, "1700000000.999999000"],
  [9, 1_700_000_000_999_999_999n, "1700000000.999999999"],
  [12, 1_700_000_999_999_999_999n, "1700000.999999999"],
  [0x80 | 10, (1_700_000_000n << 10n) | 512n, "1700000000.500000000"],
  [0x80 | 20, (1_700_000_000n << 20n) | ((1n << 20n) - 1n), "1700000000.999999046"],
  [0x80 | 32, (1_700_000_000n << 32n) | 1n, "1700000000.000000000"],
  [0x80 | 127, 0n, "0.000000000"],
])("a clock of resolution %i is read", (resolution, ticks, time) => {
  const read = readCapture(
    join(section(), described(1, true, [option(9, Uint8Array.of(resolution))]), packet(ticks, octets)),
  );
  expect(read?.lines[0]).toBe(`1\t5\t5\t${time}`);
});

test("a count of ticks is as exact as whole numbers are, for every resolution that tools write", () => {
  const clocks = [4, 6, 7, 8, 9, 0x80 | 13, 0x80 | 20, 0x80 | 23, 0x80 | 30].map((resolution) => ({
    resolution,
    perSecond: resolution < 128 ? 10n ** BigInt(resolution) : 1n << BigInt(resolution & 0x7f),
  }));
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(...clocks), (ticks, clock) => {
      const { resolution, perSecond } = clock;
      const nanos = ((ticks % perSecond) * 1_000_000_000n) / perSecond;
      const read = readCapture(
        join(section(), described(1, true, [option(9, Uint8Array.of(resolution))]), packet(ticks, octets)),
      );
      expect(read?.lines[0]).toBe(`1\t5\t5\t${ticks / perSecond}.${String(nanos).padStart(9, "0")}`);
    }),
  );
});

test("an offset of the clock is added, also below zero", () => {
  const at = (offset: bigint) =>
    readCapture(
      join(
        section(),
        described(1, true, [option(14, big(BigInt.asUintN(64, offset)))]),
        packet(5_000_000n, octets),
      ),
    )?.lines[0];
  expect(at(100n)).toBe("1\t5\t5\t105.000000000");
  expect(at(-2n)).toBe("1\t5\t5\t3.000000000");
});

test("each section has its own byte order and counts its interfaces anew", () => {
  const read = readCapture(
    join(
      section(true),
      described(1, true),
      packet(1n, octets),
      section(false),
      described(101, false),
      packet(2n, octets, { le: false }),
    ),
  );
  expect(read?.lines.length).toBe(2);
  expect(read?.reader.interfaces.map(({ linkType }) => linkType)).toEqual([1, 101]);
  expect(read?.reader.frame).toMatchObject({ number: 2, interfaceIndex: 1, linkType: 101 });
});

test("remarks are kept in one line each, and not more than 200", () => {
  const remark = option(1, "seen\u001b[31m here\n");
  const packets = Array.from({ length: 300 }, () => packet(1n, octets, { options: [remark] }));
  const read = readCapture(join(section(true, [option(1, "a section")]), described(1), ...packets));
  expect(read?.reader.comments.slice(0, 2)).toEqual(["a section", "seen [31m here"]);
  expect(read?.reader.comments.length).toBe(200);
  expect(read?.lines.length).toBe(300);
});

test("losses that packets tell are counted where the file has no statistics", () => {
  const lost = packet(1n, octets, { options: [option(4, big(4n))] });
  expect(readCapture(join(section(), described(1), lost, lost))?.reader.interfaces[0]?.dropped).toBe(8);
});

test("unknown blocks are passed over, also those larger than the memory", () => {
  const huge = block(0x0bad, new Uint8Array(9_000_000));
  const names = block(4, new Uint8Array(20));
  const whole = join(section(), described(1), names, huge, packet(1n, octets), block(0x80000001, octets));
  for (const piece of [999_983, 10_000_000]) {
    const read = readCapture(whole, piece);
    expect(read?.lines).toEqual(["1\t5\t5\t0.000001000"]);
    expect(read?.reader).toMatchObject({ damage: null, isOver: true });
    expect(read?.reader.room().length).toBeLessThanOrEqual(4 * 1_024 * 1_024);
  }
  expect(readCapture(whole.subarray(0, 5_000_000))?.reader.damage?.what).toMatch(
    /ends within a block of 9,0/,
  );
});

test.each([
  ["a block shorter than its frame", join(section(), described(1), packet(1n, octets, { captured: 9 }))],
  ["a block whose ends differ", join(section(), described(1), block(6, new Uint8Array(24), { end: 44 }))],
  ["a block of no octets", join(section(), described(1), new Uint8Array(12))],
  [
    "a packet of an interface that is not there",
    join(section(), described(1), packet(1n, octets, { of: 7 })),
  ],
  [
    "a packet whose frame claims 4 GiB",
    join(section(), described(1), packet(1n, octets, { captured: 2 ** 32 - 1 })),
  ],
  [
    "a packet with an option longer than its block",
    join(section(), described(1), packet(1n, octets, { options: [Uint8Array.of(1, 0, 9, 0)] })),
  ],
  [
    "an interface with such an option",
    join(section(), described(1), described(1, true, [Uint8Array.of(2, 0, 255, 255)])),
  ],
  ["a simple packet before all interfaces", join(section(), block(3, new Uint8Array(4)), new Uint8Array(8))],
])("%s is damage at its offset", (name, whole) => {
  const read = readCapture(join(whole, packet(1n, octets)));
  const before = name.startsWith("a simple") ? section().length : section().length + described(1).length;
  expect(read?.lines).toEqual([]);
  expect(read?.reader.damage?.fileOffset).toBe(before);
});

test("a section of version 2, or without a byte order, is damage", () => {
  const second = section();
  second[12] = 2;
  expect(readCapture(second)?.reader.damage?.what).toBe("a section of version 2");
  expect(readCapture(block(0x0a0d0d0a, new Uint8Array(16)))?.reader.damage?.fileOffset).toBe(0);
});

test("every truncation ends with the whole frames before it, and damage where the cut block begins", () => {
  const head = join(section(), described(1, true, [option(2, "eth0")]));
  const packets = Array.from({ length: 16 }, (_, index) => packet(BigInt(index), new Uint8Array(30 + index)));
  const whole = join(head, ...packets);
  const ends = [0, section().length, head.length];
  for (const { length } of packets) ends.push((ends.at(-1) ?? 0) + length);
  expect(whole.length).toBeGreaterThan(1_024);
  for (let length = 4; length < whole.length; length++) {
    const read = readCapture(whole.subarray(0, length));
    const last = ends.findLast((end) => end <= length) ?? 0;
    expect(read?.lines.length).toBe(Math.max(0, ends.indexOf(last) - 2));
    expect(read?.reader.damage?.fileOffset ?? null).toBe(last === length ? null : last);
    expect(read?.reader.isOver).toBe(true);
  }
});

test("in which pieces a file comes makes no difference", () => {
  const whole = join(section(), described(1), packet(1n, octets), block(9, octets), packet(2n, octets));
  for (let piece = 1; piece < 80; piece++) expect(readCapture(whole, piece)?.lines.length).toBe(2);
});

test("no octets make a reader throw or go on for ever", () => {
  const heads = [
    join(section(), described(1)),
    join(section(false), described(1, false)),
    section().subarray(0, 8),
  ];
  const blocks = fc.array(
    fc.tuple(
      fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 0x0a0d0d0a),
      fc.uint8Array({ maxLength: 80 }),
      fc.boolean(),
    ),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...heads), blocks, fc.uint8Array(), (head, made, tail) => {
      const bodies = made.map(([type, body, le]) => block(type, body, { le }));
      expect(readCapture(join(head, ...bodies, tail))?.reader.isOver).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
