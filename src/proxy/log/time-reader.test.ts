import fc from "fast-check";
import { expect, test } from "vitest";
import { findTime } from "./plain-format.ts";
import { epochOf, TimeReader } from "./time-reader.ts";

const until = Date.UTC(2026, 5, 7);
const hour = 3_600_000;
const at = Date.UTC(2026, 5, 6, 10, 24, 33);

function read(text: string, zone = 0): number {
  const octets = Buffer.from(text);
  return new TimeReader({ zone, until }).read(octets, 0, octets.length);
}

test("each form of time is read, with its zone or else in the vantage's own", () => {
  const forms: readonly (readonly [string, number])[] = [
    ["06/Jun/2026:10:24:33 +0200", at - 2 * hour],
    ["06/Jun/2026:10:24:33 -0330", at + 3.5 * hour],
    ["06/Jun/2026:10:24:33.655", at + 655 - hour],
    ["06/Jun/2026 10:24:33", at - hour],
    ["2026-06-06T10:24:33Z", at],
    ["2026-06-06T10:24:33.123456+02:00", at + 123.456 - 2 * hour],
    ["2026-06-06 10:24:33,123", at + 123 - hour],
    ["2026-06-06 10:24:33.123 UTC", at + 123],
    ["2026/06/06 10:24:33", at - hour],
    ["1780741473", at],
    ["1780741473.5", at + 500],
    ["1780741473123", at + 123],
    ["1780741473123456789", at + 123.456789],
    ["Jun  6 10:24:33 edge haproxy: x", at - hour],
    ["Sat Jun 06 10:24:33.250 2026] [core", at + 250 - hour],
    ["06 Jun 2026 10:24:33.250 #", at + 250 - hour],
  ];
  for (const [text, time] of forms)
    expect([text, Math.round(read(text, hour))]).toEqual([text, Math.round(time)]);
});

test("a time without a year that would be in the future is of the year before", () => {
  expect(read("Dec 31 23:59:59 edge x")).toBe(Date.UTC(2025, 11, 31, 23, 59, 59));
});

test("what is no time is none", () => {
  for (const text of [
    "",
    "06/Foo/2026:10:24:33",
    "2026-13-06T10:24:33",
    "99999999",
    "12345.678 usb 1-1",
    "Jun",
    "2026-06-06",
  ])
    expect(read(text)).toBeNaN();
  expect(epochOf(8080)).toBeNaN();
});

test("the time of common log lines is the same whether it was just read or not", () => {
  const reader = new TimeReader({ zone: 0, until });
  const texts = [
    "06/Jun/2026:10:24:33 +0200",
    "06/Jun/2026:10:24:33 +0200",
    "06/Jun/2026:10:24:33 +0000",
    "06/Jun/2026:10:24:34 +0000",
  ];
  const times = texts.map((text) => reader.read(Buffer.from(text), 0, text.length));
  expect(times).toEqual([at - 2 * hour, at - 2 * hour, at, at + 1000]);
});

test("the time at the front of a line is found behind what programs put before it, and no other number is one", () => {
  const find = (text: string) =>
    findTime(Buffer.from(text), 0, Buffer.byteLength(text), new TimeReader({ zone: 0, until }));
  expect(find("[2026-06-06 10:24:33.000][12][warning][router] x")).toBe(at);
  expect(find("I, [2026-06-06T10:24:33 #812]  INFO -- : x")).toBe(at);
  expect(find('time="2026-06-06T10:24:33Z" level=error')).toBe(at);
  expect(find("1:M 06 Jun 2026 10:24:33.000 * Ready")).toBe(at);
  expect(find("ERROR 2026-06-06T10:24:33Z x")).toBe(at);
  expect(find("order 1780741473 is paid")).toBeNaN();
  expect(find("\tat com.example.Api(Api.java:1780741473)")).toBeNaN();
});

test("octets that nobody would write are no trouble", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
      const reader = new TimeReader({ zone: 0, until });
      const time = reader.read(octets, 0, octets.length);
      expect(Number.isNaN(time) || reader.end <= octets.length + 8).toBe(true);
      findTime(octets, 0, octets.length, reader);
    }),
  );
});
