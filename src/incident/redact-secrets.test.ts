import { describe, expect, test } from "vitest";
import { brokenRun, healthyRun } from "../../test/run-example.ts";
import { scrub } from "./redact-secrets.ts";

describe("scrub()", () => {
  test.each([
    [
      "an Authorization line",
      { command: "curl -H 'Authorization: Bearer s3cr3t-of-mine' https://h.example/" },
    ],
    ["a Basic credential", { text: "sent Authorization: Basic dXNlcjpzM2NyM3Q=", more: "dXNlcjpzM2NyM3Q" }],
    ["a cookie's value by its key", { headers: { "set-cookie": "sid=s3cr3t; Path=/" } }],
    ["a header field in other letters", { headers: { "X-Api-Key": "s3cr3t" } }],
    ["a password by its key", { value: { dbPassword: "s3cr3t" } }],
    ["a user and password in a URL", { target: "postgres://app:s3cr3t@db.example/shop" }],
    ["a query", { url: "https://shop.example/api?session=s3cr3t&x=1" }],
    ["a query of a request target", { path: "/api?key=s3cr3t" }],
    ["a query that begins like a harmless one", { target: "dns://shop.example?type=A&token=s3cr3t" }],
    ["a private key", { errorBody: "-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----" }],
    ["a cut private key", { errorBody: "-----BEGIN RSA PRIVATE KEY-----\ns3cr3t" }],
    ["a password in an error page", { errorBody: 'cannot log in with password="s3cr3t"' }],
    ["a secret deep inside", { a: [{ b: [{ c: ["token=s3cr3t"] }] }] }],
  ])("takes %s out", (_, value) => {
    const text = JSON.stringify(scrub(value));
    expect(text).not.toContain("s3cr3t");
    expect(text).toContain("[removed]");
    if (JSON.stringify(value).includes("dXNlcjpz"))
      expect(JSON.stringify(scrub({ text: value }))).toContain("[removed]");
  });

  test.each([
    ["dns://shop.example?type=AAAA"],
    ["postgres://db.example/shop?sslmode=verify-full"],
    ["https://shop.example/api"],
    ["504 Gateway Time-out"],
    ["Is the server up? It was."],
    ["password authentication failed for user"],
    ["openssl s_client -connect 192.0.2.10:443 -servername shop.example </dev/null"],
    ["ss -tan state time-wait dst 192.0.2.10"],
  ])("leaves %s as it is", (text) => expect(scrub({ text }).text).toBe(text));

  test("changes nothing of a run without secrets", () => {
    expect(scrub(brokenRun)).toEqual(brokenRun);
    expect(scrub(healthyRun)).toEqual(healthyRun);
  });

  test("leaves numbers, booleans and null as they are, under whatever key", () =>
    expect(scrub({ clientCertificate: true, token: 7, password: null })).toEqual({
      clientCertificate: true,
      token: 7,
      password: null,
    }));
});
