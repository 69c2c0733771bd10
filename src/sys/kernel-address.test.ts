import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeIpv4, decodeIpv6, decodeIpv6Words } from "./index.ts";

test("decodeIpv4() reads the octets from the last to the first", () => {
  expect(decodeIpv4("0100007F")).toBe("127.0.0.1");
  expect(decodeIpv4("0A0200C0")).toBe("192.0.2.10");
});

test.each([
  ["20010db8000000000000000000000001", "2001:db8::1"],
  ["00000000000000000000000000000000", "::"],
  ["00000000000000000000000000000001", "::1"],
  ["fe800000000000000000000000000000", "fe80::"],
  ["20010db8000100010001000100010001", "2001:db8:1:1:1:1:1:1"],
  ["20010db8000000010000000000000001", "2001:db8:0:1::1"],
])("decodeIpv6() writes %s as RFC 5952 does", (hex, address) => {
  expect(decodeIpv6(hex)).toBe(address);
});

test("decodeIpv6Words() gives an IPv4-mapped address as IPv4", () => {
  expect(decodeIpv6Words("0000000000000000FFFF00000A0200C0")).toBe("192.0.2.10");
  expect(decodeIpv6Words("B80D0120000000000000000001000000")).toBe("2001:db8::1");
});

test("what is no address is null, and every address is one", () => {
  const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF"), minLength: 32, maxLength: 32 });
  fc.assert(fc.property(hex, (digits) => isIP(decodeIpv6(digits) ?? "") === 6));
  fc.assert(fc.property(hex, (digits) => isIP(decodeIpv6Words(digits) ?? "") > 0));
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      for (const decode of [decodeIpv4, decodeIpv6, decodeIpv6Words]) {
        const address = decode(text);
        if (address !== null) expect(isIP(address)).toBeGreaterThan(0);
      }
    }),
  );
});
