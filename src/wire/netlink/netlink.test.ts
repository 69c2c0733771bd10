import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ConntrackColumns,
  conntrackEntry,
  createConntrackColumns,
  createSocketColumns,
  decodeConntrack,
  decodeConntrackCounters,
  decodeConntrackFill,
  decodeDone,
  decodeInterfaceAddress,
  decodeLink,
  decodeNeighbour,
  decodeQueue,
  decodeRefusal,
  decodeRoute,
  decodeRule,
  decodeSocket,
  decodeTcpInfo,
  encodeMessage,
  hostOctets,
  readAttributes,
  socketEntry,
  tcpStateBits,
  tcpStateName,
  walkMessages,
  writeAttribute,
  writeNested,
} from "../index.ts";

const octets = (...values: readonly number[]) => Uint8Array.from(values);
const text = (value: string) => Buffer.from(`${value}\0`);
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const head = (length: number, values: Readonly<Record<number, number>>) =>
  Uint8Array.from({ length }, (_, at) => values[at] ?? 0);

test("walkMessages() finds what encodeMessage() wrote, one after the other", () => {
  const bodies = [octets(1, 2, 3), octets(), octets(4, 5, 6, 7, 8)];
  const datagram = Buffer.concat(
    bodies.flatMap((body, sequence) => {
      const message = encodeMessage({ type: 20, flags: 1, sequence }, body);
      return [message, new Uint8Array((4 - (message.length % 4)) % 4)];
    }),
  );
  const seen: unknown[] = [];
  walkMessages(viewOf(datagram), datagram.length, ({ type, sequence, from, to }) =>
    seen.push([type, sequence, [...datagram.subarray(from, to)]]),
  );
  expect(seen).toEqual(bodies.map((body, sequence) => [20, sequence, [...body]]));
});

test("readAttributes() finds what writeAttribute() wrote, nested or not", () => {
  const nested = writeNested(4, [writeAttribute(1, octets(9)), writeAttribute(2, octets(1, 2, 3, 4))]);
  const all = readAttributes(Buffer.concat([writeAttribute(7, octets(1, 2, 3)), nested]));
  expect([...(all.get(7) ?? [])]).toEqual([1, 2, 3]);
  expect([...(readAttributes(all.get(4)).get(2) ?? [])]).toEqual([1, 2, 3, 4]);
});

test("decodeRefusal() gives the number and the kernel's words, behind a capped or a whole echo of the request", () => {
  const words = writeAttribute(1, text("Invalid prefix"));
  const capped = Buffer.concat([octets(0xea, 0xff, 0xff, 0xff), head(16, { 0: 44 }), words]);
  expect(decodeRefusal(capped, 0x300)).toEqual({ errno: 22, explanation: "Invalid prefix" });
  const whole = Buffer.concat([octets(0xea, 0xff, 0xff, 0xff), head(44, { 0: 44 }), words]);
  expect(decodeRefusal(whole, 0x200)).toEqual({ errno: 22, explanation: "Invalid prefix" });
  expect(decodeRefusal(whole, 0)).toEqual({ errno: 22, explanation: null });
  expect(decodeDone(octets(0, 0, 0, 0), 0)).toEqual({ errno: 0, explanation: null });
  expect(decodeDone(octets(0xfe, 0xff, 0xff, 0xff), 2)).toEqual({ errno: 2, explanation: null });
});

/** struct tcp_info of 280 octets in which every word holds its own offset. */
const tcpInfo = Buffer.concat(Array.from({ length: 70 }, (_, word) => hostOctets(word * 4)));

test("decodeTcpInfo() reads what an old kernel gives, and leaves the rest out", () => {
  expect(decodeTcpInfo(tcpInfo)).toMatchObject({
    pathMtu: 60,
    rtt: 0.068,
    notSent: 144,
    minRtt: 0.148,
    sendWindow: 228,
  });
  expect(decodeTcpInfo(tcpInfo.subarray(0, 104))).toMatchObject({
    totalRetransmits: 100,
    octetsAcknowledged: null,
    minRtt: null,
    receiverWindowLimited: null,
    sendWindow: null,
  });
  expect(decodeTcpInfo(tcpInfo.subarray(0, 103))).toBeNull();
});

/** One socket as sock_diag gives it. */
const socket = Buffer.concat([
  octets(2, 1, 2, 3, 0, 80, 0x30, 0x39),
  octets(192, 0, 2, 1),
  new Uint8Array(12),
  octets(192, 0, 2, 2),
  new Uint8Array(12),
  hostOctets(0),
  new Uint8Array(8),
  Buffer.concat([1500, 10, 20, 1000, 4711].map(hostOctets)),
  writeAttribute(2, tcpInfo),
  writeAttribute(7, Buffer.concat([1, 2, 3, 4, 5, 6, 7, 8, 9].map(hostOctets))),
  writeAttribute(21, octets(1, 0, 0, 0, 1, 0, 0, 0)),
]);

test("decodeSocket() fills a row that socketEntry() tells", () => {
  const columns = createSocketColumns(1);
  expect(decodeSocket(viewOf(socket), { from: 0, to: socket.length }, { columns, row: 0 })).toBe(true);
  expect(socketEntry(columns, 0)).toMatchObject({
    family: 4,
    state: "ESTABLISHED",
    localAddress: "192.0.2.1",
    localPort: 80,
    remoteAddress: "192.0.2.2",
    remotePort: 12345,
    timer: "keepalive",
    expires: 1500,
    receiveQueue: 10,
    sendQueue: 20,
    uid: 1000,
    inode: 4711,
    receiveMemory: 1,
    sendLimit: 4,
    drops: 9,
    cgroup: 2 ** 32 + 1,
    tcp: { rtt: 0.068, totalRetransmits: 100, notSent: 144 },
  });
});

