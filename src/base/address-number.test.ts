import fc from "fast-check";
import { expect, test } from "vitest";
import { addressNumber, numberAddress } from "./index.ts";

test("addresses survive the way into numbers and back", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(numberAddress(addressNumber(address) ?? 0n, 4)).toBe(address);
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const value = addressNumber(address);
      expect(value).not.toBeNull();
      const text = numberAddress(value ?? 0n, 6);
      expect(text).toBe(new URL(`http://[${address}]`).hostname.slice(1, -1));
      expect(addressNumber(text)).toBe(value);
    }),
  );
});

test("groups of zeros and a tail of IPv4 count; a zone, a name and a length are no number", () => {
  expect(addressNumber("::")).toBe(0n);
  expect(addressNumber("fd00::1:0")).toBe((0xfd00n << 112n) + 0x10000n);
  expect(addressNumber("::ffff:192.0.2.1")).toBe(0xffff_c000_0201n);
  for (const none of ["", "fe80::1%eth0", "localhost", "10.0.0.0/8", "1.2.3"])
    expect(addressNumber(none)).toBeNull();
});
