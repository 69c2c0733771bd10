import { expect, test } from "vitest";
import { plainRequest } from "./plain-request.ts";

const shop = {
  target: "https://shop.example/",
  scheme: "https",
  host: "shop.example",
  hostIsAddress: false,
  port: 443,
} as const;

test("plainRequest() is a GET of / that asks for nothing beyond", () => {
  expect(plainRequest(shop)).toMatchObject({
    ...shop,
    path: "/",
    method: "GET",
    deadline: null,
    proxy: null,
  });
});

test("plainRequest() keeps what was asked for beyond, and of TLS what was not", () => {
  const { method, tls } = plainRequest({ ...shop, method: "HEAD", tls: { alpn: ["h2"] } });
  expect(method).toBe("HEAD");
  expect(tls).toEqual({
    minVersion: null,
    maxVersion: null,
    alpn: ["h2"],
    clientCertificate: false,
    trustNamed: false,
  });
});
