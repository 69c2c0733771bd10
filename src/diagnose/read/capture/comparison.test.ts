import { describe, expect, test } from "vitest";
import { unmatchedFlow as alone, compared, comparedFlow as flow } from "../../../../test/compared-flows.ts";
import { requestFor } from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import type {
  AppearedPacket,
  ComparedFlow,
  DirectionFates,
  LostPacket,
  UnmatchedFlow,
} from "../../../evidence/index.ts";
import { readComparison } from "./comparison.ts";

const request = requestFor({ address: compared.server.address });

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

const inClientsName: AppearedPacket = {
  ...reset,
  mark: { at: "server", frame: 20, time: 120 },
  claims: "client",
};
const later = { mark: { at: "server", frame: 40, time: 4_100 }, ttl: 64, hasArrived: true };
const earlier = { ...later, mark: { at: "server", frame: 12, time: 100 } };

const synAck = (time: number): LostPacket => ({
  mark: { at: "server", frame: time, time },
  is: "SYN-ACK",
  dataOctets: 0,
  arrivedOctets: 0,
});
const lostAnswers: Partial<DirectionFates> = {
  left: 3,
  arrived: 0,
  lost: 3,
  lostPackets: [synAck(100), synAck(1_100), synAck(3_100)],
  largestArrived: null,
  neverArrived: true,
};

/** A connection to another port of the same server, which is sound. */
function besides(address: string = compared.client.address): ComparedFlow {
  const ends = { client: { address, port: 40_001 }, server: { ...compared.server, port: 8_443 } };
  return { ...flow(), ends: [ends, ends] };
}

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
    [
      "that a reset which never left the client is a stranger's, whatever the server said of it later",
      [flow({ resetsLeft: [later] }, { appeared: 1, appearedPackets: [inClientsName] })],
      [ARRIVES, "reset-is-a-strangers"],
    ],
    [
      "nothing of one in the client's name that came after the server's own",
      [flow({ resetsLeft: [earlier] }, { appeared: 1, appearedPackets: [inClientsName] })],
      [ARRIVES, "server-sent-reset"],
    ],
    ["that the answers are lost on their way back", [flow(lostAnswers)], ["syn-ack-unacknowledged"]],
    [
      "that it is their port, where those of another port come to the same client",
      [flow(lostAnswers), besides()],
      ["syn-ack-unacknowledged", "syn-unanswered", "host-answers-otherwise"],
    ],
    [
      "not that it is their port, where another client hears the other port",
      [flow(lostAnswers), besides("192.0.2.2")],
      ["syn-ack-unacknowledged"],
    ],
    [
      "nothing of answers that the client's capture may have missed",
      [flow({ ...lostAnswers, unclear: 1 })],
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
