import { describe, expect, test } from "vitest";
import { flow, mark, nothing, quality, reset, side, unanswered } from "../../../test/capture-records.ts";
import { isProven } from "../../../test/is-proven.ts";
import { causes, diagnose } from "../../diagnose/index.ts";
import type { CapturedFlow, CaptureQuality } from "../../evidence/index.ts";
import { incidentsOf } from "./incidents.ts";

const seen = (flows: readonly CapturedFlow[], how: Partial<CaptureQuality> = {}) =>
  incidentsOf({
    flows: flows.map((one, stream) => ({ ...one, stream })),
    quality: quality(how),
    applications: null,
    startedAt: 1_780_741_473_000,
    vantage: "capture",
  });

/** Target, status and cause of each incident. */
const judged = (flows: readonly CapturedFlow[], how: Partial<CaptureQuality> = {}): readonly string[] =>
  seen(flows, how).map(({ evidence }) => {
    const { status, boundary, cause } = diagnose(evidence, causes).verdict;
    return status === "healthy" ? status : `${status} ${boundary} ${cause}`;
  });

const pause = (from: number, until: number) => ({ from: mark(from), until: mark(until), took: until - from });
const from = (address: string, one: CapturedFlow): CapturedFlow => ({
  ...one,
  client: { address, port: 40_000 },
});

const closedPort = flow({
  synAcks: [],
  firstAck: null,
  completeness: 33,
  last: mark(1),
  fromClient: side({ packets: 1, dataOctets: 0 }),
  fromServer: side({ packets: 1, dataOctets: 0, synTtl: null, mss: null }),
  resets: [reset(1)],
});

/** The server answers each SYN, and nothing of the client follows. */
const halfMade = flow({
  syns: [mark(0), mark(1_000)],
  synAcks: [mark(1), mark(1_001), mark(3_000)],
  firstAck: null,
  last: mark(3_000),
  completeness: 3,
  fromClient: side({ packets: 2, dataOctets: 0 }),
  fromServer: side({ packets: 3, dataOctets: 0 }),
});

/** Full segments of the server are sent again and again, and small ones arrive. */
const blackHole = flow({
  last: mark(20_000),
  completeness: 15,
  fromClient: side({ firstData: mark(3), lastData: mark(3), flags: { duplicate_ack: 1 } }),
  fromServer: side({
    firstData: mark(8),
    lastData: mark(9),
    largestAcknowledged: 200,
    smallestRepeated: 1448,
    largestRepeated: 1448,
    mostCopies: 6,
    mostCopiesOctets: 1448,
    copyWaits: [200, 400, 800, 1600, 3200],
    unacknowledgedAtEnd: 14_480,
    lostBehind: 5,
  }),
});

const closedWindow = {
  times: 1,
  total: 10_000,
  longest: pause(100, 10_100),
  isClosedAtEnd: true,
} as const;

