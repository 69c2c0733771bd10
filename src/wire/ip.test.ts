import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addressOctets,
  addressText,
  decodeEcho,
  decodeIcmpError,
  decodeIpHeader,
  decodeMark,
  decodeTcpHeader,
  ECHO_OCTETS,
  encodeEcho,
  encodeMark,
  encodeSyn,
  icmpWord,
  internetChecksum,
} from "./index.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));

/** A UDP datagram of 192.0.2.1 to 198.51.100.2, TTL 1, as a router of the way quotes it. */
const quoted = "4500 0024 0001 4000 0111 0000 c000 0201 c633 6402 8235 829a 0010 0000 0102 0304 0007 fff8";
const exceeded = hex(`0b00 0000 0000 0000 ${quoted}`);

test("an address is the same after its octets, in the form of RFC 5952", () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      expect(addressText(addressOctets(text) ?? new Uint8Array())).toBe(text);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => {
      expect(addressOctets(addressText(octets) ?? "")).toEqual(octets);
    }),
  );
  expect(addressText(hex("20010db8000000000000000000000001"))).toBe("2001:db8::1");
  expect(addressOctets("host")).toBeNull();
  expect(addressOctets("fe80::1%eth0")?.length).toBe(16);
});

test("decodeIcmpError() gives the word, and the packet that it quotes", () => {
  const error = decodeIcmpError(4, exceeded);
  expect(error).toMatchObject({ word: "ttl-exceeded", mtu: null, mplsLabels: [] });
  const header = decodeIpHeader(error?.quoted ?? new Uint8Array());
  expect(header).toMatchObject({ ttl: 1, protocol: 17, source: "192.0.2.1", destination: "198.51.100.2" });
  expect(decodeMark(0x01020304, (error?.quoted ?? new Uint8Array()).subarray(28))).toBe(7);
});

test("decodeIcmpError() gives the MTU that a router names, and none where it names zero", () => {
  expect(decodeIcmpError(4, hex("0304 0000 0000 0578"))?.mtu).toBe(1400);
  expect(decodeIcmpError(4, hex("0304 0000 0000 0000"))?.mtu).toBeNull();
  expect(decodeIcmpError(6, hex("0200 0000 0000 0500"))).toMatchObject({
    word: "fragmentation-needed",
    mtu: 1280,
  });
});

test("decodeIcmpError() reads the labels of RFC 4950 behind a quote of 128 octets", () => {
  const message = new Uint8Array(8 + 128 + 12);
  message.set([11, 0, 0, 0, 0, 32]);
  message.set(hex("2000 0000 0008 0101 0001 0a01"), 136);
  expect(decodeIcmpError(4, message)?.mplsLabels).toEqual([16]);
});

test("both versions of ICMP say the same in the same words", () => {
  expect([icmpWord(4, 3, 3), icmpWord(6, 1, 4)]).toEqual(["port-unreachable", "port-unreachable"]);
  expect([icmpWord(4, 3, 13), icmpWord(6, 1, 1)]).toEqual(["admin-prohibited", "admin-prohibited"]);
  expect([icmpWord(4, 0, 0), icmpWord(6, 129, 0)]).toEqual(["echo-reply", "echo-reply"]);
});

test("every probe of an ICMP flow has the same checksum", () => {
  const sums = [1, 2, 999, 65_535].map((id) => {
    const packet = encodeEcho(4, { identifier: 77, id, payload: encodeMark(5, id, ECHO_OCTETS) });
    expect(internetChecksum(packet)).toBe(0);
    expect(decodeEcho(packet)).toEqual({ type: 8, identifier: 77, id });
    return (packet[2] ?? 0) * 256 + (packet[3] ?? 0);
  });
  expect(new Set(sums).size).toBe(1);
});

test("a SYN carries its checksum over the pseudo header", () => {
  for (const [source, destination] of [
    ["192.0.2.1", "198.51.100.2"],
    ["2001:db8::1", "2001:db8::2"],
  ] as const) {
    const ends = {
      source: addressOctets(source) ?? hex(""),
      destination: addressOctets(destination) ?? hex(""),
    };
    const segment = encodeSyn({ ...ends, sourcePort: 4000, destinationPort: 443, sequence: 0xfffffffe });
    const pseudo = new Uint8Array([...ends.source, ...ends.destination, 0, 6, 0, segment.length]);
    expect(internetChecksum(new Uint8Array([...pseudo, ...segment]))).toBe(0);
    expect(decodeTcpHeader(segment)).toMatchObject({ sourcePort: 4000, sequence: 0xfffffffe, isSyn: true });
  }
});

test("no octets, cut short or drawn by chance, throw", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(4 as const, 6 as const),
      (octets, family) => {
        decodeIpHeader(octets);
        decodeIcmpError(family, octets);
        decodeEcho(octets);
        decodeTcpHeader(octets);
        decodeMark(1, octets);
      },
    ),
  );
  for (let end = 0; end <= exceeded.length; end += 1) {
    const error = decodeIcmpError(4, exceeded.subarray(0, end));
    if (error !== null) decodeIpHeader(error.quoted);
  }
});
