import { expect, test } from "vitest";
import { ethernet, inner4, sll2, vlan } from "../../../test/packet-layers.ts";
import type { RingPacket } from "../../sys/index.ts";
import { linkTypes } from "./live-link.ts";
import { createRingFrames } from "./ring-frame.ts";

/** `struct sockaddr_ll` of an IPv4 packet that came in by interface 3, an Ethernet. */
const link = Uint8Array.from([17, 0, 8, 0, 3, 0, 0, 0, 1, 0, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0]);

const packet = (octets: readonly number[], tag = -1): RingPacket => ({
  at: 1_000,
  seconds: 1,
  nanos: 2,
  octets: Uint8Array.from(octets),
  wireOctets: octets.length,
  isOutgoing: false,
  link,
  vlan: tag,
  vlanProtocol: 0x8100,
});

function made(linkType: number, from: RingPacket) {
  const frames = createRingFrames({ interface: "x", framing: "network", loopback: null, linkType });
  const { octets, at, captured, original, seconds, nanos } = frames(from);
  return { octets: [...octets.subarray(at, at + captured)], original, time: [seconds, nanos] };
}

test("an Ethernet frame is itself, and gets the tag back that was taken out", () => {
  const plain = ethernet(0x0800, inner4);
  const length = plain.length;
  expect(made(linkTypes.ethernet, packet(plain))).toEqual({ octets: plain, original: length, time: [1, 2] });
  const tagged = ethernet(0x8100, vlan(5, 0x0800, inner4));
  expect(made(linkTypes.ethernet, packet(plain, 0x2005))).toMatchObject({
    octets: tagged,
    original: length + 4,
  });
});

test("a packet of all interfaces gets a header that says its protocol, interface and direction", () => {
  const cooked = sll2(0x0800, inner4);
  expect(made(linkTypes.cooked, packet(inner4))).toMatchObject({ octets: cooked, original: cooked.length });
  const tagged = sll2(0x8100, vlan(5, 0x0800, inner4));
  expect(made(linkTypes.cooked, packet(inner4, 0x2005))).toMatchObject({
    octets: tagged,
    original: tagged.length,
  });
});

test("a bare IP packet is itself", () => {
  expect(made(linkTypes.raw, packet(inner4))).toMatchObject({ octets: inner4, original: inner4.length });
});