describe("a connection of a capture", () => {
  test.each<[string, CapturedFlow, string]>([
    ["that is in order", flow(), "healthy"],
    ["whose SYNs stay unanswered", unanswered(0, 1_000, 3_000), "broken path firewall-drops"],
    ["that is refused", closedPort, "broken tcp port-not-listening"],
    ["whose SYN-ACK is never acknowledged", halfMade, "broken response null"],
    ["whose full segments vanish", blackHole, "broken path mtu-black-hole"],
    [
      "whose client has gone in the midst of the answer",
      {
        ...blackHole,
        fromClient: side({ firstData: mark(3), lastData: mark(3) }),
        fromServer: { ...blackHole.fromServer, largestAcknowledged: 1448 },
      },
      "broken response null",
    ],
    [
      "whose client has gone before the answer",
      {
        ...blackHole,
        fromClient: side({ firstData: mark(3), lastData: mark(3) }),
        fromServer: { ...blackHole.fromServer, largestAcknowledged: 0 },
      },
      "broken response null",
    ],
    [
      "whose server does not read",
      flow({
        last: mark(12_000),
        fromClient: side({
          firstData: mark(3),
          lastData: mark(99),
          flags: { zero_window_probe: 5, window_full: 1 },
        }),
        fromServer: side({ closedWindow }),
      }),
      "broken tcp receiver-not-reading",
    ],
    [
      "whose client does not read",
      flow({
        last: mark(12_000),
        fromClient: side({ firstData: mark(3), lastData: mark(3), closedWindow }),
        fromServer: side({ firstData: mark(8), lastData: mark(99), flags: { zero_window_probe: 5 } }),
      }),
      "broken tcp receiver-not-reading",
    ],
    [
      "that stands still for seconds by lost segments",
      flow({
        last: mark(5_000),
        stalls: [pause(10, 3_000)],
        fromClient: side({ lostBehind: 3, mostCopies: 4, mostCopiesAcknowledged: true, finAt: mark(5_000) }),
      }),
      "degraded path packet-loss",
    ],
  ])("%s", (_, one, verdict) => {
    expect(judged([one])).toEqual([verdict]);
  });

  test.each<[string, CapturedFlow]>([
    ["is idle for an hour", flow({ longestSilence: pause(30, 3_600_000), last: mark(3_600_010) })],
    [
      "is closed by the server when it was idle",
      flow({
        fromClient: side({ firstData: mark(3), lastData: mark(3) }),
        fromServer: side({ firstData: mark(8), lastData: mark(8), finAt: mark(50_008) }),
        last: mark(50_008),
      }),
    ],
    [
      "is reset after both ends closed",
      flow({ resets: [reset(25, { peerSent: "fin", sequenceIsZero: false })] }),
    ],
    [
      "is reset by the client that has its answer",
      flow({
        fromClient: side({ firstData: mark(3), lastData: mark(3) }),
        resets: [reset(25, { claims: "client", peerSent: "data", sequenceIsZero: false })],
      }),
    ],
    [
      "changes the order of its segments",
      flow({ fromServer: side({ reordered: 9, flags: { out_of_order: 9 } }) }),
    ],
    [
      "is captured twice",
      flow({ fromServer: side({ duplicateFrames: 9 }), fromClient: side({ duplicateFrames: 7 }) }),
    ],
    ["has super-frames of the network card", flow({ fromServer: side({ superFrames: 9 }) })],
    [
      "repeats a segment twice",
      flow({
        fromServer: side({ mostCopies: 3, mostCopiesOctets: 1448, lostBehind: 2, unacknowledgedAtEnd: 1448 }),
      }),
    ],
    [
      "pauses for its user, its window closed",
      flow({ fromClient: side({ closedWindow: { ...closedWindow, isClosedAtEnd: false } }) }),
    ],
    [
      "says farewell to a client that has gone",
      flow({
        fromServer: side({
          firstData: mark(8),
          lastData: mark(60_000),
          finAt: mark(60_000),
          mostCopies: 8,
          mostCopiesOctets: 31,
          unacknowledgedAtEnd: 32,
        }),
        fromClient: side({ firstData: mark(3), lastData: mark(3) }),
      }),
    ],
    [
      "lacks what a filter for SYN, FIN and RST leaves out",
      flow({
        firstAck: mark(20),
        fromClient: side({ dataOctets: 0, finAt: mark(20), flags: { ack_lost_segment: 1 } }),
        fromServer: side({ dataOctets: 0, finAt: mark(19), flags: { lost_segment: 1 } }),
      }),
    ],
    [
      "is retransmitted as late as a delayed acknowledgement comes",
      flow({ stalls: [pause(10, 210), pause(1_000, 1_400)] }),
    ],
  ])("is healthy that %s", (_, one) => {
    expect(judged([one])).toEqual(["healthy"]);
  });

  test.each<[string, CapturedFlow]>([
    ["one direction alone", flow({ synAcks: [], firstAck: null, completeness: 13, fromServer: nothing })],
    ["one SYN at the end of the capture", unanswered(59_900)],
    ["one lone SYN, as a scan sends it", unanswered(0)],
    ["a SYN that was sent again just before the end", unanswered(58_500, 59_500)],
    [
      "a SYN-ACK that the client resets, as a scan does",
      flow({
        firstAck: null,
        completeness: 35,
        resets: [reset(2, { claims: "client", sequenceIsZero: false })],
        fromClient: side({ dataOctets: 0 }),
        fromServer: side({ dataOctets: 0 }),
      }),
    ],
    ["the answers alone", flow({ syns: [], fromClient: nothing, clientKnownBy: "syn-ack" })],
  ])("is not judged of which there is %s", (_, one) => {
    expect(seen([one])).toEqual([]);
  });
});

