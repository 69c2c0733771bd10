import { expect, test } from "vitest";
import { answered, attempt, variant } from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import type { Evidence, TcpInfo } from "../../../evidence/index.ts";
import { readSizes } from "./sizes.ts";

const silent = { outcome: "no-answer", status: null, bodyOctets: 0 } as const;

const acknowledged = (value: Partial<TcpInfo> = {}): Evidence =>
  exampleRecord(
    "i1",
    "tcp-info",
    {
      ...{
        after: "silence",
        localAddress: "192.0.2.1",
        localPort: 40_000,
        address: answered.address,
        port: 80,
      },
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
      ...{ octetsReceived: 0, notSent: 0, receiverWindowLimited: 0 },
      ...value,
    },
    { boundary: "tcp", purpose: "reference", attempt: 1 },
  );

const request = {
  asked: { scheme: "http" },
  client: "client",
  server: null,
  address: answered.address,
} as never;
const read = (records: readonly Evidence[]) =>
  readSizes(records, request)
    .filter(({ name }) => name === "large-vanishes")
    .map(({ holds }) => holds);

const head = variant({ ...silent, method: "HEAD" });
const first = variant({ ...silent, method: "GET" });

test("a resource that is silent in little as well, to a request that was acknowledged, is not withheld by size", () => {
  const failed = attempt({ exchange: silent });
  expect(read([...failed, acknowledged(), head, first])).toEqual([false]);
});

test("one silent variant, or a request that nobody acknowledged, says nothing of sizes", () => {
  const failed = attempt({ exchange: silent });
  expect(read([...failed, acknowledged(), head])).toEqual([]);
  expect(read([...failed, acknowledged({ unacknowledged: 1 }), head, first])).toEqual([]);
  expect(read([...failed, head, first])).toEqual([]);
});

test("a head that comes where the whole does not suggests a size that vanishes", () => {
  const passed = variant({ method: "HEAD", bodyOctets: 0 });
  expect(read([...attempt({ exchange: silent }), acknowledged(), passed, first])).toEqual([true]);
});
