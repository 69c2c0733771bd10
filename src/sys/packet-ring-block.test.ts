import fc from "fast-check";
import { expect, test } from "vitest";
import { noPacket, readRingBlock } from "./packet-ring-block.ts";

const OCTETS = 4096;

/** A block as the kernel lays it, with packets of these contents. */
function blockOf(...packets: readonly string[]) {
  const memory = new ArrayBuffer(OCTETS);
  const view = new DataView(memory);
  view.setUint32(8, 1, true);
  view.setUint32(12, packets.length, true);
  view.setUint32(16, 48, true);
  packets.forEach((text, index) => {
    const at = 48 + index * 128;
    view.setUint32(at, 128, true);
    view.setUint32(at + 4, 1_700_000_000 + index, true);
    view.setUint32(at + 8, 500_000_000, true);
    view.setUint32(at + 12, text.length, true);
    view.setUint32(at + 16, 1_514, true);
    view.setUint16(at + 24, 82, true);
    view.setUint8(at + 58, index % 2 === 1 ? 4 : 0);
    new Uint8Array(memory, at + 82, text.length).set(Buffer.from(text));
  });
  return { memory, at: 0, octets: OCTETS };
}

test("readRingBlock() hands over each packet and gives the block back", () => {
  const block = blockOf("one", "other");
  const seen: unknown[] = [];
  const isRead = readRingBlock(
    block,
    noPacket(),
    ({ at, octets, wireOctets, isOutgoing }) =>
      seen.push([at, Buffer.from(octets).toString(), wireOctets, isOutgoing]),
    () => true,
  );
  expect(isRead).toBe(true);
  expect(seen).toEqual([
    [1_700_000_000_500, "one", 1_514, false],
    [1_700_000_001_500, "other", 1_514, true],
  ]);
  expect(
    readRingBlock(
      block,
      noPacket(),
      () => expect.unreachable(),
      () => true,
    ),
  ).toBe(false);
});

test("readRingBlock() touches nothing after the ring was closed by a callback", () => {
  const block = blockOf("one", "other");
  let count = 0;
  const closing = () => {
    count += 1;
  };
  expect(readRingBlock(block, noPacket(), closing, () => false)).toBe(false);
  expect(count).toBe(1);
  expect(new DataView(block.memory).getUint32(8, true)).toBe(1);
});

test("readRingBlock() stays within the block whatever it holds", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 512 }), (octets) => {
      const memory = Uint8Array.from(octets).buffer;
      const length = memory.byteLength - (memory.byteLength % 4);
      new DataView(memory).setUint32(8, 1, true);
      readRingBlock(
        { memory, at: 0, octets: length },
        noPacket(),
        (packet) => expect(packet.octets.length).toBeLessThanOrEqual(length),
        () => true,
      );
    }),
  );
});
