import { expect, test } from "vitest";
import { plainRequest } from "../evidence/index.ts";
import { comparedTo } from "./comparison.ts";

const asked = plainRequest({
  ...{ target: "http://shop.example/", scheme: "http", host: "shop.example", hostIsAddress: false },
  ...{ port: 80, path: "/", method: "POST", dataOctets: 9 },
});
const headers = [
  ["Content-Type", "text/plain"],
  ...["Authorization", "proxy-authorization", "Cookie", "X-Api-Key", "X-Auth", "X-Amz-Signature"].map(
    (name) => [name, "s3cret"] as const,
  ),
  ...["Session-Id", "X-CSRF-Token", "Password", "Client_Secret"].map((name) => [name, "s3cret"] as const),
  ["X-Tenant", "a"],
] as const;

test("what is compared with a request changes nothing and bears nothing of the caller's", () => {
  expect(comparedTo({ asked, secrets: { headers } })).toEqual({
    method: "OPTIONS",
    headers: [],
    bodyOctets: 0,
  });
  expect(comparedTo({ asked: { ...asked, method: "GET" }, secrets: { headers } }).method).toBe("GET");
});

test("what may be repeated is the request itself, without what may say who the client is", () => {
  expect(comparedTo({ asked: { ...asked, mayRepeat: true }, secrets: { headers } })).toEqual({
    method: "POST",
    headers: [
      ["Content-Type", "text/plain"],
      ["X-Tenant", "a"],
    ],
    bodyOctets: 9,
  });
});
