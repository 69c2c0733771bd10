import { describe, expect, test } from "vitest";
import { flow, mark, quality, reset, side } from "../../../test/capture-records.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { CapturedFlow, FlowSide } from "../../evidence/index.ts";
import { incidentsOf } from "./incidents.ts";

const judged = (flows: readonly CapturedFlow[]): readonly string[] =>
  incidentsOf({
    flows: flows.map((one, stream) => ({ ...one, stream })),
    quality: quality(),
    applications: null,
    startedAt: 1_780_741_473_000,
    vantage: "capture",
  }).map(({ evidence }) => {
    const { status, boundary, cause } = diagnose(evidence, causes).verdict;
    return `${status} ${boundary} ${cause}`;
  });

/** A SYN as a program writes it by hand. */
const bare: Partial<FlowSide> = { mss: null, windowShift: null, usesSack: false, usesTimestamps: false };

/** Each answered once, as a server does that keeps no state of them, and nothing after that. */
const answeredOnce = (count: number, options: Partial<FlowSide> = {}): readonly CapturedFlow[] =>
  Array.from({ length: count }, (_, index) =>
    flow({
      client: { address: `198.51.100.${index % 250}`, port: 1_024 + index },
      synAcks: [mark(1)],
      firstAck: null,
      last: mark(1),
      completeness: 3,
      fromClient: side({ packets: 1, dataOctets: 0, ...options }),
      fromServer: side({ packets: 1, dataOctets: 0 }),
    }),
  );

describe("handshakes that are answered once and never finished", () => {
  test("are a flood where they are many and no stack's, or the capture shows that it holds acknowledgements", () => {
    const elsewhere = flow({ server: { address: "192.0.2.20", port: 22 } });
    expect(judged(answeredOnce(300, bare))).toEqual(["broken tcp syn-flood"]);
    expect(judged([...answeredOnce(300), elsewhere])).toEqual(["broken tcp syn-flood", "healthy null null"]);
  });

  test("say nothing in a capture that holds no acknowledgement of anyone: its filter may leave them out", () => {
    expect(judged(answeredOnce(300))).toEqual([]);
  });

  test("say nothing where they are few, or the client refused the answers", () => {
    expect(judged(answeredOnce(40, bare))).toEqual([]);
    const scan = answeredOnce(300, bare).map((one) => ({
      ...one,
      resets: [reset(2, { claims: "client", peerSent: "syn" })],
    }));
    expect(judged(scan)).toEqual([]);
  });
});

describe("SYNs that an older connection of the same ports answers", () => {
  const refusal = (at: number) =>
    reset(at, { claims: "client", hasAck: false, answersAck: true, ackOffset: null, peerSent: "ack" });
  const held = (syns: readonly number[]): CapturedFlow =>
    flow({
      last: mark(4_000),
      syns: syns.map(mark),
      synAcks: [],
      firstAck: null,
      completeness: 37,
      reusesPorts: true,
      fromClient: side({ packets: 8, dataOctets: 0 }),
      fromServer: side({ packets: 4, dataOctets: 0 }),
      resets: syns.map((at) => refusal(at + 2)),
    });

  test("fail to make a connection, and nothing says why", () => {
    expect(judged([held([0, 1_000, 3_000])])).toEqual(["broken tcp null"]);
  });

  test("say nothing where that befell one of them, or a SYN-ACK came in the end", () => {
    expect(judged([held([0])])).toEqual([]);
    const made = { ...held([0, 1_000, 3_000]), synAcks: [mark(3_001)], firstAck: mark(3_002) };
    expect(judged([made])[0]).not.toContain("broken");
  });
});