describe("connections of a capture together", () => {
  test("are degraded where some SYNs stay unanswered and others are answered", () => {
    const made = Array.from({ length: 4 }, () => flow());
    expect(judged([...made, unanswered(0, 1_000), unanswered(5_000, 6_000)])).toEqual([
      "degraded path packet-loss",
    ]);
  });

  test("are two incidents where one client never comes through and another one always does", () => {
    const shutOut = [unanswered(0, 1_000, 3_000), unanswered(9_000, 10_000, 12_000)];
    const flows = [...shutOut.map((one) => from("192.0.2.50", one)), flow(), flow()];
    expect(judged(flows)).toEqual(["broken path firewall-drops", "healthy"]);
  });

  test("are no loss where the capture itself lost frames", () => {
    const stalled = flow({
      last: mark(5_000),
      stalls: [pause(10, 3_000)],
      fromClient: side({ lostBehind: 3, finAt: mark(5_000) }),
    });
    expect(judged([stalled], { dropped: 40 })).toEqual(["healthy"]);
    expect(judged([{ ...stalled, fromServer: side({ missedByCapture: 1 }) }])).toEqual(["healthy"]);
  });

  test("of many sources that never finish their handshake are a flood, also where others are served", () => {
    const flood = Array.from({ length: 150 }, (_, index) => ({
      ...from(`198.51.100.${index}`, halfMade),
      syns: [mark(0)],
    }));
    expect(judged(flood)).toEqual(["broken tcp syn-flood"]);
    expect(judged([flow(), flow(), ...flood])).toEqual(["degraded tcp syn-flood"]);
  });

  test("fill no more than 200 records, whatever their number, the failing ones first", () => {
    const many = Array.from({ length: 500 }, (_, index) => (index < 450 ? flow() : closedPort));
    const [incident] = seen(many);
    expect(incident?.evidence.length).toBeLessThanOrEqual(200);
    const attempts = incident?.evidence.filter(({ kind }) => kind === "attempt") ?? [];
    expect(attempts.some((one) => one.kind === "attempt" && one.value.answeredProperly)).toBe(true);
    expect(attempts.filter((one) => one.kind === "attempt" && !one.value.answeredProperly)).toHaveLength(30);
  });

  test("stall in step where they stand still after the same time again and again", () => {
    const stalls = [0, 1, 2, 3, 4, 5].map((index) => pause(index * 8_000 + 50, index * 8_000 + 1_450));
    const one = flow({
      last: mark(45_000),
      stalls,
      fromClient: side({ lostBehind: 6, finAt: mark(45_000) }),
    });
    expect(judged([one])).toEqual(["degraded path periodic-saturation"]);
  });
});

describe("a flaw of the capture", () => {
  test("is told in the record of its quality, and changes no verdict of what is in order", () => {
    for (const flaw of [
      { cutFrames: 50 },
      { misorderedFrames: 9 },
      { clockSetBack: 1 },
      { duplicateFrames: 40 },
    ])
      expect(judged([flow()], flaw)).toEqual(["healthy"]);
  });
});

describe("a capture of many servers", () => {
  test("has a bounded number of incidents, those that fail among them", () => {
    const flows = Array.from({ length: 3_000 }, (_, index) => ({
      ...(index % 100 === 99 ? closedPort : flow()),
      server: { address: `198.51.100.${index % 250}`, port: 1_000 + Math.floor(index / 250) },
    }));
    const incidents = seen(flows);
    expect(incidents).toHaveLength(1_000);
    const failing = incidents.filter(({ evidence }) =>
      evidence.some((one) => one.kind === "attempt" && !one.value.answeredProperly),
    );
    expect(failing).toHaveLength(30);
  });
});

describe("a record that is taken away", () => {
  test.each([
    ["of an unanswered SYN", unanswered(0, 1_000, 3_000)],
    ["of a refusal", closedPort],
    ["of a half-made connection", halfMade],
    ["of a black hole", blackHole],
  ])("%s proves no other cause", (_, one) => {
    const [incident] = seen([one, flow()]);
    const evidence = incident?.evidence ?? [];
    const { cause } = diagnose(evidence, causes).verdict;
    for (const gone of evidence) {
      if (gone.kind === "attempt" || gone.kind === "request-asked") continue;
      const left = evidence.filter((record) => record !== gone);
      if (isProven(left, causes)) expect(diagnose(left, causes).verdict.cause).toBe(cause);
    }
  });
});

describe("a client that leaves without an answer", () => {
  const left = flow({
    fromClient: side({
      firstData: mark(3),
      lastData: mark(3),
      finAt: mark(160),
      beganWith: "http-request",
    }),
    fromServer: side({ dataOctets: 0 }),
  });
  const refusedLate = flow({
    syns: [],
    synAcks: [],
    firstAck: null,
    clientKnownBy: "port",
    fromClient: side({ packets: 1, dataOctets: 0 }),
    fromServer: side({ packets: 1, firstData: mark(0), lastData: mark(0) }),
    resets: [reset(1, { claims: "client" })],
  });

  test.each<[string, CapturedFlow]>([
    ["of its request over HTTP is no witness that all is well", left],
    ["that comes after it has closed is none either", refusedLate],
  ])("%s", (_, one) => {
    expect(judged([one], { cutFrames: 9 })).toEqual([]);
    const dead = unanswered(0, 1_000, 3_000, 7_000);
    expect(judged([one, dead], { cutFrames: 9 })).toEqual([expect.stringMatching(/^broken/)]);
  });

  test("where no answer is due is in order", () => {
    const oneWay = flow({ fromServer: side({ dataOctets: 0 }) });
    expect(judged([oneWay])).toEqual(["healthy"]);
  });
});