test("an IPv4-mapped socket is told by its IPv4 addresses", () => {
  const mapped = Uint8Array.from(socket);
  mapped[0] = 10;
  mapped.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1], 8);
  const columns = createSocketColumns(1);
  decodeSocket(viewOf(mapped), { from: 0, to: mapped.length }, { columns, row: 0 });
  expect(socketEntry(columns, 0)).toMatchObject({ family: 6, localAddress: "192.0.2.1" });
});

/** A NATed connection as ctnetlink gives it. */
const tuple = (
  type: number,
  [source, destination]: readonly [number, number],
  ports: readonly [number, number],
) =>
  writeNested(type, [
    writeNested(1, [
      writeAttribute(1, octets(192, 0, 2, source)),
      writeAttribute(2, octets(198, 51, 100, destination)),
    ]),
    writeNested(2, [
      writeAttribute(1, octets(6)),
      writeAttribute(2, octets(ports[0] >> 8, ports[0] & 255)),
      writeAttribute(3, octets(ports[1] >> 8, ports[1] & 255)),
    ]),
  ]);
const tracked = Buffer.concat([
  octets(2, 0, 0, 0),
  tuple(1, [1, 2], [40_000, 443]),
  tuple(2, [3, 4], [443, 40_001]),
  writeAttribute(3, octets(0, 0, 0, 0x2e)),
  writeAttribute(7, octets(0, 0, 1, 0)),
  writeNested(4, [writeNested(1, [writeAttribute(1, octets(3))])]),
]);

test("decodeConntrack() fills a row that conntrackEntry() tells", () => {
  const columns = createConntrackColumns(1);
  expect(decodeConntrack(viewOf(tracked), { from: 0, to: tracked.length }, { columns, row: 0 })).toBe(true);
  expect(conntrackEntry(columns, 0)).toEqual({
    family: 4,
    protocol: 6,
    state: "ESTABLISHED",
    isReplied: true,
    isAssured: true,
    isSourceNatted: false,
    isDestinationNatted: true,
    original: { source: "192.0.2.1", destination: "198.51.100.2", sourcePort: 40_000, destinationPort: 443 },
    reply: { source: "192.0.2.3", destination: "198.51.100.4", sourcePort: 443, destinationPort: 40_001 },
    timeout: 256,
    mark: 0,
  });
});

test("conntrack statistics keep the kernel's names, and leave out what it does not count", () => {
  const counters = Buffer.concat([
    octets(0, 0, 0, 3),
    writeAttribute(9, octets(0, 0, 0, 7)),
    writeAttribute(10, octets(0, 0, 1, 0)),
  ]);
  expect(decodeConntrackCounters(counters)).toEqual({ cpu: 3, counters: { insert_failed: 7, drop: 256 } });
  const fill = Buffer.concat([octets(0, 0, 0, 0), writeAttribute(1, octets(0, 0, 0, 9))]);
  expect(decodeConntrackFill(fill)).toEqual({ entries: 9, limit: null });
});

test("states have one bit each, and SYN_RECV both of its two", () => {
  expect(tcpStateBits(["ESTABLISHED", "LISTEN"])).toBe((1 << 1) | (1 << 10));
  expect(tcpStateBits(["SYN_RECV"])).toBe((1 << 3) | (1 << 12));
  expect(tcpStateName(12)).toBe("SYN_RECV");
  expect(tcpStateName(99)).toBe("UNKNOWN");
});

const decoders: readonly ((payload: Uint8Array) => unknown)[] = [
  decodeLink,
  decodeInterfaceAddress,
  decodeNeighbour,
  decodeRoute,
  decodeRule,
  decodeQueue,
  decodeTcpInfo,
  decodeConntrackCounters,
  decodeConntrackFill,
  (payload) => decodeRefusal(payload, 0x200),
  (payload) => decodeRefusal(payload, 0x300),
  (payload) => decodeDone(payload, 0x200),
  (payload) => {
    const columns = createSocketColumns(1);
    decodeSocket(viewOf(payload), { from: 0, to: payload.length }, { columns, row: 0 });
    return socketEntry(columns, 0);
  },
  (payload) => {
    const columns: ConntrackColumns = createConntrackColumns(1);
    decodeConntrack(viewOf(payload), { from: 0, to: payload.length }, { columns, row: 0 });
    return conntrackEntry(columns, 0);
  },
  (payload) => {
    let visits = 0;
    walkMessages(viewOf(payload), payload.length, () => {
      visits += 1;
    });
    expect(visits).toBeLessThanOrEqual(payload.length / 16);
    return visits;
  },
];

test("every decoder takes any octets, and every truncation of real ones", () => {
  for (const whole of [socket, tracked, tcpInfo])
    for (let length = 0; length <= whole.length; length += 1)
      for (const decode of decoders) decode(whole.subarray(0, length));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (payload) => {
      for (const decode of decoders) decode(payload);
    }),
  );
});

test("every decoder takes real octets of which some are others", () => {
  const spoiled = fc.array(fc.tuple(fc.nat({ max: 600 }), fc.integer({ min: 0, max: 255 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.constantFrom(socket, tracked), spoiled, (whole, changes) => {
      const payload = Uint8Array.from(whole);
      for (const [at, value] of changes) if (at < payload.length) payload[at] = value;
      for (const decode of decoders) decode(payload);
    }),
  );
});
