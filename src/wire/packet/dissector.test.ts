import { describe, expect, test } from "vitest";
import { type Carrier, frameOf, links, tunnels } from "../../../test/packet-frames.ts";
import {
  authentication,
  ethernet,
  extension,
  inner4,
  inner6,
  ipv4,
  ipv6,
  n32,
  type Octets,
  outer4,
  SEQUENCE,
  tcp,
  zeros,
} from "../../../test/packet-layers.ts";
import type { CaptureFrame } from "../capture-file/frame.ts";
import { createCursor, createDissector, readFrame } from "./dissector.ts";
import { createPacket } from "./empty-packet.ts";
import type { Packet } from "./packet.ts";
import { packetAddress } from "./packet-address.ts";
import { readQuickEthernet } from "./quick-ethernet.ts";

const carriers: readonly Carrier[] = [...links, ...tunnels];
const _linkTypes = [...new Set(carriers.map(({ linkType }) => linkType))];

const dissected = (frame: CaptureFrame): Packet => {
  const packet = createPacket();
  createDissector().dissect(frame, packet);
  return packet;
};
const ofEthernet = (octets: Octets, captured = octets.length): Packet =>
  dissected(frameOf(1, octets, captured));

test.each(carriers)("dissect() finds the packet that a frame carries: $name", (carrier) => {
  const packet = dissected(frameOf(carrier.linkType, carrier.octets));
  const { version, tunnels: count, vlan: number, etherType } = carrier;
  expect(packet).toMatchObject({ version, tunnels: count, vlan: number, etherType, protocol: 6 });
  expect(packet).toMatchObject({ length: 23, captured: 23, isFragment: false, isReassembled: false });
  expect(packetAddress(packet, "source")).toBe(version === 4 ? "192.0.2.1" : "2001:db8::1");
  expect(packetAddress(packet, "destination")).toBe(version === 4 ? "192.0.2.2" : "2001:db8::2");
  expect(packet.view.getUint32(packet.at + 4)).toBe(SEQUENCE);
});

test("dissect() takes the other fields of the headers", () => {
  expect(ofEthernet(ethernet(0x0800, inner4))).toMatchObject({
    ttl: 63,
    ipId: 0x1234,
    dontFragment: true,
    trafficClass: 0x28,
    flowLabel: 0,
  });
  expect(ofEthernet(ethernet(0x86dd, inner6))).toMatchObject({
    ttl: 62,
    ipId: -1,
    dontFragment: false,
    trafficClass: 0x28,
    flowLabel: 0x1_2345,
  });
});

describe("a frame of which the file holds only the beginning", () => {
  test.each(carriers)("has its exact length wherever it is cut: $name", ({ linkType, octets }) => {
    const whole = dissected(frameOf(linkType, octets));
    for (let captured = 0; captured < octets.length; captured += 1) {
      const cut = dissected(frameOf(linkType, octets, captured));
      if (cut.at !== whole.at || cut.protocol !== whole.protocol) continue;
      expect(cut.length).toBe(23);
      expect(cut.captured).toBe(Math.min(23, Math.max(0, captured - whole.at)));
    }
    const justHeaders = dissected(frameOf(linkType, octets, whole.at));
    expect(justHeaders).toMatchObject({ at: whole.at, length: 23, captured: 0, protocol: 6 });
  });

  test("says -1 for a protocol behind extension headers that it does not hold", () => {
    const octets = ethernet(0x86dd, ipv6(0, extension(60, 0, extension(6, 1, tcp()))));
    expect(ofEthernet(octets, 14 + 40 + 8 + 12)).toMatchObject({ protocol: -1, at: 14 + 48, captured: 12 });
    const cutAh = ethernet(0x0800, ipv4({ protocol: 51 }, authentication(6, tcp())));
    expect(ofEthernet(cutAh, 14 + 20 + 5)).toMatchObject({ protocol: -1, at: 34, captured: 5 });
  });
});

