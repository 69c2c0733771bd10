import { expect, test } from "vitest";
import { attempt } from "../../../test/http-records.ts";
import { callOf } from "./hop-requests.ts";
import { idsOfAnswers, newTraceparent } from "./request-ids.ts";

test("idsOfAnswers() takes what an answer calls its request by, each in the form that logs have", () => {
  const headers = {
    "x-request-id": "d41d8cd98f00b204",
    "cf-ray": "8f2c1d3e4b5a6978-FRA",
    "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678;Sampled=1",
    "x-correlation-id": "short",
    server: "nginx",
  };
  expect(idsOfAnswers(attempt({ exchange: { headers } }))).toEqual([
    "d41d8cd98f00b204",
    "1-67891233-abcdef012345678912345678",
    "8f2c1d3e4b5a6978",
  ]);
});

test("newTraceparent() has the form of the standard, and is another each time", () => {
  expect(newTraceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(newTraceparent()).not.toBe(newTraceparent());
});

test("callOf() asks a hop of a call by gRPC for its health, with TLS where its URL has it", () => {
  expect(callOf("http://192.0.2.20:50051/shop.v1.Cart/List")).toBe("grpc://192.0.2.20:50051");
  expect(callOf("https://app.example/x")).toBe("grpcs://app.example:443");
  expect(callOf("grpc://[2001:db8::1]:50051")).toBe("grpc://[2001:db8::1]:50051");
});
