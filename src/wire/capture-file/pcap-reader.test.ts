import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MadeFrame, pcapOctets } from "../../../test/capture-octets.ts";
import { readCapture } from "../../../test/read-capture.ts";

const frames: readonly MadeFrame[] = [
  { seconds: 1_700_000_000, fraction: 1, octets: Uint8Array.of(1, 2, 3), original: 60 },
  { seconds: 1_700_000_000, fraction: 999_999, octets: new Uint8Array(61).fill(7) },
  { seconds: 4_294_967_295, fraction: 0, octets: new Uint8Array() },
];
const inMicroseconds = [
  "1\t3\t60\t1700000000.000001000",
  "2\t61\t61\t1700000000.999999000",
  "3\t0\t0\t4294967295.000000000",
];
const inNanoseconds = [
  "1\t3\t60\t1700000000.000000001",
  "2\t61\t61\t1700000000.000999999",
  "3\t0\t0\t4294967295.000000000",
];

describe.each([true, false])("with the lowest octet first: %s", (isLittleEndian) => {
  test("a pcap file in microseconds is read", () => {
    const read = readCapture(pcapOctets(frames, { isLittleEndian }));
    expect(read?.lines).toEqual(inMicroseconds);
    expect(read?.reader).toMatchObject({ isOver: true, damage: null, format: "pcap" });
    expect(read?.reader.interfaces).toMatchObject([{ linkType: 1, snapLength: 65_535, name: null }]);
  });

  test("a pcap file in nanoseconds is read", () => {
    const read = readCapture(pcapOctets(frames, { isLittleEndian, magic: 0xa1b23c4d }));
    expect(read?.lines).toEqual(inNanoseconds);
  });

  test("a modified pcap file has eight more octets in each record", () => {
    const read = readCapture(pcapOctets(frames, { isLittleEndian, magic: 0xa1b2cd34, extra: 8 }));
    expect(read?.lines).toEqual(inMicroseconds);
    expect(read?.reader.damage).toBeNull();
  });

  test("the lengths of versions before 2.3 are in the other order, those of 2.3 where they must be", () => {
    const read = (minor: number, isSwapped: boolean) =>
      readCapture(pcapOctets(frames, { isLittleEndian, minor, isSwapped }))?.lines;
    expect(read(2, true)).toEqual(inMicroseconds);
    expect(read(3, true)).toEqual(inMicroseconds);
    expect(read(3, false)).toEqual(inMicroseconds);
  });

  test("the link type is read without the length of the frame check sequence", () => {
    const read = readCapture(pcapOctets(frames, { isLittleEndian, linkWord: 0x24000001 }));
    expect(read?.reader.frame.linkType).toBe(1);
    expect(read?.lines.length).toBe(3);
  });
});

test("a fraction of more than a second is carried into the seconds", () => {
  const late = [{ seconds: 10, fraction: 2_500_000, octets: Uint8Array.of(1) }];
  expect(readCapture(pcapOctets(late))?.lines).toEqual(["1\t1\t1\t12.500000000"]);
});

test("a header with bits set that must be zero, or of version 1, is damage", () => {
  expect(readCapture(pcapOctets(frames, { linkWord: 0x0020_0001 }))?.reader.damage).toMatchObject({
    fileOffset: 0,
  });
  const old = pcapOctets(frames);
  old[4] = 1;
  expect(readCapture(old)?.reader.damage?.what).toBe("a pcap file of version 1.4");
});

test("a frame lies where it says, and names the place of its record", () => {
  const { frame } = readCapture(pcapOctets(frames.slice(0, 1)))?.reader ?? {};
  expect(frame?.octets.subarray(frame.at, frame.at + frame.captured)).toEqual(Uint8Array.of(1, 2, 3));
  expect(frame?.view.getUint8(frame.at)).toBe(1);
  expect(readCapture(pcapOctets(frames))?.reader.frame.fileOffset).toBe(24 + 19 + 77);
});

test("every truncation ends with the whole frames before it, and damage where the cut one begins", () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    seconds: index,
    fraction: 0,
    octets: new Uint8Array(40 + index),
  }));
  const whole = pcapOctets(many);
  const ends = [24];
  for (const { octets } of many) ends.push((ends.at(-1) ?? 0) + 16 + octets.length);
  expect(whole.length).toBeGreaterThan(1_024);
  for (let length = 4; length < whole.length; length++) {
    const read = readCapture(whole.subarray(0, length));
    const count = ends.filter((end) => end <= length).length - 1;
    expect(read?.lines.length).toBe(Math.max(0, count));
    const last = ends[count] ?? 0;
    expect(read?.reader.damage?.fileOffset ?? null).toBe(last === length ? null : last);
    expect(read?.reader.isOver).toBe(true);
  }
});

test("in which pieces a file comes makes no difference", () => {
  const whole = pcapOctets(frames);
  for (let piece = 1; piece < 100; piece++) {
    expect(readCapture(whole, piece)?.lines).toEqual(inMicroseconds);
  }
});

test("a record of 4 GiB by its header is damage at its offset, and nothing is awaited for it", () => {
  const whole = pcapOctets(frames);
  new DataView(whole.buffer, whole.byteOffset).setUint32(24 + 19 + 8, 0xffff_ffff, true);
  const read = readCapture(whole);
  expect(read?.lines).toEqual(inMicroseconds.slice(0, 1));
  expect(read?.reader.damage).toEqual({ fileOffset: 43, what: "a record of 4,294,967,295 octets" });
});

test("the largest frame is 262,144 octets", () => {
  const of = (length: number) =>
    readCapture(pcapOctets([{ seconds: 1, fraction: 0, octets: new Uint8Array(length) }]))?.reader;
  expect(of(262_144)).toMatchObject({ damage: null, frame: { captured: 262_144 } });
  expect(of(262_145)?.damage).toEqual({ fileOffset: 24, what: "a record of 262,145 octets" });
});

test("a file larger than the memory is read whole, wherever a record is cut", () => {
  const octets = new Uint8Array(1_460);
  const many = Array.from({ length: 6_000 }, (_, seconds) => {
    return { seconds, fraction: 0, octets: octets.subarray(seconds % 7) };
  });
  const read = readCapture(pcapOctets(many), 1_000_003);
  expect(read?.lines.length).toBe(6_000);
  expect(read?.lines.at(-1)).toBe("6000\t1460\t1460\t5999.000000000");
  expect(read?.reader.damage).toBeNull();
});

test("a reader that is over takes no more octets, and asks for none", () => {
  const reader = readCapture(pcapOctets(frames))?.reader;
  expect(reader?.room().length).toBeGreaterThan(0);
  reader?.filled(8);
  expect(reader?.next()).toBe(false);
});

test("no octets make a reader throw or go on for ever", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.integer({ min: 1, max: 64 }),
      fc.boolean(),
      (tail, piece, le) => {
        const head = pcapOctets([], { isLittleEndian: le });
        const read = readCapture(Buffer.concat([head, tail]), piece);
        expect(read?.reader.isOver).toBe(true);
        expect(read?.lines.length).toBeLessThanOrEqual(tail.length / 16);
      },
    ),
    { numRuns: 500 },
  );
});
