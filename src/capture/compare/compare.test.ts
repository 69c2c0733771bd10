import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Made, packet, pcap } from "../../../test/compared-packets.ts";
import { FaultlineError } from "../../base/index.ts";
import type { ComparedFlow, ComparedPair } from "../../evidence/index.ts";
import { compareCaptures } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "faultline-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const signal = new AbortController().signal;

/** Two files, compared. */
async function compareFiles(client: Uint8Array, server: Uint8Array): Promise<ComparedPair> {
  const places = ["client", "server"].map((at) => ({ at, files: [join(folder, `${at}.pcap`)] }));
  writeFileSync(places[0]?.files[0] ?? "", client);
  writeFileSync(places[1]?.files[0] ?? "", server);
  const [pair] = (await compareCaptures(places, { signal })).pairs;
  if (pair === undefined) throw new Error("no pair");
  return pair;
}

const compare = (client: readonly Made[], server: readonly Made[]) =>
  compareFiles(pcap(client), pcap(server));

/** What one packet is at the other place: later, and one router on. */
const passed = (made: Made, change: Partial<Made> = {}): Made => ({
  ...made,
  at: made.from === "client" ? made.at + 1 : made.at - 1,
  ttl: made.from === "client" ? 63 : 64,
  ...change,
});

/**
 * A connection as the client's place sees it, in milliseconds: the server is 2 ms away. Strangers' packets before and after make both
 * captures last longer than the connection does.
 */
const conversation: readonly Made[] = [
  packet("client", 0, { port: 5_999, syn: true, sequence: 7, ttl: 64 }),
  packet("client", 1_000, { syn: true, sequence: 1_000, ttl: 64, mss: 1_460 }),
  packet("server", 1_002, { syn: true, sequence: 9_000, ack: 1_001, ttl: 63, mss: 1_460 }),
  packet("client", 1_003, { sequence: 1_001, ack: 9_001, ttl: 64 }),
  packet("client", 1_004, { sequence: 1_001, ack: 9_001, ttl: 64, data: "GET / HTTP/1.1" }),
  packet("server", 1_006, { sequence: 9_001, ack: 1_015, ttl: 63 }),
  packet("server", 1_010, { sequence: 9_001, ack: 1_015, ttl: 63, data: "HTTP/1.1 200 OK" }),
  packet("client", 1_011, { sequence: 1_015, ack: 9_016, ttl: 64 }),
  packet("client", 5_000, { port: 5_999, syn: true, sequence: 7, ttl: 64 }),
].map((made, index) => ({ ...made, id: 100 + index, tsVal: 5_000 + index }));
const GET = 4;
const ANSWER = 6;

const flowOf = ({ flows }: ComparedPair, port = 6_000): ComparedFlow => {
  const found = flows.find(({ ends }) => ends[0].client.port === port);
  if (found === undefined) throw new Error("no flow");
  return found;
};

const without = (list: readonly Made[], ...indexes: readonly number[]) =>
  list.filter((_, index) => !indexes.includes(index));

