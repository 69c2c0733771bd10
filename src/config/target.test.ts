import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FaultlineError } from "../base/index.ts";
import { parseTarget } from "./index.ts";

describe("parseTarget() reads", () => {
  test.each([
    [
      "https://shop.example/api?x=1#top",
      { scheme: "https", host: "shop.example", port: 443, path: "/api?x=1" },
    ],
    ["http://[2001:db8::1]:8080", { scheme: "http", host: "2001:db8::1", port: 8080, path: "/" }],
    ["tcp://192.0.2.1:5432", { scheme: "tcp", host: "192.0.2.1", port: 5432 }],
    ["tls://mail.example", { scheme: "tls", host: "mail.example", port: 443 }],
    ["dns://shop.example?type=aaaa", { scheme: "dns", host: "shop.example", questionType: "AAAA" }],
    ["shop.example", { scheme: "https", host: "shop.example", port: 443 }],
    ["shop.example:80", { scheme: "http", port: 80 }],
    ["db.example:5432", { scheme: "tcp", port: 5432 }],
    ["2001:db8::1", { scheme: "https", host: "2001:db8::1" }],
    ["[2001:db8::1]:22", { scheme: "tcp", host: "2001:db8::1", port: 22 }],
    ["http://127.1:8080/", { host: "127.0.0.1", port: 8080 }],
    ["tcp://[fe80::1%25eth0]:80", { host: "fe80::1%eth0", port: 80 }],
    ["http://[fe80::1%Lan]/", { host: "fe80::1%Lan" }],
    ["SHOP.example.", { host: "shop.example." }],
    [
      "postgres://app:s3@db.example/shop?sslmode=require",
      { scheme: "postgres", host: "db.example", port: 5432 },
    ],
    ["postgresql://app@192.0.2.1:6432/shop", { scheme: "postgresql", port: 6432, path: "/shop" }],
    [
      "postgres://app@one.example:1111,two.example/shop",
      { host: "one.example", port: 1111, others: ["two.example"] },
    ],
    ["postgres:///shop?host=db.example&port=5433", { host: "db.example", port: 5433 }],
    ["mysql://app@db.example/shop", { scheme: "mysql", port: 3306, credentials: "app" }],
    ["mariadb://[2001:db8::1]/", { scheme: "mariadb", host: "2001:db8::1", port: 3306 }],
    ["redis://:s3@cache.example/2", { scheme: "redis", port: 6379, credentials: ":s3" }],
    ["rediss://cache.example", { scheme: "rediss", port: 6379 }],
    ["valkey://:s3@cache.example/2", { scheme: "redis", port: 6379, credentials: ":s3" }],
    ["Valkeys://cache.example:7000", { scheme: "rediss", port: 7000 }],
  ])("%s", (text, expected) => expect(parseTarget(text)).toMatchObject(expected));
});

test("parseTarget() shows neither credentials nor query", () => {
  const target = parseTarget("https://ops:s3cret@shop.example/api?token=abc");
  expect(target.shown).toBe("https://shop.example/api");
  expect(target.credentials).toBe("ops:s3cret");
  const database = parseTarget("postgres://app:s3cret@db.example/shop?password=s3cret&sslmode=require");
  expect(database.shown).toBe("postgres://db.example/shop");
});

describe("parseTarget() refuses in two lines", () => {
  test.each([
    ["", /empty/],
    ["ftp://shop.example/", /scheme is ftp/],
    ["db.internal:70000", /the port is 70000, it must be 1 to 65535/],
    ["http://999.1.1.1/", /no IPv4 address/],
    ["tcp://db.internal", /names no port/],
    [`https://${"a.".repeat(150)}example/`, /octets, a name has at most 253/],
    [`https://${"a".repeat(64)}.example/`, /63 octets/],
    ["https:///api", /names no host/],
    ["https://-x.example/", /no host name/],
    ["https://[::1/", /bracket is never closed/],
    ["https://shop.example/a b", /space/],
    ["shop.example/api", /no scheme/],
  ])("%s", (text, message) => {
    expect(() => parseTarget(text)).toThrow(message);
    try {
      parseTarget(text);
    } catch (error) {
      expect((error as FaultlineError).message.split("\n")).toHaveLength(2);
      expect((error as FaultlineError).message).not.toContain("pw");
    }
  });
});

test("parseTarget() answers anything with a target or a FaultlineError", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (text) => {
      for (const given of [text, `https://${text}`, `tcp://${text}:1`]) {
        try {
          parseTarget(given);
        } catch (error) {
          expect(error).toBeInstanceOf(FaultlineError);
        }
      }
    }),
  );
});

test("parseTarget() takes a method of gRPC, and asks for the health service where none is given", () => {
  expect(parseTarget("grpc://api.example:50051")).toMatchObject({
    scheme: "grpc",
    port: 50_051,
    path: "/grpc.health.v1.Health/Check",
    shown: "grpc://api.example:50051",
  });
  expect(parseTarget("grpcs://api.example/shop.v1.Cart/List")).toMatchObject({
    port: 443,
    path: "/shop.v1.Cart/List",
  });
  expect(() => parseTarget("grpc://api.example")).toThrow("it names no port");
  expect(() => parseTarget("grpc://api.example:1/cart")).toThrow("its path names no method");
});
