import { expect, test } from "vitest";
import { noon as clf, readLine as read } from "./testing.ts";

test("nginx's combined form gives client, time, method, path without query and status", () => {
  expect(
    read(
      '127.0.0.1 - - [21/Nov/2026:21:52:18 +0100] "GET /api?token=x HTTP/1.1" 502 157 "-" "curl/7.88.1"',
      "nginx",
    ),
  ).toEqual({
    format: "combined",
    at: clf - 3_600_000,
    client: "127.0.0.1",
    method: "GET",
    host: null,
    path: "/api",
    status: 502,
    took: null,
    tries: [],
    code: null,
    reason: null,
    requestId: null,
    server: null,
  });
});

const withUpstream =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time" us=$upstream_status ua=$upstream_addr id=$request_id host=$host';

test("a log_format gives each try of nginx, in its own place of each list", () => {
  const line =
    '127.0.0.1 - - [21/Nov/2026:21:52:18 +0000] "GET /two HTTP/1.1" 200 2 "-" "curl/7.88.1" rt=0.001 uct="-, 0.000" uht="-, 0.001" urt="0.000, 0.001" us=502, 200 ua=127.0.0.1:18099, 127.0.0.1:18081 id=c21627d228d910047a4c9e2ee88dfacf host=shop.lab';
  expect(read(line, "nginx", withUpstream)).toMatchObject({
    host: "shop.lab",
    took: 1,
    requestId: "c21627d228d910047a4c9e2ee88dfacf",
    tries: [
      { upstream: "127.0.0.1:18099", status: 502, connect: null, firstByte: null, took: 0 },
      { upstream: "127.0.0.1:18081", status: 200, connect: 0, firstByte: 1, took: 1 },
    ],
  });
});

const nginxLine = (path: string, rest: string) =>
  read(
    `127.0.0.1 - - [21/Nov/2026:21:52:19 +0000] "GET ${path} HTTP/1.1" ${rest} host=shop.lab`,
    "nginx",
    withUpstream,
  );

test("what nginx alone can have answered has its reason, and what an upstream may have answered has none", () => {
  const parts = (status: string, us: string, ua: string, uht = "-") =>
    `${status} 157 "-" "curl/7.88.1" rt=1.005 uct="-" uht="${uht}" urt="1.004" us=${us} ua=${ua} id=b`;
  const reasonOf = (rest: string) => nginxLine("/x", rest)?.reason;
  expect(reasonOf(parts("502", "502", "dead"))).toBe("upstream-none-healthy");
  expect(reasonOf(parts("504", "504", "127.0.0.1:18081"))).toBe("upstream-timed-out");
  expect(reasonOf(parts("504", "504", "127.0.0.1:18081", "0.312"))).toBeNull();
  expect(reasonOf(parts("499", "-", "127.0.0.1:18081"))).toBe("client-left");
  expect(reasonOf(parts("413", "-", "-"))).toBe("body-too-large");
  expect(reasonOf(parts("413", "413", "127.0.0.1:18081", "0.001"))).toBeNull();
  expect(reasonOf(parts("502", "502", "127.0.0.1:18081"))).toBeNull();
});

test("what nginx escapes is read as it was asked for", () => {
  expect(
    nginxLine("/a\\x22b\\x5Cc", '200 2 "-" "x" rt=0.001 uct="-" uht="-" urt="-" us=- ua=- id=1'),
  ).toMatchObject({
    path: '/a"b\\c',
    tries: [],
  });
});

test("nginx's JSON is read by its keys, and an internal redirect's second group is a try", () => {
  const json =
    '{"time":"2026-11-21T21:52:18+00:00","remote_addr":"127.0.0.1","request":"GET /two HTTP/1.1","method":"GET","uri":"/two","status":200,"request_time":0.009,"upstream_addr":"127.0.0.1:1, 127.0.0.1:2 : 127.0.0.1:3","upstream_status":"502, 502 : 200","upstream_response_time":"0.000, 0.001 : 0.002","host":"shop.lab","agent":"curl/7.88.1","request_id":""}';
  expect(read(json, "nginx")).toMatchObject({
    format: "json",
    at: clf,
    path: "/two",
    host: "shop.lab",
    took: 9,
    requestId: null,
    tries: [
      { upstream: "127.0.0.1:1", took: 0 },
      { upstream: "127.0.0.1:2", took: 1 },
      { upstream: "127.0.0.1:3", status: 200, took: 2 },
    ],
  });
});

test("Apache's %D is in microseconds and its %T in seconds", () => {
  const base = '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-agent}i\\" ';
  const line = '192.0.2.7 - - [21/Nov/2026:21:52:18 +0000] "GET /api HTTP/1.1" 200 2 "-" "cu\\"rl" 2500';
  expect(read(line, "application", `${base}%D`)).toMatchObject({ took: 2.5, path: "/api" });
  expect(read(line, "application", `${base}%T`)).toMatchObject({ took: 2_500_000, at: clf });
});

