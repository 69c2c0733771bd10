import fc from "fast-check";
import { expect, test } from "vitest";
import {
  readSocksReply,
  socksReplyName,
  writeSocksLogin,
  writeSocksMethods,
  writeSocksRequest,
} from "./index.ts";

const hex = (octets: Uint8Array) => Buffer.from(octets).toString("hex");

test("writes methods, login and request as RFC 1928 and RFC 1929 lay them out", () => {
  expect(hex(writeSocksMethods(false))).toBe("050100");
  expect(hex(writeSocksMethods(true))).toBe("05020002");
  expect(hex(writeSocksLogin("me:pw"))).toBe("01026d65027077");
  expect(hex(writeSocksRequest("192.0.2.1", 443))).toBe("05010001c000020101bb");
  expect(hex(writeSocksRequest("2001:db8::1", 80))).toBe("0501000420010db80000000000000000000000010050");
  expect(hex(writeSocksRequest("::ffff:192.0.2.1", 80))).toBe("0501000400000000000000000000ffffc00002010050");
  expect(hex(writeSocksRequest("a.example", 80))).toBe("0501000309612e6578616d706c650050");
});

const reply = Buffer.from("05050001c000020101bb", "hex");

test("reads a reply, and waits for the rest of a shorter one", () => {
  expect(readSocksReply(reply)).toEqual({ outcome: "reply", code: 5, octets: 10 });
  for (let end = 0; end < reply.length; end += 1) {
    expect(readSocksReply(reply.subarray(0, end)).outcome).toBe("incomplete");
  }
  expect(readSocksReply(Buffer.from("HTTP/1.1 400")).outcome).toBe("not-socks");
  expect(socksReplyName(5)).toBe("connection refused");
});

test("readSocksReply() takes any octets", () => {
  fc.assert(fc.property(fc.uint8Array(), (octets) => void readSocksReply(octets)));
});
