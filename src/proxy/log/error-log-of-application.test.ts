import { expect, test } from "vitest";
import { noon, readErrors as read } from "./testing.ts";

test("a trace joins its first line, and its signals are read", async () => {
  const java =
    "2026-11-21 21:52:17,100 ERROR [http-1] c.s.Api - GET /api failed\njava.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.\n\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)\nCaused by: java.net.ConnectException: Connection refused\n\t... 12 more\n2026-11-21 21:52:17,200 INFO fine\n";
  const { errors, lines, undated } = await read(java, "application");
  expect([lines, undated]).toEqual([2, 0]);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({
    level: "error",
    path: "/api",
    isOfRoute: true,
    text: expect.stringContaining("HikariPool-1"),
  });
  expect(errors[0]?.signals.length).toBeGreaterThan(0);
});

test("work on a request of this run that is logged as done later is ours, and its end is told", async () => {
  const line = (at: number, took: number) =>
    `{"time":${at},"level":30,"req":{"method":"GET","url":"/api","remoteAddress":"192.0.2.9"},"res":{"statusCode":200},"responseTime":${took},"msg":"request completed"}\n`;
  const text = line(noon + 20_000, 21_000) + line(noon + 25_000, 3);
  const window = { from: noon - 300_000, until: noon + 60_000 };
  expect((await read(text, "application", { window })).endedOursAt).toBe(noon + 20_000);
});

test("an application's log tells when its process was told to end, and which processes wrote it", async () => {
  const text = [
    '{"time":"2026-11-21T21:52:10Z","level":"info","pid":812,"msg":"GET /api 200"}',
    '{"time":"2026-11-21T21:52:16Z","level":"info","pid":812,"msg":"SIGTERM received, token=hush"}',
    '{"time":"2026-11-21T21:52:17Z","level":"info","pid":900,"msg":"listening on 8080"}',
    "",
  ].join("\n");
  const app = await read(text, "application");
  expect(app.endings).toMatchObject([{ at: noon - 2_000, port: null }]);
  expect(app.endings?.[0]?.text).not.toContain("hush");
  expect(app.writers).toEqual([812, 900]);
  const proxy = await read(
    "2026/11/21 21:52:17 [notice] 28964#28964: signal 15 (SIGTERM) received from 1, exiting\n",
    "nginx",
  );
  expect(proxy.endings).toBeUndefined();
});
