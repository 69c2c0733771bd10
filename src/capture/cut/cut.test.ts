import { rmSync } from "node:fs";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import {
  CAPTURE_START,
  captureFolder,
  conversationOctets,
  exchange,
  handshake,
  type Said,
  segmentOctets,
} from "../../../test/capture-conversation.ts";
import { pcapOctets } from "../../../test/capture-octets.ts";
import { frameOf } from "../../../test/packet-frames.ts";
import { readCapture } from "../../../test/read-capture.ts";
import { createDissector, createFrameReader, createPacket } from "../../wire/index.ts";
import { CaptureReading } from "../reading.ts";
import { blankPayload } from "./blank-payload.ts";
import { cutFlow } from "./cut-flow.ts";
import { readFlowFrames } from "./flow-frames.ts";

const { folder, file } = captureFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const ends = {
  client: { address: "192.0.2.10", port: 40_000 },
  server: { address: "198.51.100.20", port: 443 },
};
const two = file(
  "two.pcap",
  conversationOctets([
    ...handshake(0),
    ...handshake(0.1, 40_001),
    ...exchange(0.2),
    ...exchange(0.5, 40_001),
  ]),
);

const framesOf = (path: string, stream: number, marked: readonly number[] = []) =>
  readFlowFrames([path], { stream, marked: new Set(marked), ...ends }, { signal });

test("readFlowFrames() gives the frames of one flow with relative numbers", async () => {
  const { frames, total } = await framesOf(two, 0);
  expect(total).toBe(8);
  expect(frames.map(({ mark }) => mark.frame)).toEqual([1, 2, 3, 7, 8, 9, 10, 11]);
  expect(frames[1]).toMatchObject({
    from: "server",
    bits: ["SYN", "ACK"],
    sequence: 0,
    acknowledgement: 1,
    ttl: 60,
  });
  expect(frames[4]).toMatchObject({ ordinal: 5, sequence: 1, acknowledgement: 16, dataOctets: 13 });
  expect(frames[0]?.acknowledgement).toBeNull();
});

const long = (count: number): readonly Said[] =>
  Array.from({ length: count }, (_, index) => ({
    ...({ at: 0.1 + index / 1_000, by: "client", bits: "A", data: "x" } as const),
    ...{ seq: 1 + index, ack: 1 },
  }));

test("readFlowFrames() keeps the ends of a long flow, what is flagged and what is marked", async () => {
  const again: Said = { at: 2, by: "client", bits: "A", seq: 1, ack: 1, data: "x" };
  const path = file("long.pcap", conversationOctets([...handshake(0), ...long(500), again, ...long(0)]));
  const { frames, total } = await framesOf(path, 0, [250]);
  expect(total).toBe(504);
  expect(frames.length).toBeLessThan(40);
  expect(frames.map(({ ordinal }) => ordinal)).toContain(250);
  expect(frames.at(-1)?.analysis).toEqual(["retransmission"]);
});

test("CaptureReading.framesOf() of what comes only once has the same frames", async () => {
  const reading = await CaptureReading.begin([two], { signal, follow: true });
  const abort = new AbortController();
  await reading.read({ signal: abort.signal, follow: true }, () => abort.abort());
  const marked = new Set<number>();
  expect(
    await reading.framesOf({ stream: 1, marked, ...ends, client: { ...ends.client, port: 40_001 } }, signal),
  ).toEqual(
    await readFlowFrames(
      [two],
      { stream: 1, marked, ...ends, client: { ...ends.client, port: 40_001 } },
      { signal },
    ),
  );
});

async function cutOf(path: string, keepsPayload: boolean, frames: readonly number[] = []) {
  const parts: Uint8Array[] = [];
  const wanted = { stream: 0, frames: new Set(frames), whole: new Set<number>(), keepsPayload };
  const begin = () => {
    parts.length = 0;
    return (octets: Uint8Array) => void parts.push(octets);
  };
  const done = await cutFlow([path], wanted, { signal, begin });
  return { done, octets: Buffer.concat(parts) };
}

test("cutFlow() writes the frames of one flow and those asked for by number, each once", async () => {
  const { done, octets } = await cutOf(two, true, [1, 5]);
  expect(done).toMatchObject({ frames: 9, leftOut: 0 });
  expect(readCapture(octets)?.lines.length).toBe(9);
  expect(octets.includes("secret question")).toBe(true);
});

test("cutFlow() lays zeros where the payload was, and leaves headers and lengths", async () => {
  const { octets } = await cutOf(two, false);
  expect(octets.includes("secret")).toBe(false);
  const path = file("cut.pcap", octets);
  const { frames } = await framesOf(path, 0);
  expect(frames.map(({ dataOctets }) => dataOctets)).toEqual([0, 0, 0, 15, 13, 0, 0, 0]);
});

