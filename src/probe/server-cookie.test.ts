import { expect, test } from "vitest";
import { serverCookieOf } from "./server-cookie.ts";

const set = (value: string) => serverCookieOf([["set-cookie", value]]);

test("serverCookieOf() tells the servers of a load balancer apart, and keeps no value", () => {
  expect(set("SERVERID=s1; path=/")).toMatch(/^SERVERID:[0-9a-f]{8}$/);
  expect(set("SERVERID=s1; path=/")).toBe(set("SERVERID=s1"));
  expect(set("SERVERID=s2")).not.toBe(set("SERVERID=s1"));
});

test.each(["session=abc", "SERVERID=; Max-Age=0", "SERVERID", "=s1", "", "PHPSESSID=s1"])(
  "serverCookieOf() names no server by %j",
  (value) => {
    expect(set(value)).toBeNull();
  },
);
