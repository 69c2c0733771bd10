import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { expect, test } from "vitest";
import { localVantage } from "../../vantage/index.ts";
import { readAccessLog } from "./access-log.ts";
import { asking, combinedLine, logContext, logFolder, noon } from "./testing.ts";

test("readAccessLog() counts a route's requests and keeps the failed ones and those of this run", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  writeFileSync(
    file,
    [
      combinedLine(noon - 900_000, "/api", 500),
      combinedLine(noon - 200_000, "/api?token=secret", 200),
      combinedLine(noon - 100_000, "/api", 503),
      combinedLine(noon - 100_000, "/api/other", 503),
      combinedLine(noon - 1_000, "/api", 502, "192.0.2.9"),
      combinedLine(noon - 1_000, "/api", 200),
      "this is no line of a log\n",
    ].join(""),
  );
  const context = logContext();
  const found = await readAccessLog(asking(file), context);
  expect(found).toMatchObject({
    format: "combined",
    coversFrom: noon - 900_000,
    lines: 5,
    requests: 4,
    failures: 2,
    unread: 1,
    kept: [
      { status: 503, isOurs: false, path: "/api" },
      { status: 502, isOurs: true, client: "192.0.2.9" },
    ],
    byStatus: expect.arrayContaining([expect.objectContaining({ name: "200", requests: 2, failures: 0 })]),
  });
  expect(JSON.stringify(context.recorder.evidence)).not.toContain("secret");
  expect(context.recorder.evidence).toMatchObject([
    { kind: "logged-exchanges", by: "logged", boundary: "proxy" },
  ]);
  expect(context.recorder.gaps).toEqual([]);
});

test("a prefix makes every path below it the same route, and a clock that is ahead is taken off", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  writeFileSync(
    file,
    combinedLine(noon + 60_000, "/api/items", 502) + combinedLine(noon + 60_000, "/login", 502),
  );
  const asked = asking(file, {
    clockOffset: 60_000,
    route: { host: null, path: "/api", method: "GET", prefix: "/api/" },
  });
  expect(await readAccessLog(asked, logContext())).toMatchObject({
    requests: 1,
    kept: [{ at: noon, path: "/api/items" }],
  });
});

test("a request id makes a line ours, whatever its time and client", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  const line = (id: string, at: number) =>
    `{"time":"${new Date(at).toISOString()}","remote_addr":"198.51.100.1","request":"GET /api HTTP/1.1","status":200,"http_traceparent":"00-${id}-00f067aa0ba902b7-01"}\n`;
  writeFileSync(
    file,
    line("4bf92f3577b34da6a3ce929d0e0e4736", noon) + line("11111111111111111111111111111111", noon),
  );
  const ours = {
    clients: ["192.0.2.9"],
    from: noon - 2_000,
    until: noon,
    requestIds: ["4bf92f3577b34da6a3ce929d0e0e4736"],
  };
  const found = await readAccessLog(asking(file, { ours }), logContext());
  expect(found).toMatchObject({
    requests: 2,
    kept: [{ isOurs: true, requestId: expect.stringContaining("4bf92f35") }],
  });
});

test("an id among haproxy's captured headers makes a line ours, and other lines with ids are not of the route", async () => {
  using folder = logFolder();
  const file = folder.path("haproxy.log");
  const line = (id: string, path: string) =>
    `198.51.100.1:53472 [21/Nov/2026:21:52:17.549] fe be/s1 0/0/14/2/16 200 116 - - ---- 1/1/0/0/0 0/0 {shop.lab|${id}} "GET ${path} HTTP/1.1"\n`;
  writeFileSync(
    file,
    line("abc-12345678", "/api") + line("other-222222", "/api") + line("other-333333", "/login"),
  );
  const ours = { clients: ["192.0.2.9"], from: noon - 2_000, until: noon, requestIds: ["abc-12345678"] };
  const found = await readAccessLog(asking(file, { software: "haproxy", ours }), logContext());
  expect(found).toMatchObject({
    format: "haproxy-http",
    requests: 2,
    kept: [{ isOurs: true, requestId: "abc-12345678", server: "be/s1" }],
    byUpstream: [{ name: "be/s1", requests: 2, failures: 0 }],
  });
});

test("times without a zone that are hours beside the file's last change are told, and nothing is shifted", async () => {
  using folder = logFolder();
  const file = folder.path("haproxy.log");
  const line = (hour: number) =>
    `198.51.100.1:53472 [21/Nov/2026:${hour}:52:17.549] fe be/s1 0/0/0/-1/1000 504 116 - - sH-- 1/1/0/0/0 0/0 "GET /api HTTP/1.1"\n`;
  for (const [hour, gaps] of [
    [21, 0],
    [20, 1],
    [23, 1],
  ] as const) {
    writeFileSync(file, line(hour));
    utimesSync(file, noon / 1000, noon / 1000);
    const context = logContext();
    const found = await readAccessLog(asking(file, { software: "haproxy" }), context);
    expect([hour, found?.failures, context.recorder.gaps.length]).toEqual([hour, hour === 21 ? 1 : 0, gaps]);
  }
});

