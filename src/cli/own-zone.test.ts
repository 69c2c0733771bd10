import { expect, test } from "vitest";
import { mustHaveZone } from "./own-zone.ts";

test("mustHaveZone() refuses a zone that is no interface, in two lines", () => {
  expect(() => mustHaveZone("fe80::1%nope", ["lo", "eth0"])).toThrow(
    'Cannot use "fe80::1%nope": this host has no interface "nope" with an address\nName one behind the %: lo eth0',
  );
});

test.each(["fe80::1%eth0", "fe80::1", "fe80::1%2", "192.0.2.1", "shop.example"])(
  "mustHaveZone() lets %s pass",
  (address) => expect(() => mustHaveZone(address, ["lo", "eth0"])).not.toThrow(),
);
