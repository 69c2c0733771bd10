import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventLine } from "../sys/index.ts";
import { createFlowSorter } from "./kernel-events-flow.ts";
import { readKernelEvent } from "./kernel-events-read.ts";

const THREAD = 4242;
const line = (event: string, payload: string, more: Partial<EventLine> = {}): EventLine => ({
  thread: 0,
  isOwnDoing: false,
  cpu: 0,
  at: 1,
  event,
  payload,
  ...more,
});
const sorterOf = (ports: readonly number[] = []) =>
  createFlowSorter({ thread: THREAD, wallClock: (at) => at, ports });

const ends = (source: string, sport: number, destination: string, dport: number) =>
  `family=AF_INET protocol=IPPROTO_TCP sport=${sport} dport=${dport} saddr=${source} daddr=${destination} saddrv6=::ffff:${source} daddrv6=::ffff:${destination}`;
const closed = (isOwn: boolean) =>
  line(
    "inet_sock_set_state",
    `${ends("192.0.2.1", 40_000, "192.0.2.2", 443)} oldstate=TCP_SYN_SENT newstate=TCP_CLOSE`,
    {
      thread: THREAD,
      isOwnDoing: isOwn,
    },
  );
const resetSent =
  "skbaddr=00000000aa skaddr=0000000000 src=192.0.2.2:443 dest=192.0.2.1:40000 state=UNKNOWN reason=NO_SOCKET";
const dropped = "skbaddr=00000000aa rx_sk=0 protocol=2048 location=tcp_v4_rcv+0x91/0x13f0 reason: NO_SOCKET";

test("readKernelEvent() reads the ends of each kind of event", () => {
  expect(readKernelEvent(line("tcp_send_reset", resetSent), 1)).toMatchObject({
    event: "reset-sent",
    reason: "NO_SOCKET",
    source: "192.0.2.2",
    sourcePort: 443,
    destinationPort: 40_000,
  });
  expect(
    readKernelEvent(
      line("icmp_send", "icmp_send: type=3, code=13. From 192.0.2.1:0 to 192.0.2.2:0 ulen=0 skbaddr=bb"),
      1,
    ),
  ).toMatchObject({
    event: "icmp-sent",
    icmp: { type: 3, code: 13 },
    source: "192.0.2.1",
    sourcePort: null,
  });
  const six =
    "skbaddr=1 family=AF_INET6 sport=5 dport=443 saddr=0.0.0.0 daddr=0.0.0.0 saddrv6=2001:db8::1 daddrv6=2001:db8::2 state=TCP_SYN_SENT err=0";
  expect(readKernelEvent(line("tcp_retransmit_skb", six), 1)).toMatchObject({
    event: "retransmitted",
    reason: "TCP_SYN_SENT",
    source: "2001:db8::1",
    destination: "2001:db8::2",
    destinationPort: 443,
  });
  const bracketed = "skbaddr=1 src=[2001:db8::2]:443 dest=[2001:db8::1]:5 state=UNKNOWN reason=NO_SOCKET";
  expect(readKernelEvent(line("tcp_send_reset", bracketed), 1)).toMatchObject({
    source: "2001:db8::2",
    sourcePort: 443,
  });
  const neighbour =
    "family 2 dev eth0 lladdr 0200 nud_state probe primary_key4 192.0.2.2 primary_key6 ::ffff:192.0.2.2 new_state failed update_flags 01";
  expect(readKernelEvent(line("neigh_update", neighbour), 1)).toMatchObject({
    reason: "failed",
    destination: "192.0.2.2",
  });
});

test("an event of a connection that our own thread closed is of the flow, and so is the drop of the same packet", () => {
  const sorter = sorterOf();
  for (const each of [
    line("tcp_send_reset", resetSent),
    line("kfree_skb", dropped, { at: 1.1 }),
    closed(true),
  ])
    sorter.hear(each);
  const { events, others } = sorter.sorted();
  expect(events.map(({ event, isOfFlow, sourcePort }) => [event, isOfFlow, sourcePort])).toEqual([
    ["reset-sent", true, 443],
    ["dropped", true, 443],
  ]);
  expect(others).toEqual({});
});

test("what an interrupt did while our thread ran makes no connection ours", () => {
  const sorter = sorterOf();
  for (const each of [line("tcp_send_reset", resetSent), closed(false)]) sorter.hear(each);
  expect(sorter.sorted()).toMatchObject({ events: [], others: { "reset-sent": 1 } });
});

test("the same ends with another local port are somebody else's connection", () => {
  const sorter = sorterOf();
  sorter.hear(line("tcp_send_reset", resetSent.replace(":40000", ":40001")));
  sorter.hear(closed(true));
  expect(sorter.sorted()).toMatchObject({ events: [], others: { "reset-sent": 1 } });
});

test.each([
  ["on another CPU", { cpu: 1, at: 1.1 }],
  ["more than a millisecond later", { at: 2.5 }],
])("a drop %s is not taken for that of the same packet", (_, more) => {
  const sorter = sorterOf();
  for (const each of [line("tcp_send_reset", resetSent), line("kfree_skb", dropped, more), closed(true)])
    sorter.hear(each);
  expect(sorter.sorted()).toMatchObject({
    events: [{ event: "reset-sent" }],
    others: { "dropped NO_SOCKET": 1 },
  });
});

test("an ICMP error without ports between the same hosts is told, and not said to be of the flow", () => {
  const sorter = sorterOf([443]);
  sorter.hear(
    line("icmp_send", "icmp_send: type=3, code=13. From 192.0.2.1:0 to 192.0.2.2:0 ulen=0 skbaddr=bb"),
  );
  sorter.hear(
    line("icmp_send", "icmp_send: type=3, code=3. From 192.0.2.7:0 to 192.0.2.8:0 ulen=0 skbaddr=bc"),
  );
  sorter.hear(closed(true));
  expect(sorter.sorted()).toMatchObject({
    events: [{ event: "icmp-sent", isOfFlow: false }],
    others: { "icmp-sent": 1 },
  });
});

test("a flood is counted in bounded memory", () => {
  const sorter = sorterOf([443]);
  for (let index = 0; index < 10_000; index += 1) {
    sorter.hear(line("kfree_skb", dropped));
    sorter.hear(line("tcp_send_reset", resetSent));
  }
  const { events, others, leftOut } = sorter.sorted();
  expect(events.length + (others["reset-sent"] ?? 0) + (others["dropped NO_SOCKET"] ?? 0) + leftOut).toBe(
    20_000,
  );
  expect(leftOut).toBeGreaterThan(0);
});

test("no payload makes reading or sorting throw", () => {
  const names = [
    "kfree_skb",
    "tcp_send_reset",
    "tcp_retransmit_skb",
    "tcp_receive_reset",
    "icmp_send",
    "neigh_update",
    "inet_sock_set_state",
  ];
  const word = fc.constantFrom(
    "skbaddr=",
    "src=",
    "dest=",
    "From ",
    "to ",
    "sport=",
    "1.2.3.4:5",
    "[::1]:x",
    " ",
    "reason: ",
  );
  const payload = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(word).map((words) => words.join("")),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...names), payload)), (all) => {
      const sorter = sorterOf();
      for (const [event, text] of all) sorter.hear(line(event, text, { thread: THREAD, isOwnDoing: true }));
      sorter.sorted();
    }),
  );
});