test("the quick reading and the walk say the same of every frame, cut anywhere", () => {
  const quick = createPacket();
  const walked = createPacket();
  const cursor = createCursor();
  let times = 0;
  for (const { linkType, octets } of carriers) {
    for (let captured = 0; captured <= octets.length; captured += 1) {
      const frame = frameOf(linkType, octets, captured);
      if (!readQuickEthernet(frame, quick)) continue;
      times += 1;
      expect(readFrame(cursor, frame, walked)).toBe(true);
      expect(walked).toEqual(quick);
    }
  }
  expect(times).toBeGreaterThan(100);
});

test("what lies behind a frame in memory changes nothing", () => {
  for (const { linkType, octets } of carriers) {
    for (let captured = 0; captured <= octets.length; captured += 1) {
      const alone = dissected(frameOf(linkType, octets, captured));
      const memory = Uint8Array.from([9, 9, 9, ...octets, ...octets]);
      const frame = frameOf(linkType, octets, captured);
      const among = dissected({ ...frame, octets: memory, view: new DataView(memory.buffer), at: 3 });
      const at = alone.version === 0 ? 0 : alone.at + 3;
      expect({ ...among, octets: 0, view: 0 }).toEqual({ ...alone, at, octets: 0, view: 0 });
    }
  }
});

describe("lengths of IP that the frame contradicts", () => {
  const ip = (total: number, first?: number): Packet =>
    ofEthernet(
      ethernet(0x0800, ipv4({ protocol: 6, total, ...(first === undefined ? {} : { first }) }, tcp())),
    );

  test("a total length of zero is the frame's, for the card cuts the packet", () => {
    expect(ip(0)).toMatchObject({ protocol: 6, length: 23, captured: 23 });
  });

  test("a total length beyond the frame ends with the frame", () => {
    expect(ip(900)).toMatchObject({ protocol: 6, length: 23, captured: 23 });
  });

  test("a total length below the header's leaves a packet in which nothing is", () => {
    expect(ip(19)).toMatchObject({ version: 4, protocol: -1, length: 0, captured: 0 });
    expect(ip(20)).toMatchObject({ version: 4, protocol: 6, length: 0, captured: 0 });
  });

  test("a header of less than five words is no IP", () => {
    expect(ip(43, 0x44)).toMatchObject({ version: 0, etherType: 0x0800 });
  });

  test("octets behind the total length are padding", () => {
    expect(ip(41)).toMatchObject({ length: 21, captured: 21 });
  });

  test("a payload length of zero is zero in IPv6, unless an option says more", () => {
    expect(ofEthernet(ethernet(0x86dd, ipv6(6, tcp(), 0)))).toMatchObject({
      protocol: 6,
      length: 0,
      captured: 0,
    });
    const jumbo = [6, 0, 0xc2, 4, ...n32(8 + 23), ...tcp()];
    expect(ofEthernet(ethernet(0x86dd, [...ipv6(0, jumbo, 0), 0, 0]))).toMatchObject({
      protocol: 6,
      length: 23,
    });
  });

  test("a file that says less for the wire than it holds is read as far as it holds", () => {
    const frame = { ...frameOf(1, ethernet(0x0800, inner4)), original: 40 };
    expect(dissected(frame)).toMatchObject({ length: 23, captured: 23 });
  });
});

test("nothing of a frame is left in the packet of the next", () => {
  const dissector = createDissector();
  const packet = createPacket();
  dissector.dissect(frameOf(1, tunnels.at(-1)?.octets ?? []), packet);
  dissector.dissect(frameOf(1, ethernet(0x0806, zeros(28))), packet);
  const { octets: _, view: __, ...fields } = packet;
  const { octets: ___, view: ____, ...empty } = createPacket();
  expect(fields).toEqual({ ...empty, etherType: 0x0806 });
});

test("IP headers nest 16 deep and no deeper", () => {
  let octets = inner4;
  for (let depth = 0; depth < 40; depth += 1) octets = outer4(4, octets);
  expect(ofEthernet(ethernet(0x0800, octets))).toMatchObject({ tunnels: 16, protocol: 4 });
});

test("a chain of extension headers ends, however long it is", () => {
  let octets = tcp();
  for (let headers = 0; headers < 2_000; headers += 1) octets = extension(60, 0, octets);
  expect(ofEthernet(ethernet(0x86dd, ipv6(60, octets)))).toMatchObject({ version: 6, protocol: 60 });
});