test("cutFlow() writes the earlier fragments of a datagram of the flow, in their order, without their payload", async () => {
  const whole = conversationOctets([
    { at: 0.2, by: "client", bits: "A", seq: 1, ack: 1, data: "secret question, a long one" },
  ]);
  // 24 octets of the global header, 16 of the record's, 14 of Ethernet, 20 of IP; then 20 of TCP and the data.
  const [header, payload] = [whole.slice(54, 74), whole.slice(74)];
  const piece = (offset: number, octets: Uint8Array, isMore: boolean) => {
    const ip = Uint8Array.from(header);
    new DataView(ip.buffer).setUint16(2, 20 + octets.length);
    new DataView(ip.buffer).setUint16(6, offset / 8 + (isMore ? 0x2000 : 0));
    return [...whole.slice(40, 54), ...ip, ...octets];
  };
  const said = [...handshake(0), ...handshake(0.1, 40_001)];
  const octetsOf = (one: Said) => ({ at: one.at, octets: segmentOctets(one) });
  const frames = [
    ...said.map(octetsOf),
    { at: 0.2, octets: piece(0, payload.slice(0, 32), true) },
    octetsOf({ at: 0.21, by: "client", bits: "A", seq: 1, ack: 1, port: 40_001 }),
    octetsOf({ at: 0.22, by: "server", bits: "A", seq: 1, ack: 1 }),
    { at: 0.23, octets: piece(32, payload.slice(32), false) },
    octetsOf({ at: 0.3, by: "server", bits: "A", seq: 1, ack: 28 }),
  ];
  const records = frames.map(({ at, octets }) => ({
    seconds: CAPTURE_START,
    fraction: Math.round(at * 1e6),
    octets: Uint8Array.from(octets),
  }));
  const path = file("pieces.pcap", pcapOctets(records));
  const { done, octets } = await cutOf(path, false);
  expect(done).toEqual({ frames: 7, leftOut: 0, fragmentsLeftOut: 0 });
  expect(octets.includes("secret")).toBe(false);
  const kept = await cutOf(path, true);
  const again = await framesOf(file("kept.pcap", kept.octets), 0);
  expect(again.frames.map(({ dataOctets }) => dataOctets)).toEqual([0, 0, 0, 0, 27, 0]);
});

test("cutFlow() of a stream that is not there writes nothing", async () => {
  const wanted = { stream: 9, frames: new Set<number>(), whole: new Set<number>(), keepsPayload: false };
  expect(await cutFlow([two], wanted, { signal, begin: () => () => undefined })).toMatchObject({ frames: 0 });
});

test("blankPayload() of any octets keeps their number and every octet that is no zero", () => {
  const dissector = createDissector();
  const packet = createPacket();
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 255 }), { maxLength: 200 }),
      fc.constantFrom(1, 101, 113, 276),
      (octets, link) => {
        const frame = frameOf(link, octets);
        dissector.dissect(frame, packet);
        const blank = [...blankPayload(frame, packet)];
        expect(blank.length).toBe(octets.length);
        expect(blank.every((octet, index) => octet === 0 || octet === octets[index])).toBe(true);
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});

test("blankPayload() of the last fragment leaves the IP header, and nothing of what it carries", () => {
  const piece = (from: number, isMore: boolean, octets: number) => [
    ...[0x45, 0, 0, 20 + octets, 0, 9, (isMore ? 0x20 : 0) | (from >> 11), (from >> 3) & 255, 64, 6, 0, 0],
    ...[192, 0, 2, 1, 192, 0, 2, 2],
    ...new Array<number>(octets).fill(0x50),
  ];
  const dissector = createDissector();
  const packet = createPacket();
  dissector.dissect(frameOf(101, piece(0, true, 32)), packet);
  const last = frameOf(101, piece(32, false, 16));
  dissector.dissect(last, packet);
  expect(packet.isReassembled).toBe(true);
  expect([...blankPayload(last, packet)]).toEqual([
    ...piece(32, false, 16).slice(0, 20),
    ...new Array(16).fill(0),
  ]);
});

test("blankPayload() cuts behind the headers of the packet that an ICMP error quotes", () => {
  const inner = [...frameInside()];
  const icmp = [3, 4, 0, 0, 0, 0, 5, 120, ...inner];
  const header = [0x45, 0, 0, 20 + icmp.length, 0, 1, 0, 0, 64, 1, 0, 0, 192, 0, 2, 1, 192, 0, 2, 10];
  const frame = frameOf(101, [...header, ...icmp]);
  const packet = createPacket();
  createDissector().dissect(frame, packet);
  const blank = blankPayload(frame, packet);
  expect([...blank.subarray(0, 28 + 40)]).toEqual([...header, ...icmp].slice(0, 68));
  expect([...blank.subarray(68)].every((octet) => octet === 0)).toBe(true);
  expect(blank.length).toBeGreaterThan(68);
});

/** An IPv4 packet of the conversation with data, without its Ethernet header. */
function* frameInside(): Generator<number> {
  const octets = conversationOctets(exchange(0).slice(0, 1));
  const reader = createFrameReader(octets);
  if (reader === null) return;
  reader.room().set(octets);
  reader.filled(octets.length);
  reader.next();
  const { at, captured } = reader.frame;
  yield* reader.frame.octets.subarray(at + 14, at + captured);
}
