import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf } from "../../../test/packet-frames.ts";
import {
  ethernet,
  extension,
  fragmentHeader,
  inner4,
  inner6,
  ipv4,
  ipv6,
  type Octets,
  tcp,
  zeros,
} from "../../../test/packet-layers.ts";
import { decodeIcmpError } from "../ip-icmp.ts";
import { createDissector } from "./dissector.ts";
import { createPacket } from "./empty-packet.ts";
import type { Packet } from "./packet.ts";
import { packetAddress } from "./packet-address.ts";
import { dissectQuoted } from "./quoted.ts";

const icmp4 = (type: number, code: number, quote: Octets, words = 0): Octets =>
  ethernet(
    0x0800,
    ipv4({ protocol: 1, source: 9, destination: 1 }, [type, code, 0, 0, 0, words, 5, 120, ...quote]),
  );
const icmp6 = (type: number, quote: Octets): Octets =>
  ethernet(0x86dd, ipv6(58, [type, 0, 0, 0, 0, 0, 5, 120, ...quote]));

const quotedBy = (octets: Octets, captured = octets.length): Packet | null => {
  const packet = createPacket();
  const inner = createPacket();
  createDissector().dissect(frameOf(1, octets, captured), packet);
  return dissectQuoted(packet, inner) ? inner : null;
};

test("dissectQuoted() finds the packet that an ICMP error quotes, and the length that it had", () => {
  const inner = quotedBy(icmp4(3, 4, inner4.slice(0, 28)));
  expect(inner).toMatchObject({
    version: 4,
    protocol: 6,
    length: 23,
    captured: 8,
    isFragment: false,
    ttl: 63,
  });
  if (inner === null) return;
  expect(packetAddress(inner, "source")).toBe("192.0.2.1");
  expect(packetAddress(inner, "destination")).toBe("192.0.2.2");
  expect(inner.view.getUint16(inner.at + 2)).toBe(443);
});

test("dissectQuoted() finds the packet that an ICMPv6 error quotes, behind extension headers", () => {
  expect(quotedBy(icmp6(2, inner6))).toMatchObject({ version: 6, protocol: 6, length: 23, captured: 23 });
  const behind = ipv6(0, extension(44, 0, fragmentHeader(6, 1, 5, tcp())));
  expect(quotedBy(icmp6(1, behind))).toMatchObject({ protocol: 6, length: 23, ipId: 5, isFragment: false });
  const later = ipv6(44, fragmentHeader(6, 64, 5, tcp()));
  expect(quotedBy(icmp6(1, later))).toMatchObject({ protocol: 6, isFragment: true });
  expect(quotedBy(icmp6(1, ipv6(0, extension(6, 0, tcp())).slice(0, 44)))).toMatchObject({ protocol: -1 });
});

test("dissectQuoted() leaves out the extensions of an error", () => {
  const quote = [...ipv4({ protocol: 6, total: 1_500 }, tcp()), ...zeros(128 - inner4.length)];
  const octets = icmp4(11, 0, [...quote, 0x20, 0, 0, 0, 0, 8, 1, 1, 0, 6, 65, 1], 32);
  expect(quotedBy(octets)).toMatchObject({ length: 1_480, captured: 108 });
});

test("type, code and MTU of the error are read by decodeIcmpError() from where the packet is", () => {
  const packet = createPacket();
  createDissector().dissect(frameOf(1, icmp4(3, 4, inner4)), packet);
  const { octets, at, captured } = packet;
  const error = decodeIcmpError(4, octets.subarray(at, at + captured));
  expect(error).toMatchObject({ word: "fragmentation-needed", type: 3, code: 4, mtu: 1_400 });
});

test.each([
  ["an echo", icmp4(8, 0, inner4)],
  ["TCP", ethernet(0x0800, inner4)],
  ["ARP", ethernet(0x0806, zeros(28))],
  ["a quote without a whole header", icmp4(3, 1, inner4.slice(0, 19))],
  ["a quote of no version", icmp4(3, 1, zeros(60))],
  ["a quote with a header of 16 octets", icmp4(3, 1, [0x44, ...inner4.slice(1)])],
  ["an IPv6 quote of 39 octets", icmp6(1, inner6.slice(0, 39))],
  ["an ICMP number within IPv6", ethernet(0x86dd, ipv6(1, [3, 1, ...zeros(6), ...inner4]))],
  [
    "a fragment of ICMP",
    ethernet(0x0800, ipv4({ protocol: 1, fragment: 0x2000 }, [3, 1, ...zeros(6), ...inner4])),
  ],
])("dissectQuoted() finds nothing in %s", (_, octets) => {
  expect(quotedBy(octets)).toBeNull();
});

test("an error cut anywhere, or of any octets, never throws and never leads out of the frame", () => {
  const whole = icmp6(1, ipv6(0, extension(44, 0, fragmentHeader(60, 1, 5, extension(6, 2, tcp())))));
  for (let captured = 0; captured <= whole.length; captured += 1) {
    const inner = quotedBy(whole, captured);
    expect(inner === null || inner.captured === 0 || inner.at + inner.captured <= captured).toBe(true);
  }
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 120 }), (type, octets) => {
      for (const frame of [icmp6(type, [0x60, ...octets]), icmp4(3, type, [0x45, ...octets])]) {
        const inner = quotedBy(frame);
        expect(inner === null || inner.captured === 0 || inner.at + inner.captured <= frame.length).toBe(
          true,
        );
      }
    }),
    { seed: 8, numRuns: 500 },
  );
});

test("packetAddress() is empty where there is no IP", () => {
  expect(packetAddress(createPacket(), "source")).toBe("");
});
