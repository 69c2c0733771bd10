import { expect, test } from "vitest";
import {
  decodeInterfaceAddress,
  decodeLink,
  decodeNeighbour,
  decodeQueue,
  decodeRoute,
  decodeRule,
  encodeRouteRequest,
  encodeSocketRequest,
  hostOctets,
  readAttributes,
  writeAttribute,
  writeNested,
} from "../index.ts";

const octets = (...values: readonly number[]) => Uint8Array.from(values);
const text = (value: string) => Buffer.from(`${value}\0`);
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const head = (length: number, values: Readonly<Record<number, number>>) =>
  Uint8Array.from({ length }, (_, at) => values[at] ?? 0);

test("decodeLink() reads name, kind, states, sizes and counters", () => {
  const statistics = new Uint8Array(200);
  const counters = viewOf(statistics);
  [10, 20, 1000, 2000, 1, 2, 3, 4].forEach((value, at) => {
    counters.setBigUint64(at * 8, BigInt(value), true);
  });
  const link = decodeLink(
    Buffer.concat([
      head(16, { 4: 7, 8: 1 }),
      writeAttribute(3, text("veth0")),
      writeAttribute(4, hostOctets(1400)),
      writeAttribute(10, hostOctets(3)),
      writeAttribute(16, octets(3)),
      writeNested(18, [writeAttribute(1, text("veth"))]),
      writeAttribute(23, statistics),
      writeAttribute(1, octets(2, 0, 0, 0, 0, 1)),
      writeAttribute(33, octets(0)),
      writeAttribute(35, hostOctets(5)),
    ]),
  );
  expect(link).toMatchObject({
    index: 7,
    name: "veth0",
    kind: "veth",
    isUp: true,
    master: 3,
    mtu: 1400,
    mtu6: null,
    operState: "lower-layer-down",
    carrier: false,
    carrierChanges: 5,
    mac: "02:00:00:00:00:01",
    received: { packets: 10, octets: 1000, errors: 1, dropped: 3 },
    sent: { packets: 20, octets: 2000, errors: 2, dropped: 4 },
  });
});

test("decodeInterfaceAddress() tells tentative, duplicate and deprecated addresses", () => {
  const address = (flags: number) =>
    decodeInterfaceAddress(
      Buffer.concat([
        head(8, { 0: 10, 1: 64, 3: 253, 4: 2 }),
        writeAttribute(
          1,
          Uint8Array.from({ length: 16 }, (_, at) => [0x20, 1, 0x0d, 0xb8][at] ?? 0),
        ),
        writeAttribute(8, hostOctets(flags)),
      ]),
    );
  expect(address(0x40)).toMatchObject({
    address: "2001:db8::",
    prefixLength: 64,
    scope: "link",
    isTentative: true,
  });
  expect(address(0x08)).toMatchObject({ dadFailed: true, isTentative: false });
  expect(address(0x20 | 0x01)).toMatchObject({ isDeprecated: true, isSecondary: false });
});

test("decodeInterfaceAddress() gives the host's own end of a point-to-point link, and the peer's beside it", () => {
  const pointToPoint = Buffer.concat([
    head(8, { 0: 2, 1: 32, 4: 2 }),
    writeAttribute(1, octets(192, 0, 2, 9)),
    writeAttribute(2, octets(192, 0, 2, 1)),
  ]);
  expect(decodeInterfaceAddress(pointToPoint)).toMatchObject({ address: "192.0.2.1", peer: "192.0.2.9" });
});

test("decodeNeighbour() names the state and the router", () => {
  const failed = Buffer.concat([
    head(12, { 0: 2, 4: 2, 8: 0x20, 10: 0x80 }),
    writeAttribute(1, octets(192, 0, 2, 9)),
    writeAttribute(4, hostOctets(3)),
  ]);
  expect(decodeNeighbour(failed)).toMatchObject({ state: "failed", mac: null, probes: 3, isRouter: true });
});

test("decodeRoute() reads each way of a multipath route, with weight and death", () => {
  const way = (flags: number, weight: number, index: number, last: number) =>
    Buffer.concat([
      octets(16, 0, flags, weight),
      hostOctets(index),
      writeAttribute(5, octets(192, 0, 2, last)),
    ]);
  const route = decodeRoute(
    Buffer.concat([
      head(12, { 0: 2, 1: 8, 4: 252, 7: 1 }),
      writeAttribute(1, octets(10, 0, 0, 0)),
      writeAttribute(15, hostOctets(1000)),
      writeAttribute(6, hostOctets(100)),
      writeNested(8, [writeAttribute(2, hostOctets(1300))]),
      writeAttribute(9, Buffer.concat([way(0, 0, 2, 1), way(1, 4, 3, 2)])),
    ]),
  );
  expect(route).toMatchObject({
    destination: "10.0.0.0/8",
    table: 1000,
    metric: 100,
    mtu: 1300,
    type: "unicast",
  });
  expect(route?.hops).toEqual([
    { gateway: "192.0.2.1", interfaceIndex: 2, weight: 1, isDead: false, isOnLink: false },
    { gateway: "192.0.2.2", interfaceIndex: 3, weight: 5, isDead: true, isOnLink: false },
  ]);
});

test("decodeRule() reads selectors and action", () => {
  const rule = decodeRule(
    Buffer.concat([
      head(12, { 0: 2, 2: 24, 4: 100, 7: 8 }),
      writeAttribute(2, octets(192, 0, 2, 0)),
      writeAttribute(3, text("eth0")),
      writeAttribute(6, hostOctets(500)),
      writeAttribute(14, hostOctets(0xffff_ffff)),
      writeAttribute(24, octets(80, 0, 90, 0)),
    ]),
  );
  expect(rule).toMatchObject({
    priority: 500,
    action: "prohibit",
    table: 100,
    source: "192.0.2.0/24",
    inputInterface: "eth0",
    destinationPorts: [80, 90],
    suppressedPrefixLength: null,
  });
});

test("decodeQueue() reads drops and backlog", () => {
  const queue = Buffer.concat([
    head(20, { 4: 2, 12: 0xff, 13: 0xff, 14: 0xff, 15: 0xff }),
    writeAttribute(1, text("tbf")),
    writeNested(7, [
      writeAttribute(1, Buffer.concat([hostOctets(5000), hostOctets(0), hostOctets(7)])),
      writeAttribute(3, Buffer.concat([2, 3000, 11, 0, 12].map(hostOctets))),
    ]),
  ]);
  expect(decodeQueue(queue)).toMatchObject({
    kind: "tbf",
    isRoot: true,
    octets: 5000,
    packets: 7,
    drops: 11,
    overlimits: 12,
    backlogOctets: 3000,
    backlogPackets: 2,
  });
});

test("a route is asked for numeric addresses of one family only", () => {
  expect(encodeRouteRequest({ destination: "db.example" }, 0)).toBeNull();
  expect(encodeRouteRequest({ destination: "192.0.2.1", source: "2001:db8::1" }, 0)).toBeNull();
  const request = encodeRouteRequest({ destination: "192.0.2.1", protocol: 6, destinationPort: 443 }, 0);
  expect([...(readAttributes(request ?? undefined, 12).get(29) ?? [])]).toEqual([1, 187]);
  expect(encodeSocketRequest({ family: 6, protocol: "udp", states: 1 })).toHaveLength(56);
});
