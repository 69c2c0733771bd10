import { expect, test } from "vitest";
import { headersOf } from "./http2-fields.ts";

const request = {
  scheme: "https",
  authority: "shop.example",
  path: "/",
  method: "GET",
  headers: [],
  bodyOctets: 0,
  absoluteForm: false,
} as const;

test("headersOf() leaves out what HTTP/2 does not carry, and keeps TE: trailers", () => {
  const fields = [
    ["host", "other.example"],
    ["upgrade", "websocket"],
    ["http2-settings", "AAMAAABk"],
    ["te", "gzip"],
    ["accept", "*/*"],
  ] as const;
  expect(headersOf(request, fields)).toEqual({
    ":method": "GET",
    ":scheme": "https",
    ":authority": "other.example",
    ":path": "/",
    accept: "*/*",
  });
  expect(headersOf(request, [["te", "trailers"]])).toMatchObject({ te: "trailers" });
});