test("haproxy's httplog is read with and without captured headers, and behind syslog", () => {
  const line =
    '127.0.0.1:53472 [21/Nov/2026:21:52:22.549] fe be/s1 0/0/14/2/16 200 116 - - ---- 1/1/0/0/0 0/0 {shop.lab|abc-12345678} "GET /api?token=x HTTP/1.1"';
  const expected = {
    format: "haproxy-http",
    at: clf + 4549 - 3_600_000,
    client: "127.0.0.1",
    path: "/api",
    took: 16,
    code: "----",
    reason: null,
    server: "be/s1",
    tries: [{ upstream: null, status: 200, connect: 14, firstByte: 2, took: null }],
  };
  for (const prefix of [
    "",
    "Nov 21 21:52:22 edge haproxy[812]: ",
    "2026-11-21T21:52:22.549310+01:00 edge haproxy[812]: ",
    "<134>1 2026-11-21T21:52:22Z edge haproxy 812 - - ",
    "<134>Nov 21 21:52:22 haproxy[812]: ",
  ]) {
    expect(read(prefix + line, "haproxy", null, 3_600_000)).toMatchObject(expected);
    expect(
      read(prefix + line.replace("{shop.lab|abc-12345678} ", ""), "haproxy", "httplog", 3_600_000),
    ).toMatchObject(expected);
  }
});

test("haproxy's termination states have their reasons, and SC with a server has none", () => {
  const reasonOf = (server: string, timers: string, status: number, state: string) =>
    read(
      `::1:53490 [21/Nov/2026:21:52:22.665] fe ${server} ${timers} ${status} 217 - - ${state} 1/1/0/0/0 0/0 "GET /x HTTP/1.1"`,
      "haproxy",
    )?.reason;
  expect(reasonOf("be/d1", "0/0/-1/-1/0", 503, "SC--")).toBeNull();
  expect(reasonOf("nos/<NOSRV>", "0/-1/-1/-1/0", 503, "SC--")).toBe("upstream-none-healthy");
  expect(reasonOf("fe/<NOSRV>", "0/-1/-1/-1/0", 503, "SC--")).toBeNull();
  expect(reasonOf("be/s1", "0/0/0/-1/1000", 504, "sH--")).toBe("upstream-timed-out");
  expect(reasonOf("be/s1", "0/0/0/-1/2", 502, "SH--")).toBe("upstream-closed");
  expect(reasonOf("be/s1", "0/0/0/-1/10", 502, "PH--")).toBe("upstream-answer-invalid");
  expect(reasonOf("fe/<NOSRV>", "0/-1/-1/-1/0", 429, "PR--")).toBe("limit-met");
  expect(reasonOf("fe/<NOSRV>", "0/-1/-1/-1/0", 403, "PR--")).toBeNull();
  expect(reasonOf("be/s1", "0/5000/-1/-1/5000", 503, "sQ--")).toBe("queue-timed-out");
});

test("haproxy's tcplog, its IPv6 clients and its bad requests are read", () => {
  expect(
    read("127.0.0.1:44786 [21/Nov/2026:21:52:25.751] t bt/s1 1/0/1 113 -- 2/1/0/0/0 0/0", "haproxy"),
  ).toMatchObject({
    format: "haproxy-tcp",
    status: null,
    path: null,
    took: 1,
    code: "--",
    server: "bt/s1",
    tries: [{ connect: 0, firstByte: null }],
  });
  expect(
    read(
      '::1:47242 [21/Nov/2026:21:52:25.721] fe be/s1 0/0/0/4/4 200 116 - - ---- 2/2/1/1/0 0/0 {shop.lab|} "GET /six HTTP/1.1"',
      "haproxy",
    ),
  ).toMatchObject({ client: "::1", path: "/six" });
  expect(
    read(
      '127.0.0.1:49338 [21/Nov/2026:21:52:25.816] fe fe/<NOSRV> -1/-1/-1/-1/1000 408 0 - - cR-- 1/1/0/0/0 0/0 "<BADREQ>"',
      "haproxy",
    ),
  ).toMatchObject({
    method: null,
    path: null,
    reason: "client-timed-out",
    server: null,
    tries: [],
    took: 1000,
  });
});

test("haproxy's absolute targets give host and path, and httpslog is read to its request", () => {
  const line =
    '127.0.0.1:1 [21/Nov/2026:21:52:22.549] fe~ be/s1 0/0/1/2/+3 200 +116 - - ---- 1/1/0/0/+1 0/0 "GET https://shop.lab:8443/api?x=1 HTTP/2.0" 0/0/0/0/0 shop.lab/TLSv1.3/TLS_AES_256_GCM_SHA384';
  expect(read(line, "haproxy", "option httpslog")).toMatchObject({ host: "shop.lab", path: "/api", took: 3 });
});
