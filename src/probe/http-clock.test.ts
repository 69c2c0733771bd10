import { expect, test } from "vitest";
import { answered } from "../../test/http-records.ts";
import { exampleRecord } from "../../test/run-example.ts";
import type { Evidence, HttpExchange } from "../evidence/index.ts";
import { clockFromExchange } from "./http-clock.ts";

const at = Date.parse("2026-06-06T10:24:33.500Z");

function exchange(changes: Partial<HttpExchange>): Evidence<"http-exchange"> {
  const value = { ...answered, ...changes };
  return exampleRecord("e1", "http-exchange", value, {
    boundary: "app",
    observedAt: at,
    took: 200,
  }) as Evidence<"http-exchange">;
}

test("clockFromExchange() places the server's clock within a second and the wait", () => {
  const reading = clockFromExchange(
    exchange({
      headers: { date: "Sat, 06 Jun 2026 10:24:33 GMT" },
      phases: { firstByte: 99, transfer: 100 },
    }),
  );
  expect(reading?.value).toEqual({ of: "192.0.2.10:80", means: "http-date", offset: -50, uncertainty: 550 });
});

test("clockFromExchange() sees a clock that is an hour ahead", () => {
  const offset =
    clockFromExchange(exchange({ headers: { date: "Sat, 06 Jun 2026 11:24:33 GMT" } }))?.value.offset ?? 0;
  expect(Math.round(offset / 60_000)).toBe(60);
});

test.each([
  ["no date", {}],
  ["a date that is none", { date: "yesterday" }],
  ["a date that a cache repeats", { date: "Sat, 06 Jun 2026 10:24:33 GMT", age: "300" }],
])("clockFromExchange() says nothing by %s", (_, headers) => {
  expect(clockFromExchange(exchange({ headers }))).toBeNull();
});