/** A log in which each second has some lines and one minute failures, of some megabytes. */
function longLog(file: string, seconds: number): void {
  const output = openSync(file, "w");
  for (let second = seconds; second > 0; second -= 1) {
    const at = noon - second * 1_000;
    const failed = second > 120 && second <= 180;
    let text = "";
    for (let line = 0; line < 20; line += 1)
      text += combinedLine(at, line % 2 === 0 ? "/api" : "/other", failed ? 504 : 200);
    writeSync(output, text);
  }
  closeSync(output);
}

test("of a long log only the window is read, and all of the window", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  longLog(file, 20_000);
  let octets = 0;
  const here = localVantage("edge");
  const vantage = {
    ...here,
    readAt: async (path: string, offset: number, length: number) => {
      const read = (await here.readAt?.(path, offset, length)) ?? null;
      octets += read?.length ?? 0;
      return read;
    },
  };
  const context = logContext();
  const found = await readAccessLog(asking(file, { vantage }), context);
  expect(found).toMatchObject({ lines: 300 * 20, requests: 300 * 10, failures: 600, unread: 0 });
  expect(found?.kept).toHaveLength(50);
  expect(octets).toBeLessThan(4_000_000);
  expect(context.recorder.gaps).toEqual([]);
});

test("what is more than the bound is left out at the beginning, and is a gap", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  longLog(file, 3_000);
  const context = logContext();
  const asked = asking(file, {
    window: { from: noon - 3_000_000, until: noon },
    bound: { octets: 1_000_000, time: 60_000 },
  });
  const found = await readAccessLog(asked, context);
  expect(found?.failures).toBe(600);
  expect(found?.coversFrom).toBeGreaterThan(noon - 1_000_000);
  expect(context.recorder.gaps).toMatchObject([{ reason: "bounded", boundary: "proxy" }]);
});

test("lines of 3 MB, lines without an end and lines without a time keep nobody waiting", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  writeFileSync(file, combinedLine(noon - 250_000, "/api", 502));
  appendFileSync(file, `${"x".repeat(3_000_000)}\n`);
  appendFileSync(file, combinedLine(noon - 200_000, "/api", 503).replace("curl", "c".repeat(2_000_000)));
  appendFileSync(file, "\n".repeat(100_000));
  appendFileSync(file, combinedLine(noon - 100_000, "/api", 504));
  appendFileSync(file, "y".repeat(2_000_000));
  const found = await readAccessLog(asking(file), logContext());
  expect(found?.kept.map(({ status }) => status)).toEqual([502, 503, 504]);
});

test("a log whose times go back and forth is told as a gap", async () => {
  using folder = logFolder();
  const file = folder.path("access.log");
  const output = openSync(file, "w");
  for (let part = 0; part < 40; part += 1) {
    let text = "";
    for (let line = 0; line < 500; line += 1)
      text += combinedLine(noon - ((part * 7) % 40) * 7_200_000, "/api", 200);
    writeSync(output, text);
  }
  closeSync(output);
  const context = logContext();
  await readAccessLog(asking(file), context);
  expect(context.recorder.gaps).toMatchObject([
    { reason: "unreadable", needs: expect.stringContaining("order of times") },
  ]);
});

test("a log that is missing, a folder, or in no form that is known is a gap and no record", async () => {
  using folder = logFolder();
  mkdirSync(folder.path("folder"));
  writeFileSync(folder.path("other.log"), "one\ntwo\n");
  for (const [name, reason] of [
    ["none.log", "unreadable"],
    ["folder", "not-supported"],
    ["other.log", "unreadable"],
  ] as const) {
    const context = logContext();
    expect(await readAccessLog(asking(folder.path(name)), context)).toBeNull();
    expect(context.recorder).toMatchObject({ evidence: [], gaps: [{ reason }] });
  }
});

test("an empty log is read: it holds nothing", async () => {
  using folder = logFolder();
  writeFileSync(folder.path("access.log"), "");
  expect(await readAccessLog(asking(folder.path("access.log")), logContext())).toMatchObject({
    lines: 0,
    coversFrom: null,
  });
});

test("this run's own requests are counted by the upstream they ended at, and those that failed are kept first", async () => {
  using folder = logFolder();
  const file = folder.path("haproxy.log");
  const at = (second: number) => `[21/Nov/2026:21:52:${second}.000]`;
  const line = (second: number, server: string, status: number) =>
    `192.0.2.9:53472 ${at(second)} fe be/${server} 0/0/14/2/16 ${status} 116 - - ---- 1/1/0/0/0 0/0 "GET /api HTTP/1.1"\n`;
  const many = Array.from({ length: 70 }, () => line(18, "s1", 200)).join("");
  writeFileSync(file, line(17, "s2", 503) + line(17, "s2", 200) + many);
  const found = await readAccessLog(asking(file, { software: "haproxy" }), logContext());
  expect(found?.ownByUpstream).toMatchObject([
    { name: "be/s1", requests: 70, failures: 0, answeredFrom: noon },
    { name: "be/s2", requests: 2, failures: 1, answeredUntil: noon - 1_000 },
  ]);
  expect(found?.kept).toHaveLength(50);
  expect(found?.kept[0]).toMatchObject({ status: 503, isOurs: true });
});
