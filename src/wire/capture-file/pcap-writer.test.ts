import { expect, test } from "vitest";
import { described, option, packet, section } from "../../../test/capture-octets.ts";
import { frameLine, readCapture } from "../../../test/read-capture.ts";
import { createFrameReader, createPcapWriter } from "../index.ts";

test("what a reader reads, the writer writes to the nanosecond", () => {
  const source = Buffer.concat([
    section(),
    described(113, true, [option(9, Uint8Array.of(9))]),
    packet(1_700_000_000_123_456_789n, Uint8Array.of(1, 2, 3)),
    packet(1_700_000_001_000_000_001n, new Uint8Array(64).fill(9)),
  ]);
  const reader = createFrameReader(source);
  if (reader === null) throw new Error("no reader");
  const written: Uint8Array[] = [];
  const writer = createPcapWriter(113, (octets) => written.push(octets));
  const lines: string[] = [];
  reader.room().set(source);
  reader.filled(source.length);
  while (reader.next()) {
    lines.push(frameLine(reader));
    writer.write(reader.frame);
  }
  const read = readCapture(Buffer.concat(written));
  expect(read?.lines).toEqual(lines);
  expect(lines.length).toBe(2);
  expect(read?.reader).toMatchObject({ damage: null, frame: { linkType: 113 } });
});
