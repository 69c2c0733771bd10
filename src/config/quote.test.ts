import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTarget, quote } from "./index.ts";

test.each([
  ["https://ops:hush@shop.example/", "https://shop.example/"],
  ["https://ops:hu/sh@shop.example/", "https://shop.example/"],
  ["https://ops:hu@sh@shop.example/", "https://shop.example/"],
  ["ops:hush@shop.example", "shop.example"],
  ["http:/ops:hush@shop.example/", "shop.example/"],
  ["https://shop.example/?token=hush y", "https://shop.example/?…"],
  ["dns://shop.example?type=AAAA", "dns://shop.example?type=AAAA"],
  ["\u001b[31mred\r\n", "\\u{1b}[31mred\\u{d}\\u{a}"],
])("quote() repeats %j as %j", (text, shown) => expect(quote(text)).toBe(shown));

test.each([
  "https://ops:hu/sh@shop.example/",
  "https://ops:hush@shop.example:70000/",
  "https://ops:hush/@shop.example/",
  "ops:hush@shop.example",
  "https:ops:hush@shop.example/",
  "ftp://ops:hush@shop.example/",
  "https://ops:hush@a b/",
  "https://shop.example/a b?token=hush",
])("parseTarget() refuses %s and does not repeat the password", (text) => {
  expect(() => parseTarget(text)).toThrow(/^(?!.*hu(?:sh)?\b)/s);
});

test("quote() holds nothing that a terminal obeys, and stays short", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(quote(text)).not.toMatch(/\p{Cc}/u);
      expect(quote(text).length).toBeLessThan(700);
    }),
  );
});