describe("two captures of one connection", () => {
  test("all that left has arrived, one router on, and the clocks agree within half a round trip", async () => {
    const pair = await compare(
      conversation,
      conversation.map((made) => passed(made)),
    );
    expect(pair.totals).toMatchObject({ matched: 2, arrived: 9, lost: 0, appeared: 0, missedByCapture: 0 });
    expect(pair.clock).toMatchObject({ offset: 0, uncertainty: 1, isSteady: true });
    const flow = flowOf(pair);
    expect(flow).toMatchObject({ nearClient: "client", placedBy: "ttl", isTranslated: false });
    expect(flow.fromClient.changes.hops).toBe(1);
    expect(flow.fromServer.delay).toMatchObject({ least: 1, uncertainty: 1 });
  });

  test("a clock that is two hours off changes nothing but the offset", async () => {
    const HOURS = 7_200_000;
    const server = conversation.map((made) => passed(made)).map((made) => ({ ...made, at: made.at + HOURS }));
    const pair = await compare(conversation, server);
    expect(pair.clock).toMatchObject({ offset: HOURS, uncertainty: 1 });
    expect(pair.totals).toMatchObject({ arrived: 9, lost: 0, outside: 0 });
  });

  test("captures given in the other order are the same connection", async () => {
    const pair = await compare(
      conversation.map((made) => passed(made)),
      conversation,
    );
    expect(flowOf(pair)).toMatchObject({ nearClient: "server", nearServer: "client" });
    expect(pair.totals).toMatchObject({ arrived: 9, lost: 0, appeared: 0 });
  });

  test("a connection behind a translation is known by its sequence numbers", async () => {
    const behind = conversation.map((made) =>
      passed(made, { port: made.port + 10_000, client: [198, 51, 100, 1] }),
    );
    const flow = flowOf(await compare(conversation, behind));
    expect(flow).toMatchObject({ matchedBy: "sequence-numbers", isTranslated: true });
    expect(flow.ends[1].client).toEqual({ address: "198.51.100.1", port: 16_000 });
  });

  test("a device that writes sequence numbers anew is seen through by timestamps and identifications", async () => {
    const OFFSET = 77_777;
    const anew = conversation.map((made) =>
      passed(
        made,
        made.from === "client"
          ? { sequence: made.sequence + OFFSET }
          : { ack: made.ack === undefined ? undefined : made.ack + OFFSET },
      ),
    );
    const pair = await compare(conversation, anew);
    expect(flowOf(pair).fromClient.changes.sequenceOffset).toBe(OFFSET);
    expect(pair.totals).toMatchObject({ lost: 0, appeared: 0, arrived: 9 });
  });

  test("a proxy's two connections are not one, and the client's ends there", async () => {
    const second = conversation.map((made, index) =>
      passed(made, {
        sequence: made.sequence + 5,
        ack: made.ack === undefined ? undefined : made.ack + 5,
        id: 900 + index * 2,
        tsVal: 70_000 + index,
      }),
    );
    const beside = [conversation[0], conversation[8]].flatMap((made) =>
      made === undefined ? [] : [passed(made)],
    );
    const other = second.filter(({ port }) => port === 6_000);
    const [first, last] = beside;
    const server = [first, ...other, last].flatMap((made) => made ?? []);
    const pair = await compare(conversation, server);
    expect(pair.flows.some(({ ends }) => ends[0].client.port === 6_000)).toBe(false);
    expect(pair.unmatched).toContainEqual(
      expect.objectContaining({ at: "client", fate: "ends-here", isAnswered: true }),
    );
  });
});

