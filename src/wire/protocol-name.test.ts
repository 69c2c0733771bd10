import fc from "fast-check";
import { expect, test } from "vitest";
import { nameProtocol, printable } from "./index.ts";

test.each([
  ["tls", Buffer.from([21, 3, 1, 0, 2, 2, 70])],
  ["h2", Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100])],
  ["http/1", "HTTP/1.0 400 Bad"],
  ["proxy-header", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"],
  ["ssh", "SSH-2.0-OpenSSH_9.6\r\n"],
  ["smtp", "220 mx.example ESMTP Postfix\r\n"],
  ["ftp", "220 (vsFTPd 3.0.5)\r\n"],
  ["redis", "-ERR unknown command\r\n"],
  ["mysql", Buffer.from("J\0\0\0\n8.0.36\0", "latin1")],
  [null, "hello"],
  [null, ""],
])("nameProtocol() says %s", (name, octets) => {
  expect(nameProtocol(Buffer.from(octets))).toBe(name);
});

test("nameProtocol() and printable() take any octets", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (octets) => {
      nameProtocol(octets);
      expect(printable(octets)).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});
