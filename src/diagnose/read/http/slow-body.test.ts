import { describe, expect, test } from "vitest";
import { attempt, proper } from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import { connect } from "../../../../test/tcp-records.ts";
import type { Evidence, HttpExchange, TcpInfo } from "../../../evidence/index.ts";
import { readSlowBody } from "./slow-body.ts";

const info = (value: Partial<TcpInfo>): Evidence =>
  exampleRecord(
    "i1",
    "tcp-info",
    {
      ...{ after: "answer", localAddress: "192.0.2.1", localPort: 40_000, address: "192.0.2.10", port: 80 },
      ...{
        state: "ESTABLISHED",
        backoffs: 0,
        retransmits: 0,
        totalRetransmits: 0,
        unacknowledged: 0,
        lost: 0,
      },
      ...{ reordering: 3, rto: 220, rtt: 20, rttVariation: 5, minRtt: 20, sendMss: 1448, receiveMss: 1448 },
      ...{ pathMtu: 1500, lastDataSent: 0, lastDataReceived: 0, lastAckReceived: 0, octetsAcknowledged: 100 },
      ...{ octetsReceived: 1_000, notSent: 0, receiverWindowLimited: 0, outOfOrder: 0 },
      ...value,
    },
    { boundary: "tcp", purpose: "reference", attempt: 1 },
  );

const symptom = (text: string): Evidence =>
  exampleRecord("s1", "symptom", { text, signals: [] }, { boundary: "client" });

/** A body over a path of 20 ms; `rate` in octets a second. */
function body(octets: number, rate: number, changes: Partial<HttpExchange> = {}): readonly Evidence[] {
  const exchange = {
    ...{ address: "192.0.2.10", promisedOctets: octets, bodyOctets: octets },
    ...{ phases: { firstByte: 25, transfer: (octets / rate) * 1000 }, paused: { total: 0, longest: 0 } },
    ...changes,
  };
  return [
    connect({ address: "192.0.2.10", outcome: "connected", handshake: 20 }),
    ...attempt({ exchange, attempt: proper }),
  ];
}

const read = (records: readonly Evidence[]) =>
  readSlowBody(records, { client: "client", server: null, address: "192.0.2.10", way: [] } as never).map(
    ({ name, holds, strength }) => `${holds ? "" : "not "}${name}${strength === "suggests" ? "?" : ""}`,
  );

const slow = ["body-comes-slowly", "not slower-than-any-link"];
const queued = info({ receiveRtt: 90 });
const unqueued = info({ receiveRtt: 21 });
const mbit = 125_000;

describe("a large body", () => {
  test.each<[string, readonly Evidence[], readonly string[]]>([
    ["on a slow line that is full", [...body(12_000_000, 8 * mbit), queued], []],
    ["on a line of which the round trip is not known", body(12_000_000, 8 * mbit), []],
    ["on a fast line", [...body(16_000_000, 12 * mbit), unqueued], []],
    ["that is soon whole", [...body(500_000, 6 * mbit), unqueued], []],
    ["of unknown length", [...body(12_000_000, 2 * mbit, { promisedOctets: null }), unqueued], []],
    ["slower than any line in order", [...body(2_000_000, 2 * mbit), queued], slow],
    [
      "on a slow line, and somebody complains",
      [...body(12_000_000, 8 * mbit), queued, symptom("downloads are slow")],
      slow,
    ],
    [
      "on a slow line, and somebody complains of another thing",
      [...body(12_000_000, 8 * mbit), queued, symptom("HTTP 403")],
      [],
    ],
    [
      "at one small window in each round trip",
      [...body(2_000_000, 3 * mbit), unqueued],
      [...slow, "rate-is-capped?"],
    ],
    [
      "without a queue, faster than a small window",
      [...body(20_000_000, 9 * mbit), info({ receiveRtt: 21 })],
      [...slow, "rate-is-capped?"],
    ],
    [
      "from a sender that waits between pieces",
      [...body(2_000_000, 2 * mbit, { paused: { total: 7_500, longest: 500 } }), info({ receiveRtt: 400 })],
      [...slow, "sender-pauses", "answer-takes-long?"],
    ],
    [
      "in pauses behind lost packets",
      [
        ...body(2_000_000, 2 * mbit, { paused: { total: 7_500, longest: 500 } }),
        info({ receiveRtt: 400, outOfOrder: 9 }),
      ],
      slow,
    ],
    ["that no link carries so slowly", body(20_000, 2_000), ["body-comes-slowly", "slower-than-any-link"]],
  ])("%s", (_, records, seen) => {
    expect(read(records)).toEqual(seen);
  });
});
