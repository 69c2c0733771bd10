import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCorefile } from "./corefile.ts";
import { overlaps } from "./overlap.ts";

test("of a Corefile the root's block counts, and only addresses and files of it are kept", () => {
  const text = `shop.example:53 {
    forward . 192.0.2.9
}
. {
    # forward . 192.0.2.8
    cache {
        success 5000
    }
    forward . tls://192.0.2.1 192.0.2.2:5353 secret.example https://user:pw@192.0.2.3 {
        loop
    }
}`;
  expect(parseCorefile(text)).toEqual({
    forward: ["tls://192.0.2.1", "192.0.2.2:5353"],
    hasLoop: false,
    cache: 3600,
  });
});

test("any text is a Corefile", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..." .{}\nforwadcheloop:1#") }),
      (text) => void parseCorefile(text),
    ),
  );
});

test("ranges overlap where one holds a part of the other's, of the same family and of another node", () => {
  const of = (...ranges: readonly string[]) => ranges.map((range, index) => ({ node: `n${index}`, range }));
  expect(overlaps(of("10.0.0.0/24", "10.0.1.0/24", "fd00::/64", "fd00:0:0:1::/64", "nonsense"))).toEqual([]);
  expect(overlaps(of("10.0.0.0/16", "10.0.200.0/24"))).toHaveLength(1);
  expect(overlaps(of("fd00::/56", "fd00:0:0:1::/64"))).toHaveLength(1);
  expect(
    overlaps([
      { node: "a", range: "10.0.0.0/24" },
      { node: "a", range: "10.0.0.0/25" },
    ]),
  ).toEqual([]);
});
