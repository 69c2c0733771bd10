import fc from "fast-check";
import { expect, test } from "vitest";
import { type TallyRules, tallyOwners } from "./owner-tally.ts";
import { emptyRow, procSockets, type SocketRow, type SocketSource, tcpStates } from "./socket-rows.ts";

const stateOf = (name: (typeof tcpStates)[number]) => tcpStates.indexOf(name);

const sourceOf = (rows: readonly Partial<SocketRow>[]): SocketSource => ({
  visit(look) {
    for (const row of rows) look({ ...emptyRow(), ...row });
  },
  nameOf: (address) => address,
});

const rules: TallyRules = {
  ownerOf: (inode) => (inode >= 100 && inode < 200 ? { pid: 7, name: "shop" } : undefined),
  openFilesOf: () => ({ used: 10, soft: 1024 }),
  localPorts: [32_768, 60_999],
};
const seen = { sinceReceived: 90_000, sinceSent: 90_000, sinceAcknowledged: 90_000 };

test("connections that were accepted belong to their listener, those that were made to their destination", () => {
  const value = tallyOwners(
    sourceOf([
      {
        state: stateOf("LISTEN"),
        local: "192.0.2.1",
        localPort: 443,
        receiveQueue: 3,
        backlog: 128,
        inode: 100,
      },
      { state: stateOf("ESTABLISHED"), localPort: 443, peer: "198.51.100.9", peerPort: 50_000, inode: 101 },
      { state: stateOf("SYN_RECV"), localPort: 443, peer: "198.51.100.9", peerPort: 50_001 },
      {
        state: stateOf("ESTABLISHED"),
        local: "192.0.2.1",
        localPort: 40_000,
        peer: "192.0.2.5",
        peerPort: 5432,
        inode: 102,
      },
      {
        state: stateOf("TIME_WAIT"),
        local: "192.0.2.1",
        localPort: 40_001,
        peer: "192.0.2.5",
        peerPort: 5432,
      },
    ]),
    rules,
  );
  expect(value.listeners).toEqual([
    {
      address: "192.0.2.1",
      port: 443,
      queue: 3,
      backlog: 128,
      halfMade: 1,
      newestWaiting: [],
      established: 1,
      owner: { pid: 7, name: "shop" },
    },
  ]);
  expect(value.peers).toMatchObject([
    {
      address: "192.0.2.5",
      port: 5432,
      localPorts: 2,
      timeWaitPorts: 1,
      byState: { ESTABLISHED: 1, TIME_WAIT: 1 },
    },
  ]);
  expect(value.processes).toMatchObject([{ pid: 7, byState: { LISTEN: 1, ESTABLISHED: 2 } }]);
});

test("a connection in CLOSE_WAIT counts as held only after a minute of silence", () => {
  const of = (sinceSent: number) =>
    tallyOwners(sourceOf([{ ...seen, state: stateOf("CLOSE_WAIT"), inode: 100, sinceSent }]), rules)
      .processes[0];
  expect(of(60_000)).toMatchObject({ closeWaitHeld: 1, byState: { CLOSE_WAIT: 1 } });
  expect(of(59_000)).toMatchObject({ closeWaitHeld: 0 });
});

test("times that are not seen are not taken for none", () => {
  const value = tallyOwners(sourceOf([{ state: stateOf("CLOSE_WAIT"), inode: 100 }]), rules);
  expect(value.processes[0]).toMatchObject({
    closeWaitHeld: null,
    idleWithoutKeepalive: null,
    unreadHeld: null,
  });
});

test("a keepalive timer takes a connection out of the idle ones", () => {
  const idle = {
    ...seen,
    state: stateOf("ESTABLISHED"),
    inode: 100,
    sinceReceived: 400_000,
    sinceSent: 400_000,
  };
  const value = tallyOwners(sourceOf([idle, { ...idle, timer: 2 }]), rules);
  expect(value.processes[0]?.idleWithoutKeepalive).toBe(1);
});

test("a SYN that is sent again is no data that is", () => {
  const peer = { local: "192.0.2.1", peer: "192.0.2.5", peerPort: 80, timer: 1, retransmits: 5 };
  const value = tallyOwners(
    sourceOf([
      { ...peer, state: stateOf("SYN_SENT") },
      { ...peer, state: stateOf("ESTABLISHED") },
    ]),
    rules,
  );
  expect(value).toMatchObject({ retransmitting: 1, stalled: 1 });
  expect(value.peers).toMatchObject([{ unansweredSyns: 1, stalled: 1 }]);
});

test("a look at one process leaves out the sockets of others, but not half-made ones of its listener", () => {
  const value = tallyOwners(
    sourceOf([
      { state: stateOf("LISTEN"), localPort: 443, inode: 100 },
      { state: stateOf("LISTEN"), localPort: 22, inode: 300 },
      { state: stateOf("SYN_RECV"), localPort: 443, peerPort: 1 },
      { state: stateOf("TIME_WAIT"), localPort: 40_000, peerPort: 80 },
    ]),
    { ...rules, only: { isWanted: ({ name }) => name === "shop" } },
  );
  expect(value.listeners).toMatchObject([{ port: 443, halfMade: 1 }]);
  expect(value.total.byState).toEqual({ LISTEN: 1 });
});

test("100,000 connections to as many destinations are counted, and fifty are named", () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => ({
    state: stateOf("ESTABLISHED"),
    peer: `peer${index}`,
    peerPort: 80,
    inode: 100,
  }));
  const value = tallyOwners(sourceOf(rows), rules);
  expect(value.total.byState).toEqual({ ESTABLISHED: 100_000 });
  expect(value.peers.length).toBe(50);
});

test("procSockets() reads a line of the kernel, and every truncation of it", () => {
  const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n";
  const line =
    "   0: 0100007F:1F90 0A0200C0:01BB 08 00000000:00000007 02:000AC5B1 00000000     0        0 1045 1 0 20 4 30 10 -1\n";
  const rows: SocketRow[] = [];
  const source = procSockets([head + line]);
  source.visit((row) => rows.push({ ...row }));
  expect(rows).toMatchObject([
    {
      localPort: 8080,
      peerPort: 443,
      receiveQueue: 7,
      timer: 2,
      inode: 1045,
      sinceReceived: -1,
      backlog: -1,
    },
  ]);
  expect(source.nameOf(rows[0]?.peer ?? "")).toBe("192.0.2.10");
  for (let end = 0; end <= line.length; end += 1) procSockets([head + line.slice(0, end)]).visit(() => {});
});

test("procSockets() answers any text with rows that are whole", () => {
  const words = fc.constantFrom("0: ", "00000000:0050 ", "0A ", "FF ", "\n", ":", " ", "00:00 ");
  const soup = fc.array(fc.oneof(words, fc.string({ unit: "binary" })), { maxLength: 20 });
  fc.assert(
    fc.property(soup, (parts) => {
      procSockets([`head\n${parts.join("")}`]).visit(({ state }) => expect(tcpStates[state]).toBeTruthy());
    }),
    { numRuns: 100 },
  );
});
