import { describe, expect, test } from "vitest";
import { readOptions } from "./index.ts";

test("readOptions() reads where the delegation is followed from", () => {
  expect(readOptions({}).trace).toBeNull();
  expect(readOptions({ trace: true }).trace).toEqual({ zone: ".", server: null });
  expect(readOptions({ traceFrom: "192.0.2.1:5353" }).trace).toEqual({ zone: ".", server: "192.0.2.1:5353" });
  expect(readOptions({ traceFrom: "Example.COM.@[2001:db8::1]:53" }).trace).toEqual({
    zone: "example.com",
    server: "[2001:db8::1]:53",
  });
  expect(readOptions({ trace: true, traceFrom: ".@2001:db8::1" }).trace).toEqual({
    zone: ".",
    server: "2001:db8::1",
  });
});

describe("readOptions() refuses", () => {
  test.each([
    ["", /address/],
    ["ns.example", /address/],
    ["192.0.2.1:0", /port/],
    ["192.0.2.1:99999", /port/],
    ["@192.0.2.1", /is no zone/],
    ["a..b@192.0.2.1", /is no zone/],
    ["example.com@", /address/],
  ])("--trace-from %j", (traceFrom, message) => {
    expect(() => readOptions({ traceFrom })).toThrow(message);
    expect(() => readOptions({ traceFrom })).toThrow(/^Cannot read --trace-from .*\nWrite /);
  });
});
