import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPacket } from "../../wire/index.ts";
import { flagBit } from "../tcp/analysis-flags.ts";
import { createTcpHeader } from "../tcp/header.ts";
import { control } from "../tcp/sequence.ts";
import { sendInOrder } from "./send-in-order.ts";
import { TimeRows } from "./side-times.ts";
import { SideTrack, type TrackedPacket } from "./side-track.ts";

/** A packet of one of two ends, in small numbers, so that they meet. */
interface Sent {
  readonly isFromOther: boolean;
  readonly sequence: number;
  readonly data: number;
  readonly acknowledgement: number;
  readonly bits: number;
  readonly window: number;
  readonly ttl: number;
  readonly ipId: number;
  readonly trafficClass: number;
  readonly mask: number;
  readonly after: number;
}

const inOrder: Sent = {
  isFromOther: false,
  sequence: 100,
  data: 10,
  acknowledgement: 1,
  bits: control.ack,
  window: 500,
  ttl: 64,
  ipId: 0,
  trafficClass: 0,
  mask: 0,
  after: 1_000,
};

function pair(): readonly [SideTrack, SideTrack] {
  const rows = new TimeRows(2);
  return [new SideTrack(rows), new SideTrack(rows)];
}

/** Packets whose numbers count from what comes next of their end, and what the other has sent. */
function inTurn(packets: readonly Sent[]): Sent[] {
  const next = [100, 100];
  return packets.map((packet) => {
    const [own, peer] = packet.isFromOther ? [1, 0] : [0, 1];
    const sequence = (next[own] ?? 0) + packet.sequence;
    next[own] = Math.max(next[own] ?? 0, sequence + packet.data);
    return { ...packet, sequence, acknowledgement: (next[peer] ?? 0) + packet.acknowledgement };
  });
}

/** Both ends after all packets: once with the straight line where it is taken, once without; and how often it was taken. */
function bothWays(packets: readonly Sent[]) {
  const [straight, full] = [pair(), pair()];
  const taken: boolean[] = [];
  let now = 0;
  packets.forEach((sent, index) => {
    now += sent.after;
    const { sequence, data, acknowledgement, bits, window, ttl, ipId, trafficClass } = sent;
    const seen: TrackedPacket = {
      packet: { ...createPacket(), version: 4, ttl, ipId, trafficClass },
      header: { ...createTcpHeader(), sequence, data, acknowledgement, bits, window },
      mask: sent.mask,
      frame: index + 1,
      now,
      wireOctets: 54 + data,
      repeatedAfter: -1,
    };
    const [own, peer] = sent.isFromOther ? [1, 0] : [0, 1];
    taken.push(sendInOrder(straight[own] as SideTrack, straight[peer] as SideTrack, seen));
    if (taken.at(-1) === false) straight[own]?.send(seen, straight[peer] as SideTrack);
    // What comes twice is seen before a packet is taken in: see `FlowTrack`.
    full[own]?.send(seen, full[peer] as SideTrack);
  });
  return { straight, full, taken };
}

describe("sendInOrder()", () => {
  test("takes data that goes on, and what acknowledges it", () => {
    const packets: Sent[] = [0, 1, 2, 3].flatMap((index) => [
      { ...inOrder, sequence: 100 + index * 10 },
      { ...inOrder, isFromOther: true, sequence: 1, data: 0, acknowledgement: 110 + index * 10 },
    ]);
    const { straight, full, taken } = bothWays(packets);
    expect(taken).toEqual([false, false, true, true, true, true, true, true]);
    expect(straight[0].rttSamples).toBe(4);
    expect(straight).toEqual(full);
  });

  test.each<readonly [string, Partial<Sent>]>([
    ["a hole before it", { sequence: 120 }],
    ["a flag", { mask: flagBit.retransmission }],
    ["the end of the connection", { bits: control.ack | control.fin }],
    ["a closed window", { window: 0 }],
    ["another time to live", { ttl: 63 }],
    ["a mark of congestion", { trafficClass: 3 }],
    ["an echo of one", { bits: control.ack | control.ece }],
    ["more data than a packet holds", { data: 9_000 }],
    ["the number of the packet before", { ipId: 7, sequence: 100 }],
  ])("leaves a packet with %s", (_, change) => {
    const before = { ...inOrder, ipId: 7 };
    const { straight, full, taken } = bothWays([before, { ...inOrder, sequence: 110, ipId: 8, ...change }]);
    expect(taken).toEqual([false, false]);
    expect(straight).toEqual(full);
  });

  test("comes to what the whole way comes to, whatever is sent", () => {
    const some = (...values: number[]) => fc.constantFrom(...values);
    const sent = fc.record({
      isFromOther: fc.boolean(),
      sequence: some(0, 0, 0, 0, 0, 0, 10, -10),
      data: some(0, 0, 10, 10, 10, 10, 20, 9_000),
      acknowledgement: some(0, 0, 0, -10, 10),
      bits: some(
        control.ack,
        control.ack,
        control.ack,
        control.ack | control.psh,
        control.ack | control.fin,
        control.syn,
      ),
      window: some(...Array(15).fill(500), 0),
      ttl: some(64, 64, 64, 64, 63),
      ipId: some(0, -1, 7, 8),
      trafficClass: some(0, 0, 0, 0, 0, 3),
      mask: some(0, 0, 0, 0, 0, 0, 0, flagBit.retransmission, flagBit.keep_alive, flagBit.zero_window_probe),
      after: some(0, 1_000, 200e6),
    });
    let taken = 0;
    fc.assert(
      fc.property(fc.array(sent, { minLength: 10, maxLength: 40 }), (packets) => {
        const both = bothWays(inTurn(packets));
        taken += both.taken.filter(Boolean).length;
        expect(both.straight).toEqual(both.full);
      }),
      { seed: 20_261_122, numRuns: 600 },
    );
    expect(taken).toBeGreaterThan(500);
  });
});
