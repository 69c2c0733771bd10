import fc from "fast-check";
import { expect, test } from "vitest";
import { unknownLines } from "./unknown-lines.ts";

test("a line that complains of what no table holds is told, and no known one, frame or remark", () => {
  const paste = `HTTP/1.1 502 Bad Gateway
com.example.OrderFailure: E-4711 frobnication aborted
  at com.example.Orders.place(Orders.java:17)
Caused by: java.net.ConnectException: Connection refused
the weather is fine`;
  expect(unknownLines(paste)).toEqual(["com.example.OrderFailure: E-4711 frobnication aborted"]);
});

test("five lines at most, each once, cut and without secrets", () => {
  const many = Array.from(
    { length: 99 },
    (_, at) => `E${at} gizmo failed password=geheim ${"x".repeat(400)}`,
  );
  const told = unknownLines([...many, ...many].join("\n"));
  expect(told).toHaveLength(5);
  expect(told.join()).not.toContain("geheim");
  for (const line of told) expect(line.length).toBeLessThanOrEqual(200);
});

test("any text is answered", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => Array.isArray(unknownLines(text))),
    { numRuns: 40 },
  );
});
