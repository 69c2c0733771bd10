import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endingOf, isToldToEnd } from "./told-to-end.ts";

describe("a line says that its process was told to end", () => {
  test.each([
    "2026-06-06T10:24:33Z SIGTERM received, closing the listener",
    '{"level":"info","time":"2026-06-06T10:24:33Z","msg":"received SIGTERM, draining"}',
    "2026/06/06 10:24:33 [notice] 812#812: signal 15 (SIGTERM) received from 1, exiting",
    "2026/06/06 10:24:33 [notice] 812#812: gracefully shutting down",
    "[Sat Jun 06 10:24:33.1 2026] [mpm_event:notice] [pid 812] AH00491: caught SIGTERM, shutting down",
    "[2026-06-06 10:24:33 +0000] [812] [INFO] Handling signal: term",
    "[2026-06-06 10:24:33 +0000] [812] [INFO] Shutting down: Master",
    "INFO:     Shutting down",
    "2026/06/06 10:24:33 shutting down",
    "2026-06-06 10:24:33.123 server is shutting down",
    "2026-06-06 INFO o.s.b.w.e.tomcat.GracefulShutdown : Commencing graceful shutdown. Waiting for active requests to complete",
    "info: Microsoft.Hosting.Lifetime[0] Application is shutting down...",
    "SIGINT/SIGTERM received...killing workers...",
    "2026-06-06T10:24:33Z got signal: terminated",
    "2026/06/06 10:24:33 shutdown signal received",
  ])("%s", (line) => {
    expect(isToldToEnd(line)).toBe(true);
  });
});

describe("a line does not", () => {
  test.each([
    "2026-06-06T10:24:33Z FATAL: the database system is shutting down",
    "FATAL: terminating connection due to administrator command",
    "2026-06-06 10:24:33 closing idle connection after 5 s",
    "[CRITICAL] WORKER TIMEOUT (pid:9)",
    "[ERROR] Worker (pid:9) was sent SIGKILL! Perhaps out of memory?",
    "2026-06-06 10:24:33 GET /shutdown 404 1ms",
    "2026-06-06 10:24:33 listening on 0.0.0.0:8080",
    "upstream is shutting down the connection",
    "Error: read ECONNRESET",
    "server error: stopped short of the promised length",
  ])("%s", (line) => {
    expect(isToldToEnd(line)).toBe(false);
  });
});

test("a port that the line names is told, a time is none", () => {
  expect(endingOf("10:24:33 app on :8081 SIGTERM received", 1)?.port).toBe(8081);
  expect(endingOf('{"time":"2026-06-06T10:24:33.120Z","port":8082,"msg":"SIGTERM"}', 1)?.port).toBe(8082);
  expect(endingOf("2026-06-06T10:24:33Z SIGTERM received", 1)?.port).toBeNull();
});

test("any text is read without harm", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2_000 }), (text) => {
      expect(endingOf(text, 1)?.text.length ?? 0).toBeLessThanOrEqual(400);
    }),
  );
});
