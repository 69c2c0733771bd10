import { expect, test } from "vitest";
import { likelyCauses, symptomRecord, withoutSecrets } from "./index.ts";

test.each([
  ["Authorization: Bearer hunter2hunter2", "hunter2"],
  ["> authorization: Basic YXBwOmh1bnRlcjI=", "YXBw"],
  ["Cookie: sid=hunter2; theme=dark", "hunter2"],
  ["Set-Cookie: sid=hunter2; Path=/", "hunter2"],
  ["x-api-key: hunter2", "hunter2"],
  ["postgres://app:hunter2@db.example/shop", "hunter2"],
  ["GET /login?user=app&code=hunter2 HTTP/1.1", "hunter2"],
  ["https://a.example/cb?code=hunter2#x", "hunter2"],
  ["password=hunter2 host=db.example", "hunter2"],
  ['{"password": "hunter2 and more", "user": "app"}', "hunter2"],
  ["PGPASSWORD=hunter2 psql -h db.example", "hunter2"],
  ["curl -u app:hunter2 https://a.example/", "hunter2"],
  ["token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl was refused", "c2lnbmF0dXJl"],
  ["aws key AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
  ["-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----", "hunter2"],
])("a secret is removed from %s", (text, secret) => {
  expect(withoutSecrets(text)).not.toContain(secret);
});

test("what is no secret stays: host, path, port, error", () => {
  const text = "connect ECONNREFUSED 192.0.2.1:443 while asking https://a.example/api/v1";
  expect(withoutSecrets(text)).toBe(text);
  expect(withoutSecrets("redis://app:x@cache.example:6379/0")).toBe("redis://[removed]@cache.example:6379/0");
});

test("symptomRecord() keeps the words and names the signals that are known, the innermost first", () => {
  const symptom = symptomRecord("fetch failed: connect ECONNREFUSED 192.0.2.1:443, SQLSTATE[99999]");
  expect(symptom.text).toContain("ECONNREFUSED");
  expect(symptom.signals).toEqual(["connection-refused", "wrapper-fetch-failed"]);
});

test("symptomRecord() cuts a long text after the secrets are gone", () => {
  const symptom = symptomRecord(`${"x".repeat(8_150)} password=${"hunter2".repeat(9_000)}`);
  expect(symptom.text.length).toBeLessThanOrEqual(8_192);
  expect(symptom.text).not.toContain("hunter2");
});

test("likelyCauses() gives each cause once, the innermost signal's first", () => {
  expect(likelyCauses("fetch failed: certificate has expired")[0]).toBe("certificate-expired");
  expect(likelyCauses("nothing")).toEqual([]);
});

test.each([
  "a",
  "eyJaaaaaaaa.",
  "password=",
  "http://",
  "-----BEGIN PRIVATE KEY-----",
  "x-key",
  "Authorization:",
  " /",
])("hostile text is masked in bounded time: %s", (unit) => {
  expect(withoutSecrets(unit.repeat(40_000 / unit.length)).length).toBeGreaterThan(0);
});