describe("what becomes of a packet", () => {
  test("data that never comes and is never acknowledged is lost", async () => {
    const client = without(conversation, 5, ANSWER, 7);
    const server = client.filter((made) => made.data === undefined).map((made) => passed(made));
    const { fromClient } = flowOf(await compare(client, server));
    expect(fromClient).toMatchObject({ lost: 1, lostData: 1, neverArrived: true, missedAtReceiver: 0 });
    expect(fromClient.lostPackets[0]).toMatchObject({
      is: "data",
      dataOctets: 14,
      mark: { at: "client", frame: 5 },
    });
  });

  test("data that the receiver acknowledges was missed by the capture alone", async () => {
    const server = without(conversation, GET).map((made) => passed(made));
    const { fromClient } = flowOf(await compare(conversation, server));
    expect(fromClient).toMatchObject({ lost: 0, missedAtReceiver: 1 });
  });

  test("data whose sender goes on behind it was missed by the sender's capture", async () => {
    const client = without(conversation, GET);
    const { fromClient } = flowOf(
      await compare(
        client,
        conversation.map((made) => passed(made)),
      ),
    );
    expect(fromClient).toMatchObject({ appeared: 0, missedAtSender: 1 });
  });

  test("a copy that is lost and one that comes are told apart by their identifications", async () => {
    const again = { ...conversation[GET], at: 1_204, id: 300, tsVal: 5_200 } as Made;
    const client = [
      ...conversation.slice(0, 5),
      again,
      ...conversation.slice(5).map((made) => ({ ...made, at: made.at + 300 })),
    ];
    const server = without(client, GET).map((made) => passed(made));
    const { fromClient } = flowOf(await compare(client, server));
    expect(fromClient).toMatchObject({ lost: 1, lostData: 1, neverArrived: false });
    expect(fromClient.lostPackets[0]?.mark.frame).toBe(5);
  });

  test("what lies outside the other capture's time is not lost", async () => {
    const server = conversation.slice(0, 4).map((made) => passed(made));
    const pair = await compare(conversation, server);
    expect(pair.totals).toMatchObject({ lost: 0, appeared: 0 });
    expect(pair.totals.outside).toBeGreaterThan(0);
  });

  test("a reset that never left the server was made between", async () => {
    const reset = packet("server", 1_020, { sequence: 9_016, ack: 1_015, reset: true, ttl: 60 });
    const client = [...conversation.slice(0, 8), reset, ...conversation.slice(8)];
    const { fromServer } = flowOf(
      await compare(
        client,
        conversation.map((made) => passed(made)),
      ),
    );
    expect(fromServer).toMatchObject({ appeared: 1 });
    expect(fromServer.appearedPackets[0]).toMatchObject({
      is: "RST",
      claims: "server",
      ttl: 60,
      ttlOfClaimed: 63,
      isCertain: true,
    });
  });

  test("a reset right behind the SYN was made between, where the other capture had begun by the SYN", async () => {
    const made = without(conversation, 0);
    const reset = packet("client", 1_005, { sequence: 1_001, reset: true, ttl: 60, id: 7 });
    const server = made.flatMap((one, index) => (index === 3 ? [passed(one), reset] : [passed(one)]));
    const { fromClient } = flowOf(await compare(made, server));
    expect(fromClient).toMatchObject({ appeared: 1, outside: 0 });
    expect(fromClient.appearedPackets[0]).toMatchObject({ is: "RST", claims: "client", isCertain: true });
    // Without the SYN the capture may have begun too late for it.
    const late = flowOf(await compare(without(made, 0), server)).fromClient;
    expect(late).toMatchObject({ appeared: 0, outside: 2 });
  });

  test("a reset that left the server is the server's", async () => {
    const reset = packet("server", 1_020, { sequence: 9_016, ack: 1_015, reset: true, ttl: 63 });
    const client = [...conversation.slice(0, 8), reset, ...conversation.slice(8)];
    const { fromServer } = flowOf(
      await compare(
        client,
        client.map((made) => passed(made)),
      ),
    );
    expect(fromServer).toMatchObject({ appeared: 0 });
    expect(fromServer.resetsLeft).toMatchObject([{ ttl: 64, hasArrived: true }]);
  });

  test("a segment that the network card cuts has arrived", async () => {
    const large = { ...conversation[ANSWER], data: "x".repeat(4_000) } as Made;
    const ack = { ...conversation[7], ack: 13_001 } as Made;
    const server = [...conversation.slice(0, 6), large, ack, ...conversation.slice(8)];
    const client = server.flatMap((made) =>
      made === large
        ? [0, 1_400, 2_800].map((from, index) => ({
            ...large,
            sequence: large.sequence + from,
            id: (large.id ?? 0) + index,
            data: large.data?.slice(from, from + 1_400) ?? "",
          }))
        : [made],
    );
    const { fromServer } = flowOf(
      await compare(
        client,
        server.map((made) => passed(made)),
      ),
    );
    expect(fromServer).toMatchObject({ lost: 0, appeared: 0, left: 3, arrived: 3 });
  });

  test("what a device changes is told", async () => {
    const server = conversation.map((made) =>
      passed(made, made.from === "client" && made.mss !== undefined ? { mss: 1_200, traffic: 0x20 } : {}),
    );
    const { changes } = flowOf(await compare(conversation, server)).fromClient;
    expect(changes).toMatchObject({ mss: { from: 1_460, to: 1_200, packets: 1 }, dscp: { from: 0, to: 8 } });
  });

  test("SYNs that never come to a place that has the server are lost", async () => {
    const stranger = conversation.filter(({ port }) => port === 5_999).map((made) => passed(made));
    const syns = [1_000, 2_000].map((at) => ({ ...conversation[1], at }) as Made);
    const [first, last] = [conversation[0], conversation[8]].flatMap((made) => made ?? []);
    const client = [first, ...syns, last].flatMap((made) => made ?? []);
    const { unmatched } = await compare(client, stranger);
    expect(unmatched).toMatchObject([{ fate: "lost", syns: 2, otherSaw: "endpoint", isCovered: true }]);
  });
});

describe("files that are no good", () => {
  const good = pcap(conversation);

  test("a file that ends anywhere, or is damaged anywhere, is compared as far as it goes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
        async (length, changes) => {
          const bad = Uint8Array.from(good);
          for (const [at, octet] of changes) bad[at] = octet;
          try {
            await compareFiles(good, bad.subarray(0, length));
          } catch (error) {
            expect(error).toBeInstanceOf(FaultlineError);
          }
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  test("a capture compared with itself has lost nothing", async () => {
    const { totals } = await compareFiles(good, good);
    expect(totals).toMatchObject({ lost: 0, appeared: 0, missedByCapture: 0, unclear: 0, arrived: 9 });
  });
});
