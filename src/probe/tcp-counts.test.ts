import { expect, test } from "vitest";
import { countBetween } from "./tcp-counts.ts";

test("a packet that was to be sent and reached no device is held", () => {
  const before = { IpOutRequests: 10, IpOutTransmits: 10, IpForwDatagrams: 0 };
  const after = { IpOutRequests: 14, IpOutTransmits: 10, IpForwDatagrams: 0 };
  expect(countBetween(before, after, "192.0.2.1")?.heldPackets).toBe(4);
});

test("what a router forwards is not held", () => {
  const before = { IpOutRequests: 0, IpOutTransmits: 0, IpForwDatagrams: 0 };
  const after = { IpOutRequests: 1, IpOutTransmits: 8, IpForwDatagrams: 7 };
  expect(countBetween(before, after, "192.0.2.1")?.heldPackets).toBe(0);
});

test("a kernel that lacks a counter gives null for what needs it", () => {
  expect(countBetween({ IpOutRequests: 0 }, { IpOutRequests: 4 }, "192.0.2.1")?.heldPackets).toBeNull();
});

test("an IPv6 address is counted by the IPv6 counters", () => {
  const counted = countBetween({ Icmp6InDestUnreachs: 1 }, { Icmp6InDestUnreachs: 2 }, "2001:db8::1");
  expect(counted).toMatchObject({ icmpErrorsIn: 1, icmpErrorsOut: null });
});

test("without one of the readings nothing is counted", () => {
  expect(countBetween(null, {}, "192.0.2.1")).toBeNull();
});
