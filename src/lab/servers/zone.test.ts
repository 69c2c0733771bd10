import { expect, test } from "vitest";
import { delegation, zoneText } from "./zone.ts";

test("zoneText() writes SOA, NS and the glue of name servers within the zone", () => {
  const text = zoneText({
    origin: "shop.lab",
    nameServers: { "ns1.shop.lab": ["192.0.2.53"], "ns.other.lab": ["192.0.2.54"] },
    records: ["www A 192.0.2.80"],
    ttl: 3600,
    negativeTtl: 30,
    serial: 7,
  });
  expect(text.split("\n")).toEqual([
    "$ORIGIN shop.lab.",
    "$TTL 3600",
    "@ 3600 SOA ns1.shop.lab. hostmaster.ns1.shop.lab. 7 3600 600 864000 30",
    "@ NS ns1.shop.lab.",
    "@ NS ns.other.lab.",
    "ns1.shop.lab. A 192.0.2.53",
    "www A 192.0.2.80",
    "",
  ]);
});

test("delegation() gives NS and glue of either family", () => {
  expect(delegation("shop.lab", { "ns1.shop.lab": ["192.0.2.53", "2001:db8::53"] })).toEqual([
    "shop.lab. NS ns1.shop.lab.",
    "ns1.shop.lab. A 192.0.2.53",
    "ns1.shop.lab. AAAA 2001:db8::53",
  ]);
});
