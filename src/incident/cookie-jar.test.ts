import { expect, test } from "vitest";
import { type CookieJar, cookiesFor, keepCookie } from "./cookie-jar.ts";

test("a host gets its own cookies back, the last value of each, and no other host does", () => {
  const jar: CookieJar = new Map();
  for (const pair of ["s=1", "t=2", "s=3", "=4"]) keepCookie(pair, "shop.example", jar);
  expect(cookiesFor("shop.example", jar)).toEqual([["cookie", "s=3; t=2"]]);
  expect(cookiesFor("other.example", jar)).toEqual([]);
});

test("a jar takes no more than fifty cookies", () => {
  const jar: CookieJar = new Map();
  for (let index = 0; index < 80; index += 1) keepCookie(`c${index}=1`, "shop.example", jar);
  expect(jar.size).toBe(50);
});
