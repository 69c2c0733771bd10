import { expect, test } from "vitest";
import { redirectTarget } from "./http-redirect.ts";

const base = { scheme: "https", host: "a.example", port: 8443, path: "/x/y?z=1" };

test.each([
  ["/b?c=d#e", { scheme: "https", host: "a.example", port: 8443, path: "/b?c=d" }],
  ["b", { scheme: "https", host: "a.example", port: 8443, path: "/x/b" }],
  ["//b.example/", { scheme: "https", host: "b.example", port: 443, path: "/" }],
  ["http://b.example", { scheme: "http", host: "b.example", port: 80, path: "/" }],
  ["http://me:pw@[2001:db8::1]:81/", { scheme: "http", host: "2001:db8::1", port: 81, path: "/" }],
  ["mailto:a@b.example", null],
  ["http://", null],
])("redirectTarget() follows %s", (location, expected) => {
  expect(redirectTarget(location, base)).toEqual(expected);
});
