import { expect, test } from "vitest";
import { looksTold, type ToldLook } from "./looks.ts";
import { readSignals } from "./read-signals.ts";

const looks = (text: string) => [...looksTold(readSignals(text).map(({ signal }) => signal.id))].toSorted();

test.each<[string, readonly ToldLook[]]>([
  ["read: connection reset by peer after a pause", ["idle", "upstream-idle"]],
  ["http: server closed idle connection", ["idle", "upstream-idle"]],
  [
    "ConnectionError: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
    ["idle", "upstream-idle"],
  ],
  [
    "upstream prematurely closed connection while reading response header from upstream",
    ["idle", "upstream-idle"],
  ],
  ["HTTP/1.1 502 Bad Gateway", ["upstream-idle"]],
  ["413 Request Entity Too Large", ["body-limits"]],
  ["client intended to send too large body: 10485761 bytes", ["body-limits"]],
  ["FATAL: sorry, too many clients already", ["database"]],
  ["ERROR: deadlock detected", ["database"]],
  ["HikariPool-1 - Connection is not available, request timed out after 30000ms", ["database"]],
  [
    "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
    ["database"],
  ],
  ["x509: certificate signed by unknown authority", ["tls-variants"]],
  ["remote error: tls: handshake failure", ["tls-variants"]],
  ["connect ECONNREFUSED 192.0.2.1:443", []],
  ["HTTP/1.1 403 Forbidden", []],
  ["nothing that is known", []],
  ["", []],
])("%j asks for %j", (text, wanted) => {
  expect(looks(text)).toEqual(wanted);
});

test("ids that no table holds ask for nothing", () => {
  expect([...looksTold(["no-such-signal", ""])]).toEqual([]);
});
