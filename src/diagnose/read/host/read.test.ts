import { describe, expect, test } from "vitest";
import { requestFor } from "../../../../test/http-records.ts";
import { owners } from "../../../../test/owner-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import type { Evidence, ListeningSocket, OwnedSockets, TcpInfo } from "../../../evidence/index.ts";
import { hostReaders } from "./index.ts";

/** Names of what the readers find, `!name` for a no, with the host where it has one. */
function find(evidence: readonly Evidence[], server: string | null = "server"): readonly string[] {
  const request = requestFor({ server, way: ["client", "server"] });
  const found = hostReaders.flatMap((read) => read(evidence, request));
  return found.map(({ name, holds, at }) => `${holds ? "" : "!"}${name}${at === null ? "" : ` at ${at}`}`);
}

const listening = (value: Partial<ListeningSocket> = {}): ListeningSocket => ({
  address: "0.0.0.0",
  port: 80,
  queue: 0,
  backlog: 5,
  halfMade: 0,
  established: 0,
  newestWaiting: [],
  owner: { pid: 7, name: "web" },
  ...value,
});
const process = (value: Partial<OwnedSockets> = {}): OwnedSockets => ({
  pid: 7,
  name: "web",
  byState: {},
  openFiles: { used: 20, soft: 1024 },
  idleWithoutKeepalive: 0,
  closeWaitHeld: 0,
  unread: 0,
  unreadHeld: 0,
  stalled: 0,
  ...value,
});
const queue = (value: Partial<ListeningSocket>, host = "server") =>
  owners(host, { listeners: [listening(value)] });
const held = (value: Partial<OwnedSockets>, host = "server") =>
  owners(host, {
    total: { byState: { CLOSE_WAIT: 10, ...value.byState } },
    listeners: [listening()],
    processes: [process(value)],
  });

describe("the listener's own queue", () => {
  test("is full above its backlog", () => {
    expect(find(queue({ queue: 6 }))).toContain("listener-queue-full");
  });

  test.each<[string, readonly Evidence[]]>([
    ["at its backlog", queue({ queue: 5 })],
    ["of another port", queue({ queue: 6, port: 81 })],
    ["of another address", queue({ queue: 6, address: "192.0.2.11" })],
    ["whose backlog is not known", queue({ queue: 6, backlog: null })],
    ["of another host", queue({ queue: 6 }, "app1")],
    ["that was full only afterwards", [...queue({}).slice(0, 1), ...queue({ queue: 6 }).slice(1)]],
    ["that was read once", queue({ queue: 6 }).slice(1)],
  ])("is not full %s", (_, evidence) => {
    expect(find(evidence)).not.toContain("listener-queue-full");
  });

  test("has as many handshakes in the making as it takes, or fewer", () => {
    expect(find(queue({ halfMade: 5 }))).toContain("half-made-connections-pile-up");
    expect(find(queue({ halfMade: 4 }))).not.toContain("half-made-connections-pile-up");
  });
});

