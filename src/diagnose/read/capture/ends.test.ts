import { describe, expect, test } from "vitest";
import { flow, mark, quality, reset, side } from "../../../../test/capture-records.ts";
import { incidentsOf } from "../../../capture/index.ts";
import type { CapturedFlow, ResetSeen } from "../../../evidence/index.ts";
import { causes, diagnose } from "../../index.ts";

/** What a capture of this one connection, whose frames are cut off behind their headers, comes to. */
function verdictOf(one: CapturedFlow): string {
  const facts = {
    flows: [one],
    quality: quality({ cutFrames: 9 }),
    applications: null,
    startedAt: 1_780_741_473_000,
    vantage: "edge",
  };
  const [verdict] = incidentsOf(facts).map(({ evidence }) => diagnose(evidence, causes).verdict);
  return `${verdict?.status} ${verdict?.boundary} ${verdict?.cause}`;
}

const pause = (from: number, until: number) => ({ from: mark(from), until: mark(until), took: until - from });

describe("full segments that vanish behind super-frames", () => {
  const vanishing = (largestAcknowledged: number, mss: number | null = 1460): CapturedFlow =>
    flow({
      last: mark(5_000),
      fromClient: side({ mss, firstData: mark(3), lastData: mark(3), finAt: mark(4_000) }),
      fromServer: side({
        mss,
        firstData: mark(8),
        lastData: mark(20),
        superFrames: 2,
        dataOctets: 20_000,
        largestAcknowledged,
        smallestRepeated: 1448,
        largestRepeated: 1448,
        mostCopies: 5,
        mostCopiesOctets: 1448,
        copyWaits: [200, 400, 800, 1600],
        unacknowledgedAtEnd: 15_928,
        lostBehind: 4,
      }),
    });

  test("are a black hole where only smaller ones were acknowledged", () => {
    expect(verdictOf(vanishing(466))).toBe("broken path mtu-black-hole");
  });

  test("are none where a full one was acknowledged, or nobody knows how large that is", () => {
    expect(verdictOf(vanishing(7_240))).not.toContain("mtu-black-hole");
    expect(verdictOf(vanishing(1_448))).not.toContain("mtu-black-hole");
    expect(verdictOf(vanishing(466, null))).not.toContain("mtu-black-hole");
  });
});

describe("a server's window of zero", () => {
  const closed = (took: number, probes: number, isClosedAtEnd = true): CapturedFlow =>
    flow({
      last: mark(took + 100),
      fromClient: side({ firstData: mark(3), lastData: mark(99), flags: { keep_alive: probes } }),
      fromServer: side({
        closedWindow: { times: 1, total: took, longest: pause(100, 100 + took), isClosedAtEnd },
      }),
    });

  test("that four probes find closed is that of a process which does not read", () => {
    expect(verdictOf(closed(3_200, 4))).toBe("broken tcp receiver-not-reading");
  });

  test.each<[string, CapturedFlow]>([
    ["for a moment", closed(1_500, 3)],
    ["that opens again", closed(3_200, 4, false)],
    ["that nobody asked after", closed(3_200, 1)],
  ])("%s breaks nothing", (_, one) => expect(verdictOf(one)).not.toContain("broken"));
});

/** The answer of frame 9 meets this reset in the client's name, from a machine one router nearer. */
const rejected = (value: Partial<ResetSeen> = {}): CapturedFlow =>
  flow({
    last: mark(4_000),
    fromClient: side({ firstData: mark(3), lastData: mark(3), finAt: mark(4_000), ttls: [63], synTtl: 63 }),
    fromServer: side({ firstData: mark(8), lastData: mark(8), dataOctets: 466, unacknowledgedAtEnd: 466 }),
    resets: [
      reset(9, {
        claims: "client",
        hasAck: false,
        sequenceIsZero: false,
        sequenceOffset: 0,
        offsetToPeerAck: 0,
        answersAck: true,
        ackOffset: null,
        ttl: 64,
        peerSent: "data",
        peerFrame: mark(8).frame,
        peerAwaitsAnswer: true,
        unacknowledgedOfPeer: 466,
        packetAfter: mark(4_000),
        lastAfter: mark(4_000),
        ttlsOfClaimed: [{ ttl: 63, packets: 3, isHandshake: false, frames: [1, 3] }],
        ...value,
      }),
    ],
  });

describe("a reset in the client's name that meets the answer", () => {
  test("is another machine's where the client itself is heard of later", () => {
    expect(verdictOf(rejected())).toBe("broken tcp middlebox-resets");
  });

  test.each<[string, CapturedFlow]>([
    ["is the client's own where that is silent after it", rejected({ packetAfter: null, lastAfter: null })],
    ["ends nothing where the connection goes on", rejected({ goesOn: mark(50) })],
    [
      "tells nothing where the order may be the way's",
      rejected({ packetAfter: mark(10), lastAfter: mark(10) }),
    ],
  ])("%s", (_, one) => expect(verdictOf(one)).not.toContain("broken"));
});

describe("a server that closes while the client is still sending", () => {
  const gone = (value: Partial<CapturedFlow> = {}): CapturedFlow =>
    flow({
      last: mark(400),
      fromClient: side({ firstData: mark(3), lastData: mark(399) }),
      fromServer: side({ dataOctets: 0, finAt: mark(5) }),
      resets: [
        reset(400, {
          hasAck: false,
          sequenceIsZero: false,
          sequenceOffset: 0,
          offsetToPeerAck: 0,
          answersAck: true,
          ackOffset: null,
          peerSent: "data",
          peerFrame: mark(399).frame,
          peerAwaitsAnswer: true,
          unacknowledgedOfPeer: 1036,
        }),
      ],
      ...value,
    });

  test("without a word, and refuses the rest by a reset, breaks the request", () => {
    expect(verdictOf(gone())).toBe("broken tcp peer-resets");
  });

  test("after its answer breaks nothing", () => {
    const fromServer = side({ firstData: mark(4), lastData: mark(4), finAt: mark(5) });
    expect(verdictOf(gone({ fromServer }))).not.toContain("broken");
  });

  test("and is left by the client breaks nothing", () => {
    const fromClient = side({ firstData: mark(3), lastData: mark(399), finAt: mark(4) });
    expect(verdictOf(gone({ fromClient }))).not.toContain("broken");
  });
});

describe("a SYN-ACK that nobody acknowledges", () => {
  const halfMade = (code: number | null): CapturedFlow =>
    flow({
      last: mark(3_001),
      syns: [mark(0), mark(1_000), mark(3_000)],
      synAcks: [mark(1), mark(1_001), mark(3_001)],
      firstAck: null,
      completeness: 3,
      fromClient: side({ packets: 3, dataOctets: 0 }),
      fromServer: side({ packets: 3, dataOctets: 0 }),
      icmpErrors:
        code === null
          ? []
          : [{ mark: mark(2), from: "192.0.2.1", type: 3, code, mtu: null, quotes: "server" }],
    });

  test("lacks a route back where a router says so", () => {
    expect(verdictOf(halfMade(0))).toBe("broken response return-route-missing");
  });

  test("has no known cause where nobody says why", () => {
    expect(verdictOf(halfMade(null))).toBe("broken response null");
    expect(verdictOf(halfMade(1))).toBe("broken response null");
  });
});
