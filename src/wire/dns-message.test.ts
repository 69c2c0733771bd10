import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  answerData,
  chainEnd,
  decodeDnsMessage,
  encodeDnsQuery,
  isSameName,
  negativeTtl,
  writeName,
} from "./index.ts";

const octetsOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s+/g, ""), "hex"));

/** An answer to `www.example.org A`: an alias to `a.example.org`, and its address. Compressed as servers do. */
const aliased = octetsOf(`
  1234 8180 0001 0002 0000 0000
  03777777 076578616d706c65 036f7267 00 0001 0001
  c00c 0005 0001 0000012c 0004 0161c010
  c02d 0001 0001 0000003c 0004 c0000201
`);

/** NXDOMAIN with the zone's SOA (TTL 300, MINIMUM 60) and EDE 15 "blocked" in the OPT record. */
const denied = octetsOf(`
  1234 8183 0001 0000 0001 0001
  0161 00 0001 0001
  00 0006 0001 0000012c 001b 016100 026e7300 00000001 00000002 00000003 00000004 0000003c
  00 0029 04d0 00000000 000d 000f 0009 000f 626c6f636b6564
`);

describe("decodeDnsMessage()", () => {
  test("reads an alias and the address at its end", () => {
    const message = decodeDnsMessage(aliased);
    expect(message).toMatchObject({ id: 0x1234, isResponse: true, rcode: "NOERROR", damage: null });
    expect(message?.answers).toEqual([
      { name: "www.example.org", type: "CNAME", ttl: 300, data: "a.example.org" },
      { name: "a.example.org", type: "A", ttl: 60, data: "192.0.2.1" },
    ]);
    expect(chainEnd("WWW.example.ORG", message?.answers ?? [])).toBe("a.example.org");
    expect(answerData({ name: "www.example.org", type: "A" }, message?.answers ?? [])).toEqual(["192.0.2.1"]);
  });

  test("reads a denial, how long it may be kept, and the extended error", () => {
    const message = decodeDnsMessage(denied);
    expect(message?.rcode).toBe("NXDOMAIN");
    expect(message?.extendedErrors).toEqual([{ code: 15, name: "Blocked", text: "blocked" }]);
    expect(negativeTtl(message?.authorities ?? [])).toBe(60);
  });

  test("a pointer that points forwards, or at itself, is damage and no loop", () => {
    const loop = octetsOf("0001 8180 0001 0000 0000 0000 c00c 0001 0001");
    expect(decodeDnsMessage(loop)).toMatchObject({ question: null, damage: "the question cannot be read" });
    const forwards = octetsOf("0001 8180 0001 0000 0000 0000 c0ff 0001 0001");
    expect(decodeDnsMessage(forwards)?.damage).not.toBeNull();
  });

  test("an alias that leads back to itself ends", () => {
    const loop = [
      { name: "a", type: "CNAME", ttl: 1, data: "b" },
      { name: "b", type: "CNAME", ttl: 1, data: "a" },
    ];
    expect(chainEnd("a", loop)).toBe("b");
  });

  test("each truncation is data, with damage or without a header, and never a whole answer", () => {
    for (const whole of [aliased, denied]) {
      for (let length = 0; length < whole.length; length += 1) {
        const message = decodeDnsMessage(whole.subarray(0, length));
        expect(message === null ? length < 12 : message.damage !== null, String(length)).toBe(true);
      }
    }
  });

  test("random octets never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (octets) => {
        decodeDnsMessage(octets);
      }),
      { numRuns: 3_000 },
    );
  });

  test("a message with changed octets never throws", () => {
    const place = fc.record({ at: fc.nat(200), octet: fc.nat(255) });
    fc.assert(
      fc.property(fc.constantFrom(aliased, denied), fc.array(place, { maxLength: 8 }), (whole, changes) => {
        const octets = Uint8Array.from(whole);
        for (const { at, octet } of changes) octets[at % octets.length] = octet;
        decodeDnsMessage(octets);
      }),
      { numRuns: 3_000 },
    );
  });

  test("65,535 octets of pointers are read in a moment", () => {
    const octets = new Uint8Array(0xffff).fill(0xc0);
    octets.set([0, 1, 0x81, 0x80, 0, 0, 0xff, 0xff, 0, 0, 0, 0]);
    expect(decodeDnsMessage(octets)?.damage).not.toBeNull();
  });

  /** A message with one answer of a type. */
  const withAnswer = (type: number, rdata: string) => {
    const data = octetsOf(rdata);
    const head = octetsOf("0001 8180 0000 0001 0000 0000 00");
    const fixed = Uint8Array.of(
      type >> 8,
      type & 255,
      0,
      1,
      0,
      0,
      0,
      60,
      data.length >> 8,
      data.length & 255,
    );
    return decodeDnsMessage(Uint8Array.from([...head, ...fixed, ...data]));
  };

  test.each([
    ["AAAA", 28, "20010db8000000000000000000000001", "2001:db8::1"],
    ["AAAA", 28, "00000000000000000000000000000000", "::"],
    ["AAAA", 28, "20010db8000100010001000100010001", "2001:db8:1:1:1:1:1:1"],
    ["MX", 15, "000a 0161 00", "10 a"],
    ["TXT", 16, "02 6869 03 61ff62", '"hi" "a\\255b"'],
    ["SRV", 33, "0001 0002 1f90 0161 00", "1 2 8080 a"],
    [
      "SVCB",
      64,
      "0001 00 0001 0003 026832 0003 0002 01bb 0004 0004 c0000201",
      "1 . alpn=h2 port=443 ipv4hint=192.0.2.1",
    ],
    ["DS", 43, "3039 08 02 abcd", "12345 8 2 abcd"],
    ["NSEC", 47, "0161 00 0001 40", "a A"],
    ["CAA", 257, "00 05 6973737565 6341", '0 issue "cA"'],
    [
      "RRSIG",
      46,
      "0001 08 01 0000003c 00000000 00000000 0001 0161 00 ff",
      "A 8 1 60 19700101000000 19700101000000 1 a /w==",
    ],
    ["TYPE999", 999, "c0ffee", "\\# 3 c0ffee"],
  ])("reads %s", (name, type, rdata, text) => {
    expect(withAnswer(type, rdata)?.answers).toEqual([{ name: ".", type: name, ttl: 60, data: text }]);
  });

  test.each([
    ["A of three octets", 1, "c00002"],
    ["AAAA of four octets", 28, "c0000201"],
    ["TXT whose length runs over", 16, "05 6869"],
    ["MX without a name", 15, "000a"],
    ["SVCB whose parameter runs over", 64, "0001 00 0001 00ff 02"],
    ["NSEC with a bit map of 33 octets", 47, "0161 00 0021"],
  ])("%s is damage", (_, type, rdata) => {
    expect(withAnswer(type, rdata)?.damage).toMatch(/cannot be read$/);
  });
});