describe("a process", () => {
  const leak = { byState: { CLOSE_WAIT: 700 }, openFiles: { used: 1024, soft: 1024 } };

  test("that is at its limit is so by its CLOSE_WAIT sockets, or by something else", () => {
    expect(find(held(leak))).toEqual(
      expect.arrayContaining([
        "descriptors-used-up at server",
        "close-wait-fills-limit at server",
        "close-wait-piled-up at server",
      ]),
    );
    expect(find(held({ ...leak, byState: { CLOSE_WAIT: 90 } }))).toEqual([
      "descriptors-used-up at server",
      "!close-wait-fills-limit at server",
      "!gone-peers-fill-limit at server",
    ]);
  });

  test("that shares the listener's name is the one that accepts for it", () => {
    expect(find(held({ ...leak, pid: 8 }))).toContain("descriptors-used-up at server");
    expect(find(held({ ...leak, pid: 8, name: "cron" }))).not.toContain("descriptors-used-up at server");
  });

  test.each<[string, readonly Evidence[]]>([
    ["one file below its limit", held({ ...leak, openFiles: { used: 1023, soft: 1024 } })],
    ["of a host that is no end of the flow", held(leak, "app1")],
    ["of the client, which does not listen", held(leak, "client")],
  ])("%s is not the server's at its limit", (_, evidence) => {
    expect(find(evidence)).not.toContain("descriptors-used-up at server");
  });

  test("that closes some of its CLOSE_WAIT sockets leaks none", () => {
    const [before] = held({ byState: { CLOSE_WAIT: 900 } });
    const after = held({ byState: { CLOSE_WAIT: 600 } })[1];
    expect(before === undefined || after === undefined ? null : find([before, after])).toEqual([]);
  });

  test("leaks none where its host has fewer in CLOSE_WAIT than come and go", () => {
    const few = (count: number) => owners("server", { total: { byState: { CLOSE_WAIT: count } } });
    expect(find(few(9))).toEqual(["!close-wait-piled-up at server"]);
    expect(find(few(10))).toEqual([]);
  });

  test("that is at its limit may be so by connections whose peers have gone", () => {
    const full = { openFiles: { used: 64, soft: 64 }, byState: { ESTABLISHED: 60 } };
    expect(find(held({ ...full, stalled: 32 }))).toEqual([
      "descriptors-used-up at server",
      "!close-wait-fills-limit at server",
      "gone-peers-fill-limit at server",
      "established-sockets-unanswered at server",
    ]);
    expect(find(held({ ...full, stalled: 31 }))).toContain("!gone-peers-fill-limit at server");
    expect(find(held({ ...full, stalled: null })).join()).not.toContain("gone-peers");
  });

  test("that holds hundreds of idle connections without a keepalive, at both ends of the run", () => {
    expect(find(held({ idleWithoutKeepalive: 100 }, "client"))).toEqual(["idle-without-keepalive at client"]);
    expect(find(held({ idleWithoutKeepalive: 99 }, "client"))).toEqual([]);
  });

  test("that leaves received octets unread for long", () => {
    expect(find(held({ unreadHeld: 1 }))).toEqual(["peer-does-not-read"]);
    expect(find(held({ unread: 1 }))).toEqual([]);
  });
});

describe("the request's own connection, when nothing more came", () => {
  const quiet: TcpInfo = {
    after: "silence",
    localAddress: "198.51.100.9",
    localPort: 40_000,
    address: "192.0.2.10",
    port: 80,
    state: "ESTABLISHED",
    backoffs: 0,
    retransmits: 0,
    totalRetransmits: 0,
    unacknowledged: 0,
    lost: 0,
    reordering: 3,
    rto: 200,
    rtt: 1,
    rttVariation: 1,
    minRtt: 1,
    sendMss: 1448,
    receiveMss: 536,
    pathMtu: 1500,
    lastDataSent: 0,
    lastDataReceived: 0,
    lastAckReceived: 0,
    octetsAcknowledged: 0,
    octetsReceived: 0,
    notSent: 0,
    receiverWindowLimited: 0,
  };
  const info = (value: Partial<TcpInfo>, vantage = "client") =>
    exampleRecord("e900", "tcp-info", { ...quiet, ...value }, { boundary: "tcp", vantage });

  test("was sent again in vain", () => {
    expect(find([info({ unacknowledged: 3, backoffs: 2 })])).toEqual([
      "data-unacknowledged",
      "stall-has-losses",
    ]);
  });

  test("waits for a window that is closed", () => {
    expect(find([info({ notSent: 9000, receiverWindowLimited: 3000 })])).toEqual(["peer-window-closed"]);
  });

  test.each<[string, Evidence]>([
    ["one expiry of the timer", info({ unacknowledged: 3, backoffs: 1 })],
    ["a SYN that is not answered", info({ state: "SYN_SENT", unacknowledged: 1, backoffs: 4 })],
    ["before the patience ended", info({ after: "connect", unacknowledged: 3, backoffs: 4 })],
    ["a moment's closed window", info({ notSent: 9000, receiverWindowLimited: 200 })],
    ["of another host", info({ unacknowledged: 3, backoffs: 2 }, "server")],
  ])("%s says nothing", (_, record) => {
    expect(find([record])).toEqual([]);
  });
});
