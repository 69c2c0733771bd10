import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { writeTraffic } from "../../bench/capture-traffic.ts";
import { type MadeFrame, pcapOctets } from "../../test/capture-octets.ts";
import type { CapturedFlow } from "../evidence/index.ts";
import { createFrameReader } from "../wire/index.ts";
import { createApplications } from "./application/index.ts";
import { CaptureAnalysis } from "./capture-analysis.ts";

/** Octets of a file's header and of a record's. */
const [FILE, RECORD] = [24, 16];

/** Everything that is read of a capture, from its octets. */
function read(octets: Uint8Array, onFlow?: (flow: CapturedFlow) => void) {
  const applications = createApplications();
  const analysis = new CaptureAnalysis({
    keepsFlows: true,
    onFlags: () => undefined,
    applications,
    ...(onFlow === undefined ? {} : { onFlow }),
  });
  const reader = createFrameReader(octets);
  if (reader === null) return null;
  for (let at = 0; !reader.isOver; ) {
    const room = reader.room();
    const part = octets.subarray(at, at + room.length);
    room.set(part);
    reader.filled(part.length);
    analysis.read(reader);
    at += part.length;
    if (part.length === 0) break;
  }
  return {
    analysis,
    flows: analysis.tracks?.flows() ?? [],
    found: applications.finish(),
    damage: reader.damage,
  };
}

/** A TCP segment in Ethernet and IPv4, of a port of 192.0.2.1 to port 80 of another host. */
function segment(client: number, flags: number): Uint8Array {
  const octets = Buffer.alloc(54);
  octets.writeUInt16BE(0x0800, 12);
  octets.set([0x45, 0, 0, 40], 14);
  octets.set([64, 6], 22);
  octets.writeUInt32BE(0xc0000201, 26);
  octets.writeUInt32BE(0xcb000000 + (client >> 15), 30);
  octets.writeUInt16BE(1_024 + (client & 0x7fff), 34);
  octets.writeUInt16BE(80, 36);
  octets.writeUInt32BE(client, 38);
  octets.set([0x50, flags, 0xff, 0xff], 46);
  return octets;
}

/** A fragment of a packet that is never whole. */
function fragment(id: number): Uint8Array {
  const octets = Buffer.alloc(62);
  octets.writeUInt16BE(0x0800, 12);
  octets.set([0x45, 0, 0, 48], 14);
  octets.writeUInt16BE(id, 18);
  octets.writeUInt16BE(0x2000 | (id & 0xff), 20);
  octets.set([64, 17], 22);
  return octets;
}

const [SYN, RST] = [2, 4];
const frames = (count: number, octetsOf: (index: number) => Uint8Array): readonly MadeFrame[] =>
  Array.from({ length: count }, (_, index) => ({ seconds: index, fraction: 0, octets: octetsOf(index) }));

describe("CaptureAnalysis on a hostile capture", () => {
  let good = Buffer.alloc(0);
  let records: readonly number[] = [];
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "capture-"));
    try {
      writeTraffic(join(folder, "good.pcap"), { seed: 7, packets: 400, flows: 12 });
      good = readFileSync(join(folder, "good.pcap")).subarray(0, 600_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const starts: number[] = [];
    for (let at = FILE; at + RECORD <= good.length; at += RECORD + good.readUInt32LE(at + 8)) starts.push(at);
    records = starts;
  });

  test("analyses real traffic of TLS, HTTP and DNS", () => {
    const result = read(good);
    expect(result?.flows.length).toBeGreaterThan(5);
    expect(result?.found.dns.kept.length).toBeGreaterThan(0);
  });

  test("never throws on frames with wrong octets in them", () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 120 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 400 }), (changes) => {
        const bad = Buffer.from(good);
        for (const [record, offset, value] of changes) {
          const start = records[record % records.length] ?? FILE;
          const at = start + RECORD + offset;
          if (at < bad.length && offset < bad.readUInt32LE(start + 8)) bad[at] = value;
        }
        expect(read(bad)?.analysis.counts.frames).toBeGreaterThan(0);
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  test("reads every truncation of a good file in its first KiB, and says where it ends", () => {
    for (let length = FILE; length <= 1_024; length += 1) {
      const result = read(good.subarray(0, length));
      const whole = records.filter(
        (at) => at + RECORD <= length && at + RECORD + good.readUInt32LE(at + 8) <= length,
      );
      expect(result?.analysis.counts.frames).toBe(whole.length);
      const isBetween = length === FILE || records.includes(length);
      expect(result?.damage === null).toBe(isBetween);
    }
  });

  test("keeps a bounded number of the flows of a SYN flood, and counts all", () => {
    const flood = 100_000;
    const result = read(pcapOctets(frames(flood, (index) => segment(index, SYN))));
    expect(result?.flows.length).toBeLessThanOrEqual(16_000);
    const { givenUp = 0, leftOut = 0 } = result?.analysis.tracks ?? {};
    expect((result?.flows.length ?? 0) + givenUp + leftOut).toBe(flood);
  });

  test("hands out each flow that it gives up, so that none is lost", () => {
    const streams = new Set<number>();
    const many = 40_000;
    const result = read(pcapOctets(frames(many, (index) => segment(index, RST))), ({ stream }) =>
      streams.add(stream),
    );
    for (const { stream } of result?.flows ?? []) streams.add(stream);
    expect(result?.analysis.tracks?.leftOut).toBe(0);
    expect(streams.size).toBe(many);
  });

  test("counts 65,535 fragments of packets that are never whole", () => {
    const result = read(pcapOctets(frames(65_535, fragment)));
    expect(result?.analysis.counts.fragments).toBe(65_535);
  });

  test("ends at a record of 4 GiB and keeps what lies before it", () => {
    const bad = Buffer.from(good.subarray(0, (records[3] ?? 0) + RECORD));
    bad.writeUInt32LE(0xffff_ffff, (records[3] ?? 0) + 8);
    const result = read(bad);
    expect(result?.analysis.counts.frames).toBe(3);
    expect(result?.damage?.fileOffset).toBe(records[3]);
  });

  test("takes a clock that runs backwards as it is, without a time below zero between frames of a flow", () => {
    const bad = Buffer.from(good);
    for (const [index, at] of records.entries()) bad.writeUInt32LE(2_000_000_000 - index, at);
    const result = read(bad);
    expect(result?.analysis.counts.setBack).toBeGreaterThan(100);
    for (const { fromClient, fromServer } of result?.flows ?? [])
      for (const { roundTrips } of [fromClient, fromServer])
        expect(roundTrips?.least ?? 0).toBeGreaterThanOrEqual(0);
  });
});