describe("encodeDnsQuery()", () => {
  const plain = {
    id: 7,
    type: "A",
    recursionDesired: true,
    checkingDisabled: false,
    ednsSize: null,
    dnssecOk: false,
  };

  test("what it writes is read as the same question", () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
    const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join("."));
    fc.assert(
      fc.property(name, fc.constantFrom("A", "AAAA", "MX", "TYPE999"), fc.nat(0xffff), (name, type, id) => {
        const octets = encodeDnsQuery({ ...plain, name, type, id });
        const message = decodeDnsMessage(octets ?? new Uint8Array());
        expect(message).toMatchObject({ id, isResponse: false, recursionDesired: true, damage: null });
        expect(message?.question).toEqual({ name, type });
      }),
    );
  });

  test("EDNS, DO and CD are where RFC 6891 and RFC 4035 put them", () => {
    const octets = encodeDnsQuery({
      ...plain,
      name: "a",
      ednsSize: 1232,
      dnssecOk: true,
      checkingDisabled: true,
    });
    expect(Buffer.from(octets ?? []).toString("hex")).toBe(
      "000701100001000000000001" + "016100" + "00010001" + "00002904d0000080000000",
    );
  });

  test.each([
    ["an empty label", "a..b"],
    ["a label of 64 octets", "x".repeat(64)],
    ["more than 255 octets", Array.from({ length: 60 }, () => "abcd").join(".")],
    ["a letter outside ASCII", "b\u00fccher.example"],
  ])("a name with %s cannot be asked", (_, name) => {
    expect(writeName(name)).toBeNull();
    expect(encodeDnsQuery({ ...plain, name })).toBeNull();
  });

  test("a last dot changes nothing, escapes are octets", () => {
    expect(writeName("a.b.")).toEqual(writeName("a.b"));
    expect(writeName("a\\.b\\032")).toEqual(Uint8Array.of(4, 0x61, 0x2e, 0x62, 0x20, 0));
    expect(isSameName("A.example.", "a.EXAMPLE")).toBe(true);
  });
});
