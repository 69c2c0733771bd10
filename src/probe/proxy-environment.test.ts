import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isExempt, parseProxy, proxyFor } from "./proxy-environment.ts";

const choose = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env);

describe("proxyFor()", () => {
  test.each([
    ["http://a.example", { http_proxy: "p.example:3128" }, "http_proxy"],
    ["http://a.example", { HTTP_PROXY: "p.example:3128" }, null], // A request's `Proxy` field becomes HTTP_PROXY in CGI.
    ["https://a.example", { http_proxy: "p.example:3128" }, null],
    ["https://a.example", { HTTPS_PROXY: "p.example:3128" }, "HTTPS_PROXY"],
    ["https://a.example", { https_proxy: "p.example:1", HTTPS_PROXY: "p.example:2" }, "https_proxy"],
    ["https://a.example", { https_proxy: "", ALL_PROXY: "socks5h://p.example" }, "ALL_PROXY"],
    ["http://a.example", { all_proxy: "p.example" }, "all_proxy"],
    ["http://a.example", { http_proxy: "p.example", no_proxy: "a.example" }, null],
    ["http://a.example", { http_proxy: "p.example", NO_PROXY: "a.example" }, null],
    [
      "http://a.example",
      { http_proxy: "p.example", no_proxy: "b.example", NO_PROXY: "a.example" },
      "http_proxy",
    ],
    ["http://[2001:db8::1]/", { http_proxy: "p.example", no_proxy: "2001:db8::/32" }, null],
    ["http://a.example", {}, null],
  ])("%s with %j goes by %s", (url, env, from) => {
    expect(choose(url, env)?.from ?? null).toBe(from);
  });
});

describe("parseProxy()", () => {
  test.each([
    ["p.example", { scheme: "http", host: "p.example", port: 1080, resolvesNames: true, credentials: null }],
    ["http://p.example:80", { scheme: "http", port: 80 }],
    ["HTTPS://p.example", { scheme: "https", port: 443 }],
    [
      "socks5://[2001:db8::1]:9050",
      { scheme: "socks5", host: "2001:db8::1", port: 9050, resolvesNames: false },
    ],
    ["socks5h://p.example:9050", { scheme: "socks5", resolvesNames: true }],
    ["http://me:p%40ss@p.example:3128/", { host: "p.example", port: 3128, credentials: "me:p@ss" }],
  ])("reads %s", (text, expected) => {
    expect(parseProxy(text, "https_proxy")).toMatchObject(expected);
  });

  test.each(["ftp://p.example", "http://", "http://p.example:99999", "http://[::"])(
    "cannot speak to %s",
    (text) => {
      expect(parseProxy(text, "https_proxy")).toBeNull();
    },
  );

  test("takes any text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, host) => {
        parseProxy(text, "https_proxy");
        isExempt(host, text);
      }),
    );
  });
});

describe("isExempt()", () => {
  test.each([
    ["a.example", "*", true],
    ["a.example", "a.example", true],
    ["b.a.example", "a.example", true],
    ["a.example", ".a.example", true],
    ["b.a.example", ".a.example", true],
    ["ba.example", "a.example", false],
    ["A.Example.", "a.example", true],
    ["a.example", "b.example, a.example", true],
    ["a.example", "b.example a.example", true],
    ["a.example", "*.example", false],
    ["a.example", "", false],
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "192.0.2.0/24", true],
    ["192.0.3.7", "192.0.2.0/24", false],
    ["192.0.2.7", "192.0.2.0/240", false],
    ["192.0.2.7", "2.7", false],
    ["2001:db8::1", "[2001:db8:0::1]", true],
    ["2001:db8::1", "2001:db8::/32", true],
    ["localhost", "localhost,127.0.0.1", true],
  ])("%s by %j: %s", (host, noProxy, exempt) => {
    expect(isExempt(host, noProxy)).toBe(exempt);
  });
});
