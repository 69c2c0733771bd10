import { describe, expect, test } from "vitest";
import { flow, mark, side } from "../../../test/capture-records.ts";
import type { CapturedFlow } from "../../evidence/index.ts";
import { goneClients } from "./gone-clients.ts";

/** The client took full segments, and is not heard of after 1 s; the server repeats itself for 30 s. */
const silent = (value: Partial<CapturedFlow> = {}): CapturedFlow =>
  flow({
    last: mark(30_000),
    fromClient: side({ lastData: mark(3), lastAt: 1_000 }),
    fromServer: side({
      lastData: mark(900),
      lastAt: 30_000,
      largestAcknowledged: 1448,
      mostCopies: 7,
      mostCopiesOctets: 1448,
      copyWaits: [300, 600, 1_200, 2_400, 4_800, 9_600],
      unacknowledgedAtEnd: 50_000,
    }),
    ...value,
  });

const by = (address: string, one: CapturedFlow, stream = 0): CapturedFlow => ({
  ...one,
  stream,
  client: { address, port: 40_000 + stream },
});

const later = flow({
  first: mark(5_000),
  last: mark(6_000),
  fromClient: side({ lastAt: 6_000 }),
});

describe("goneClients()", () => {
  test("finds the connection whose client falls silent in the midst of it", () => {
    expect([...goneClients([silent(), flow({ stream: 1 })])]).toEqual([0]);
  });

  test.each<[string, readonly CapturedFlow[]]>([
    ["is heard in another connection meanwhile", [silent(), by("192.0.2.99", later, 1)]],
    ["ended the connection", [silent({ fromClient: side({ lastAt: 1_000, finAt: mark(1_000) }) })]],
    ["was still heard while the server repeated itself", [silent({ fromClient: side({ lastAt: 29_000 }) })]],
    [
      "never took a segment as large",
      [silent({ fromServer: { ...silent().fromServer, largestAcknowledged: 200 } })],
    ],
    [
      "is one of several at once",
      [by("192.0.2.96", silent(), 0), by("192.0.2.97", silent(), 1), by("192.0.2.98", silent(), 2)],
    ],
  ])("does not take for gone a client that %s", (_, flows) => {
    expect([...goneClients(flows)]).toEqual([]);
  });
});
