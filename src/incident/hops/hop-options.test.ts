import { expect, test } from "vitest";
import { plainRequest } from "../../evidence/index.ts";
import { databaseOptions, hopOptions } from "./hop-options.ts";

const asked = plainRequest({
  ...{ target: "http://shop.example/", scheme: "http", host: "shop.example", hostIsAddress: false },
  ...{ port: 80, path: "/", method: "PUT", dataOctets: 9 },
});
const headers = [
  ["Host", "other.example"],
  ["Cookie", "s3cret"],
  ["X-Tenant", "a"],
] as const;
const hop = { host: "shop.example", trace: "00-1-2-01" };

test("a hop is asked by a method that changes nothing", () => {
  expect(hopOptions({ asked, secrets: { headers } as never }, hop)).toEqual({
    method: "OPTIONS",
    header: ["Host: shop.example", "traceparent: 00-1-2-01"],
  });
});

test("a hop is sent what may be repeated, without credentials, and may repeat it itself", () => {
  expect(hopOptions({ asked: { ...asked, mayRepeat: true }, secrets: { headers } as never }, hop)).toEqual({
    method: "PUT",
    header: ["Host: shop.example", "traceparent: 00-1-2-01", "X-Tenant: a"],
    dataSize: "9",
    allow: ["repeat-request"],
  });
});

test("a database behind may measure what this run may", () => {
  const allowed = { repeatRequest: true, explainAnalyze: false, debugImage: null };
  expect(databaseOptions({ allowed })).toEqual({});
  expect(databaseOptions({ allowed: { ...allowed, explainAnalyze: true } })).toEqual({
    allow: ["explain-analyze"],
  });
});
