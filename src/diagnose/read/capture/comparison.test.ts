import { describe, expect, test } from "vitest";
import { askedFor } from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import type { AppearedPacket, ComparedFlow, DirectionFates, UnmatchedFlow } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { readComparison } from "./comparison.ts";

const server = { address: "192.0.2.10", port: askedFor.port };
const client = { address: "192.0.2.1", port: 40_000 };
const request: ReferenceRequest = {
  asked: askedFor,
  client: "client",
  server: null,
  address: server.address,
  way: ["client"],
  clientAddress: null,
  clientNetwork: null,
  window: { from: 0, until: 1 },
};

const side = (from: string, to: string, said: Partial<DirectionFates>): DirectionFates => ({
  from,
  to,
  left: 20,
  arrived: 20,
  lost: 0,
  lostData: 0,
  lostPackets: [],
  appeared: 0,
  appearedPackets: [],
  duplicated: 0,
  overtaken: 0,
  missedAtSender: 0,
  missedAtReceiver: 0,
  outside: 0,
  unclear: 0,
  largestArrived: 1_500,
  smallestLost: null,
  mostCopiesLost: 0,
  distinctLost: 0,
  ttlAtSender: 64,
  resetsLeft: [],
  neverArrived: false,
  icmpErrors: 0,
  tooBig: 0,
  delay: null,
  changes: {
    hops: 1,
    mss: null,
    optionsStripped: [],
    windowChanged: 0,
    dscp: null,
    ecn: null,
    congestionMarked: 0,
    sequenceOffset: 0,
    ipIdChanged: 0,
    dataChanged: 0,
  },
  ...said,
});

const flow = (
  fromServer: Partial<DirectionFates> = {},
  fromClient: Partial<DirectionFates> = {},
): ComparedFlow => ({
  protocol: "tcp",
  streams: [0, 0],
  ends: [
    { client, server },
    { client, server },
  ],
  isTranslated: false,
  matchedBy: "addresses",
  nearClient: "client",
  nearServer: "server",
  placedBy: "ttl",
  fromClient: side("client", "server", fromClient),
  fromServer: side("server", "client", fromServer),
});

const alone = (said: Partial<UnmatchedFlow>): UnmatchedFlow => ({
  protocol: "tcp",
  at: "client",
  stream: 1,
  client,
  server,
  first: { at: "client", frame: 1, time: 0 },
  packets: 4,
  isAnswered: false,
  syns: 4,
  resets: 0,
  isCovered: true,
  otherSaw: "endpoint",
  fate: "lost",
  ...said,
});

const reset: AppearedPacket = {
  mark: { at: "client", frame: 23, time: 9 },
  is: "RST",
  dataOctets: 0,
  claims: "server",
  ttl: 64,
  ttlOfClaimed: 63,
  claimedWentOn: true,
  isCertain: true,
};

const hole: Partial<DirectionFates> = {
  lost: 7,
  lostData: 7,
  largestArrived: 168,
  smallestLost: 1_500,
  mostCopiesLost: 5,
  distinctLost: 3,
  neverArrived: true,
};
const chance: Partial<DirectionFates> = { lost: 3, lostData: 3, smallestLost: 400, mostCopiesLost: 1 };

function find(flows: readonly ComparedFlow[], unmatched: readonly UnmatchedFlow[] = []): readonly string[] {
  const totals = {
    ...{ matched: flows.length, notCompared: 0, onlyAtFirst: 0, onlyAtSecond: 0, endsHere: 0, arrived: 0 },
    ...{ lost: 0, appeared: 0, duplicated: 0, missedByCapture: 0, outside: 0, unclear: 0 },
  };
  const pair = { first: "client", second: "server", clock: null, flows, unmatched, totals };
  const record = exampleRecord(
    "e1",
    "capture-comparison",
    { places: [], pairs: [pair] },
    { boundary: "path" },
  );
  return readComparison([record], request).map(
    ({ name, holds, strength }) => `${holds ? "" : "not "}${name}${strength === "suggests" ? "?" : ""}`,
  );
}

const ARRIVES = "syn-arrives-at-server";

describe("two captures say", () => {
  test.each<[string, readonly ComparedFlow[], readonly string[]]>([
    ["that the SYN arrived, where all is well", [flow()], [ARRIVES]],
    ["less, where routers lie behind the second place", [flow({ ttlAtSender: 61 })], [`${ARRIVES}?`]],
    [
      "that a reset which never left the server is a stranger's",
      [flow({ appeared: 1, appearedPackets: [reset] })],
      [ARRIVES, "reset-is-a-strangers", "not server-sent-reset"],
    ],
    [
      "nothing of a reset that the server's capture may have missed",
      [flow({ appeared: 1, appearedPackets: [{ ...reset, isCertain: false }] })],
      [ARRIVES],
    ],
    [
      "that the server sent the reset which left it",
      [flow({ resetsLeft: [{ mark: reset.mark, ttl: 64, hasArrived: true }] })],
      [ARRIVES, "server-sent-reset"],
    ],
    [
      "nothing of a reset that came from behind the second place",
      [flow({ resetsLeft: [{ mark: reset.mark, ttl: 61, hasArrived: true }] })],
      [ARRIVES],
    ],
    ["that packets are lost, whatever their size", [flow(chance)], [ARRIVES, "loss-at-destination"]],
    ["nothing of one lost packet", [flow({ ...chance, lostData: 1, lost: 1 })], [ARRIVES]],
    ["nothing of acknowledgements that are thinned out", [flow({ lost: 9 })], [ARRIVES]],
    [
      "that large packets vanish and small ones pass",
      [flow(hole)],
      [ARRIVES, "answers-sent-again", "probe-finds-black-hole", "large-vanishes", "small-passes"],
    ],
    [
      "less of one packet alone, which may be lost for what it says",
      [flow({}, { ...hole, distinctLost: 1 })],
      [ARRIVES, "data-unacknowledged", "probe-finds-black-hole?", "large-vanishes?", "small-passes"],
    ],
    [
      "nothing of a size, where a router says that it is too large",
      [flow({ ...hole, tooBig: 1 })],
      [ARRIVES, "answers-sent-again"],
    ],
    [
      "nothing of a size, where as much has come",
      [flow({ ...hole, largestArrived: 1_500 })],
      [ARRIVES, "answers-sent-again"],
    ],
  ])("%s", (_, flows, found) => expect(find(flows)).toEqual(found));

  test.each<[string, Partial<UnmatchedFlow>, readonly string[]]>([
    ["that the SYN did not arrive", {}, [`not ${ARRIVES}`]],
    [
      "less, where only another port of the server was seen there",
      { otherSaw: "address" },
      [`not ${ARRIVES}?`],
    ],
    ["less, where the clocks could not be compared", { isCovered: null }, [`not ${ARRIVES}?`]],
    ["nothing of a connection that need not pass", { fate: "elsewhere" }, []],
    ["nothing of one that a proxy ends", { fate: "ends-here", isAnswered: true }, []],
    [
      "that another machine refused it",
      { fate: "ends-here", resets: 1 },
      ["answered-in-its-place", "reset-is-a-strangers", `not ${ARRIVES}`],
    ],
  ])("of a connection at one place: %s", (_, said, found) => expect(find([], [alone(said)])).toEqual(found));
});
