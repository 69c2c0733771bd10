import { isIPv4 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { numbersAndDots } from "./numbers-and-dots.ts";

test.each([
  ["127.1", "127.0.0.1"],
  ["1.2.3", "1.2.0.3"],
  ["0x7f.1", "127.0.0.1"],
  ["2130706433", "127.0.0.1"],
  ["010.0.0.1", "8.0.0.1"],
  ["192.0.2.1", "192.0.2.1"],
  ["999.1.1.1", null],
  ["1.2.3.256", null],
  ["4294967296", null],
  ["1.2.3.4.5", null],
  ["1..2", null],
  ["web.1", null],
  ["", null],
])("numbersAndDots() reads %s as inet_aton does", (text, address) =>
  expect(numbersAndDots(text)).toBe(address),
);

test("numbersAndDots() gives an IPv4 address or nothing", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-fx.]{0,20}$/), (text) => {
      const address = numbersAndDots(text);
      expect(address === null || isIPv4(address)).toBe(true);
    }),
  );
});
