import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readApplications } from "../../../test/read-applications.ts";
import { Talk } from "../../../test/talk.ts";
import { encodeClientHello } from "../../wire/index.ts";

const hello = encodeClientHello({
  serverName: "shop.example",
  versions: [0x0304],
  alpn: ["h2"],
  random: new Uint8Array(32),
  keyShare: new Uint8Array(32),
  padTo: 0,
});

/** Beginnings by which each protocol is known, and pieces that go on with them. */
const beginnings = [
  hello,
  Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
  Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"),
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x04\x01\x04\0\0\0\x01"),
  Buffer.from("*1\r\n$4\r\nPING\r\n-ERR x\r\n$99\r\n"),
  Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47),
  Uint8Array.of(0, 0, 0, 18, 0, 3, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 69, 0, 0, 0, 20),
  Uint8Array.of(60, 0, 0, 0, 10, 56, 46, 48, 46, 51, 57, 0),
  Uint8Array.of(0, 17, 0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1),
];

const piece = fc.record({
  who: fc.constantFrom("client" as const, "server" as const),
  octets: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.constantFrom(...beginnings)),
  missing: fc.constantFrom(0, 0, 0, 1, 40, 5_000),
  ends: fc.constantFrom(
    "nothing" as const,
    "nothing" as const,
    "nothing" as const,
    "fin" as const,
    "reset" as const,
  ),
});

describe("createApplications()", () => {
  test("takes any octets of any protocol, with holes, ends and cuts", () => {
    const conversation = fc.record({
      port: fc.constantFrom(53, 80, 443, 3306, 5432, 6379),
      pieces: fc.array(piece, { maxLength: 12 }),
      segment: fc.constantFrom(3, 50, 1_400),
      isOpened: fc.boolean(),
    });
    fc.assert(
      fc.property(conversation, ({ port, pieces, segment, isOpened }) => {
        const talk = new Talk(port);
        if (isOpened) talk.open();
        for (const { who, octets, missing, ends } of pieces) {
          talk.send(who, octets, segment);
          if (missing > 0) talk.miss(who, missing);
          if (ends === "fin") talk.fin(who);
          if (ends === "reset") talk.reset(who);
        }
        const found = readApplications(talk.octets());
        expect(found.http.leftOut + found.tls.leftOut).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("takes any datagram", () => {
    const header = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), fc.constantFrom(53, 443, 9_999), (octets, port) => {
        const ends = { from: 1, to: 2, port, source: 40_000 };
        const long = Uint8Array.from([0xc3, 0, 0, 0, 1, ...octets, ...new Array<number>(1_200).fill(0)]);
        const talk = new Talk(1)
          .datagram(ends, octets)
          .datagram(ends, Uint8Array.from([...header, ...octets]));
        readApplications(talk.datagram(ends, long).octets());
      }),
    );
  });
});
