import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAnswerReader, framingOf, readHttpHead } from "./index.ts";

const octets = (text: string) => Buffer.from(text, "latin1");

/** What is left of an answer when all of it came, and then the FIN. */
function read(text: string | Uint8Array, method = "GET", step = Number.POSITIVE_INFINITY) {
  const reader = createAnswerReader(method, 64);
  const all = typeof text === "string" ? octets(text) : text;
  for (let at = 0; at < all.length; at += step)
    reader.push(all.subarray(at, Math.min(all.length, at + step)));
  const open = reader.state;
  reader.end();
  const { state, head, bodyOctets, surplusOctets, interim } = reader;
  return {
    open,
    state,
    status: head?.status ?? null,
    bodyOctets,
    surplusOctets,
    interim,
    start: Buffer.from(reader.bodyStart).toString(),
  };
}

const byLength = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const byChunks =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: 1\r\n\r\n";

describe("readHttpHead()", () => {
  test("reads status line and fields, names in lower case", () => {
    const read = readHttpHead(octets("HTTP/1.0 404 Not Found\r\nServer: a\r\nX:b\r\n\r\nbody"));
    expect(read).toEqual({
      outcome: "head",
      head: {
        version: "1.0",
        status: 404,
        reason: "Not Found",
        fields: [
          ["server", "a"],
          ["x", "b"],
        ],
        headOctets: 42,
      },
    });
  });

  test("takes bare LF, empty lines in front, no reason, and folded lines", () => {
    const read = readHttpHead(octets("\r\n\nHTTP/1.1 204\nA: 1\n b\n\n"));
    expect(read).toMatchObject({ head: { status: 204, reason: "", fields: [["a", "1 b"]] } });
  });

  test.each([
    ["", "incomplete"],
    ["H", "incomplete"],
    ["HTTP/1.1 200 OK\r\nA: 1\r\n", "incomplete"],
    ["SSH-2.0-x\r\n", "not-http"],
    ["HTTP/2 200\r\n\r\n", "not-http"],
    ["HTTP/1.1 20x OK\r\n\r\n", "not-http"],
    [`HTTP/1.1 200 OK\r\nA: ${"x".repeat(300_000)}`, "too-large"],
  ])("%j is %s", (text, outcome) => {
    expect(readHttpHead(octets(text.slice(0, 300_000))).outcome).toBe(outcome);
  });
});

describe("framingOf()", () => {
  const framing = (fields: [string, string][], status = 200, method = "GET") =>
    framingOf({ version: "1.1", status, reason: "", fields, headOctets: 0 }, method).by;

  test.each([
    ["close", [], 200, "GET"],
    ["length", [["content-length", "5"]], 200, "GET"],
    [
      "length",
      [
        ["content-length", "5"],
        ["content-length", "5"],
      ],
      200,
      "GET",
    ],
    [
      "contradiction",
      [
        ["content-length", "5"],
        ["content-length", "6"],
      ],
      200,
      "GET",
    ],
    ["contradiction", [["content-length", "-1"]], 200, "GET"],
    ["contradiction", [["content-length", "99999999999999999999"]], 200, "GET"],
    [
      "chunks",
      [
        ["transfer-encoding", "gzip, chunked"],
        ["content-length", "5"],
      ],
      200,
      "GET",
    ],
    ["close", [["transfer-encoding", "gzip"]], 200, "GET"],
    ["none", [["content-length", "5"]], 200, "HEAD"],
    ["none", [["content-length", "5"]], 304, "GET"],
    ["none", [["content-length", "0"]], 200, "GET"],
    ["none", [], 204, "GET"],
    ["none", [], 200, "CONNECT"],
  ] as const)("finds the end by %s for %j, %i to %s", (by, fields, status, method) => {
    expect(
      framing(
        fields.map(([name, value]) => [name, value]),
        status,
        method,
      ),
    ).toBe(by);
  });
});

describe("an answer reader", () => {
  test.each([
    ["length", byLength],
    ["chunks", byChunks],
    ["the connection's end", "HTTP/1.0 200 OK\r\n\r\nhello"],
  ])("reads a body whose end is found by %s, in whatever pieces it comes", (_, text) => {
    for (const step of [1, 2, 7, 1000]) {
      expect(read(text, "GET", step)).toMatchObject({
        state: "whole",
        status: 200,
        bodyOctets: 5,
        start: "hello",
        surplusOctets: 0,
      });
    }
  });

  test.each([byLength, byChunks])("is whole at no truncation of %j", (text) => {
    for (let end = 0; end < text.length; end += 1) {
      expect(["nothing", "head", "body"]).toContain(read(text.slice(0, end)).state);
    }
  });

  test("passes over interim answers and keeps their statuses", () => {
    const text = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${byLength}`;
    expect(read(text)).toMatchObject({ state: "whole", interim: [100, 103], bodyOctets: 5 });
  });

  test("gives up on interim answers without end", () => {
    expect(read("HTTP/1.1 100 Continue\r\n\r\n".repeat(100)).state).toBe("malformed");
  });

  test("counts what comes behind the end", () => {
    expect(read(`${byLength}HTTP/1.1`).surplusOctets).toBe(8);
    expect(read(`${byChunks}xyz`).surplusOctets).toBe(3);
  });

  test.each([
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${"x".repeat(10_000)}`,
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
  ])("calls %j malformed", (text) => {
    expect(read(text).state).toBe("malformed");
  });

  test("keeps no more of a body than it was told to", () => {
    const reader = createAnswerReader("GET", 10);
    reader.push(octets("HTTP/1.1 200 OK\r\n\r\n"));
    reader.push(Buffer.alloc(1 << 20, 97));
    expect([reader.bodyStart.length, reader.bodyOctets]).toEqual([10, 1 << 20]);
  });

  test("takes any octets, and never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (noise, step) => {
        read(noise, "GET", step);
        read(
          Buffer.concat([octets("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), noise]),
          "GET",
          step,
        );
        read(Buffer.concat([octets("HTTP/1.1 200 OK\r\n"), noise]), "GET", step);
      }),
    );
  });

  test("reads the same in one piece and in many", () => {
    const part = fc.constantFrom(
      "HTTP/1.1 ",
      "200 OK\r\n",
      "\r\n",
      "Content-Length: 3",
      "Transfer-Encoding: chunked",
      "3\r\n",
      "abc",
      "0\r\n",
      "100 C\r\n",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (parts, step) => {
        expect(read(parts.join(""), "GET", step)).toEqual(read(parts.join("")));
      }),
    );
  });
});
