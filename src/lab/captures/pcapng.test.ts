import { expect, test } from "vitest";
import { createFrameReader, createPcapWriter } from "../../wire/index.ts";
import { asPcapng } from "./index.ts";

test("asPcapng() keeps each frame, its time and its lengths", () => {
  const written: Uint8Array[] = [];
  const writer = createPcapWriter(113, (octets) => written.push(Uint8Array.from(octets)));
  const frames = [
    {
      octets: Uint8Array.of(1, 2, 3),
      at: 0,
      captured: 3,
      original: 9,
      seconds: 1_700_000_000,
      nanos: 123_456_789,
    },
    {
      octets: new Uint8Array(64).fill(9),
      at: 0,
      captured: 64,
      original: 64,
      seconds: 1_700_000_001,
      nanos: 1,
    },
  ];
  for (const frame of frames) writer.write(frame);
  const pcapng = asPcapng(Buffer.concat(written));
  const reader = createFrameReader(pcapng);
  if (reader === null) throw new Error("no reader");
  reader.room().set(pcapng);
  reader.filled(pcapng.length);
  for (const { captured, original, seconds, nanos } of frames) {
    expect(reader.next()).toBe(true);
    expect(reader.frame).toMatchObject({ linkType: 113, captured, original, seconds, nanos });
  }
  expect(reader.next()).toBe(false);
  expect(reader.damage).toBe(null);
});
