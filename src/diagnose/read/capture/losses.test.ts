import { describe, expect, test } from "vitest";
import { flow, mark, quality, side, unanswered } from "../../../../test/capture-records.ts";
import { incidentsOf } from "../../../capture/index.ts";
import type { CapturedFlow, FlowSide } from "../../../evidence/index.ts";
import { causes, diagnose } from "../../index.ts";

/** An answer that stood still for 3 s, with this lost. */
const stood = (fromServer: Partial<FlowSide>, fromClient: Partial<FlowSide> = {}): CapturedFlow =>
  flow({
    last: mark(4_000),
    stalls: [{ from: mark(100), until: mark(3_100), took: 3_000 }],
    fromClient: side({ firstData: mark(3), lastData: mark(3), packets: 50, ...fromClient }),
    fromServer: side({ firstData: mark(8), lastData: mark(3_200), packets: 100, ...fromServer }),
  });

const verdictOf = (...flows: readonly CapturedFlow[]) => {
  const facts = {
    flows: flows.map((one, stream) => ({ ...one, stream })),
    quality: quality(),
    applications: null,
    startedAt: 1_780_741_473_000,
    vantage: "edge",
  };
  return incidentsOf(facts).map(({ evidence }) => diagnose(evidence, causes).verdict)[0];
};

describe("readLosses()", () => {
  test.each<[string, CapturedFlow, string]>([
    [
      "of the server's segments behind the point of capture",
      stood({ lostBehind: 3 }),
      "Packets from 192.0.2.10 are lost on the way: 3 of 100 packets, between the client and the point of capture, in 1 connection.",
    ],
    [
      "of the server's segments before it",
      stood({ lostBefore: 2 }),
      "Packets from 192.0.2.10 are lost on the way: 2 of 102 packets, between the point of capture and the server, in 1 connection.",
    ],
    [
      "of the client's segments behind it",
      stood({}, { lostBehind: 2 }),
      "Packets to 192.0.2.10 are lost on the way: 2 of 50 packets, between the point of capture and the server, in 1 connection.",
    ],
    [
      "of both",
      stood({ lostBehind: 2 }, { lostBehind: 2 }),
      "Packets to and from 192.0.2.10 are lost on the way: 4 of 150 packets, on both sides of the point of capture, in 1 connection.",
    ],
  ])("names the direction, the place and the share of a loss %s", (_, one, summary) => {
    expect(verdictOf(one)).toMatchObject({ status: "degraded", cause: "packet-loss", summary });
  });

  test.each<[string, CapturedFlow]>([
    ["that nothing stood still by", { ...stood({ lostBehind: 3 }), stalls: [] }],
    ["of the capture alone", stood({ lostBehind: 3, missedByCapture: 1 })],
    ["that is a changed order", stood({ reordered: 9 })],
  ])("does not call a loss %s one", (_, one) => {
    expect(verdictOf(one)?.status).toBe("healthy");
  });

  describe("without a pause in any of them,", () => {
    const one = (fromClient: Partial<FlowSide>): CapturedFlow => ({
      ...stood({}, { packets: 30, ...fromClient }),
      stalls: [],
    });
    const losing = (lostBefore: number, of: number, value: Partial<FlowSide> = {}) =>
      Array.from({ length: 12 }, (_, index) => one(index < of ? { lostBefore, ...value } : value));

    test("a share of all packets in most connections slows the way", () => {
      expect(verdictOf(...losing(2, 10))).toMatchObject({ status: "degraded", cause: "packet-loss" });
    });

    test.each<[string, readonly CapturedFlow[]]>([
      ["few packets", losing(1, 9)],
      ["a small share", losing(2, 10, { packets: 3_000 })],
      ["few connections", losing(5, 4)],
      ["what a sender with much under way loses by its own haste", losing(2, 10, { mostInFlight: 200_000 })],
    ])("%s does not", (_, flows) => expect(verdictOf(...flows)?.status).toBe("healthy"));
  });

  test("is silent of a connection that was never made", () => {
    expect(verdictOf(unanswered(0, 1_000, 3_000))?.cause).not.toBe("packet-loss");
  });

  test("counts all connections of a place, also those of which no record is kept", () => {
    const one = (lostBehind: number): CapturedFlow =>
      flow({ fromServer: side({ firstData: mark(8), lastData: mark(9), packets: 20, lostBehind }) });
    const many = (losing: number) => Array.from({ length: 60 }, (_, index) => one(index < losing ? 1 : 0));
    expect(verdictOf(...many(40))).toMatchObject({ status: "degraded", cause: "packet-loss" });
    expect(verdictOf(...many(20))?.status).toBe("healthy");
  });
});
