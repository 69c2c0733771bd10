import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPrivateAddress } from "../base/index.ts";
import { formatAddress, parseAddress } from "./address-octets.ts";
import { createAddressPseudonyms, maskTo, sharedBits } from "./redact-address.ts";

const v4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(formatAddress);
const v6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatAddress);
/** Addresses that share a prefix, which random ones hardly do. */
const neighbours = (length: 4 | 16) =>
  fc
    .tuple(
      fc.uint8Array({ minLength: length, maxLength: length }),
      fc.uint8Array({ minLength: length, maxLength: length }),
      fc.nat(length * 8),
    )
    .map(([one, other, bits]): readonly [string, string] => {
      const tail = maskTo(other, 0).map(
        (_, index) => (other[index] ?? 0) ^ (maskTo(other, bits)[index] ?? 0),
      );
      return [
        formatAddress(one),
        formatAddress(maskTo(one, bits).map((octet, index) => octet | (tail[index] ?? 0))),
      ];
    });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const fixed = new Set([
  "0.0.0.0",
  "127.0.0.1",
  "127.0.0.11",
  "127.0.0.53",
  "127.0.0.54",
  "169.254.169.254",
  "::",
  "::1",
  "ff02::1",
  "ff02::2",
]);
const isFixed = (address: string) =>
  fixed.has(address) || address.startsWith("255.") || address.startsWith("224.0.0.");

describe("createAddressPseudonyms()", () => {
  test("gives the same address the same pseudonym, and different ones different", () => {
    fc.assert(
      fc.property(key, fc.oneof(v4, v6), fc.oneof(v4, v6), (secret, a, b) => {
        const pseudonym = createAddressPseudonyms(secret);
        expect(createAddressPseudonyms(secret)(a)).toBe(pseudonym(a));
        if (!isFixed(a) && !isFixed(b)) expect(pseudonym(a) === pseudonym(b)).toBe(a === b);
      }),
    );
  });

  test("keeps the length of the prefix that two addresses share", () => {
    for (const length of [4, 16] as const) {
      fc.assert(
        fc.property(key, neighbours(length), (secret, [a, b]) => {
          const embeds = (address: string) =>
            address.startsWith("::ffff:") || address.startsWith("64:ff9b::");
          fc.pre(!isFixed(a) && !isFixed(b) && !embeds(a) && !embeds(b));
          const pseudonym = createAddressPseudonyms(secret);
          const shared = sharedBits(parseAddress(a), parseAddress(b));
          expect(sharedBits(parseAddress(pseudonym(a)), parseAddress(pseudonym(b)))).toBe(shared);
        }),
      );
    }
  });

  test.each([
    ["10.", "10.1.2.3"],
    ["172.", "172.20.1.1"],
    ["192.168.", "192.168.7.9"],
    ["169.254.", "169.254.3.4"],
    ["127.", "127.9.8.7"],
    ["192.0.2.", "192.0.2.10"],
    ["198.51.100.", "198.51.100.10"],
    ["203.0.113.", "203.0.113.10"],
    ["100.", "100.64.1.1"],
    ["fe80::", "fe80::1234:5678"],
    ["fd", "fd00:1:2::3"],
    ["2001:db8:", "2001:db8::10"],
    ["ff02:", "ff02::1:ff00:1234"],
  ])("keeps %s… in its class", (start, address) => {
    fc.assert(
      fc.property(key, (secret) => {
        expect(createAddressPseudonyms(secret)(address).startsWith(start)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("keeps private addresses private and public ones public", () => {
    fc.assert(
      fc.property(
        key,
        fc.oneof(
          v4,
          v6,
          neighbours(4).map(([, b]) => b),
        ),
        (secret, address) => {
          expect(isPrivateAddress(createAddressPseudonyms(secret)(address))).toBe(isPrivateAddress(address));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("leaves what is the same everywhere", () => {
    const pseudonym = createAddressPseudonyms(new Uint8Array(32));
    for (const address of [...fixed, "255.255.255.0", "224.0.0.251"])
      expect(pseudonym(address)).toBe(address);
  });

  test("gives an IPv4 address inside of an IPv6 one the pseudonym that it has alone", () => {
    const pseudonym = createAddressPseudonyms(new Uint8Array(32).fill(7));
    expect(pseudonym("::ffff:10.1.2.3")).toBe(`::ffff:${pseudonym("10.1.2.3")}`);
    expect(parseAddress(pseudonym("64:ff9b::a01:203")).subarray(12)).toEqual(
      parseAddress(pseudonym("10.1.2.3")),
    );
  });

  test("takes two spellings of one address for one", () => {
    const pseudonym = createAddressPseudonyms(new Uint8Array(32).fill(1));
    expect(pseudonym("2001:DB8:0:0:0:0:0:10")).toBe(pseudonym("2001:db8::10"));
  });
});

test("formatAddress() and parseAddress() are each other's inverse", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
      ),
      (octets) => {
        expect(parseAddress(formatAddress(octets))).toEqual(octets);
      },
    ),
  );
});

test.each([
  ["2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["0:0:0:0:0:0:0:0", "::"],
  ["1::", "1::"],
  ["::ffff:1.2.3.4", "::ffff:1.2.3.4"],
])("formatAddress() writes %s as RFC 5952 does", (given, written) =>
  expect(formatAddress(parseAddress(given))).toBe(written),
);
