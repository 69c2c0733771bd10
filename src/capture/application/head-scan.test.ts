import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { framingOf, readHttpHead } from "../../wire/index.ts";
import { HeadScan } from "./head-scan.ts";
import { readRequestHead } from "./http-request-head.ts";

const line = fc.constantFrom(
  "Content-Length: 12",
  "content-length:0",
  "Content-Length: 1\r",
  "Content-Length: x",
  "Transfer-Encoding: chunked",
  "TRANSFER-ENCODING: gzip, chunked",
  "Host: shop.example",
  " folded",
  "Content\rLength: 5",
  "odd",
  "Connection: close",
);
const lines = fc.array(fc.tuple(line, fc.constantFrom("\r\n", "\n")), { maxLength: 6 });
const start = (words: readonly string[]) => fc.constantFrom(...words);
const end = fc.constantFrom("\r\n", "\n", "", "\r\nbody");
const octetsOf = (first: string, fields: readonly (readonly [string, string])[], last: string) =>
  Buffer.from(`${first}\r\n${fields.map((pair) => pair.join("")).join("")}${last}`, "latin1");

describe("HeadScan", () => {
  test("says of an answer what its reader says", () => {
    const firsts = [
      "HTTP/1.1 200 OK",
      "HTTP/1.0 304",
      "HTTP/1.1 099 x",
      "HTTP/1.1 204 a\rb",
      "http/1.1 200 OK",
    ];
    const property = fc.property(start(firsts), lines, end, fc.boolean(), (first, fields, last, isOfHead) => {
      const octets = octetsOf(first, fields, last);
      const scan = new HeadScan();
      if (!scan.answer(octets)) return;
      const read = readHttpHead(octets);
      expect(read).toMatchObject({
        outcome: "head",
        head: { status: scan.status, headOctets: scan.headOctets },
      });
      if (read.outcome === "head")
        expect(scan.answerBody(isOfHead)).toEqual(framingOf(read.head, isOfHead ? "HEAD" : "GET"));
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  test("says of a request what its reader says", () => {
    const firsts = [
      "GET /a HTTP/1.1",
      "HEAD / HTTP/1.0",
      "CONNECT a:1 HTTP/1.1",
      "GET  / HTTP/1.1",
      "GET /\xa0 HTTP/1.1",
    ];
    const property = fc.property(start(firsts), lines, end, (first, fields, last) => {
      const octets = octetsOf(first, fields, last);
      const scan = new HeadScan();
      if (!scan.request(octets)) return;
      const { headOctets, isHead, isConnect } = scan;
      const read = readRequestHead(octets);
      expect(read).toMatchObject({ headOctets, body: scan.requestBody() });
      const method = read === null || read === "malformed" ? null : read.method;
      expect([isHead, isConnect]).toEqual([method === "HEAD", method === "CONNECT"]);
    });
    fc.assert(property, { numRuns: 2_000 });
  });
});
