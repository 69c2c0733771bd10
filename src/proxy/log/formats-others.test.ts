import fc from "fast-check";
import { expect, test } from "vitest";
import { noon as clf, readLine as read } from "./testing.ts";

test("Envoy's text and JSON give flags, and the words beside UF say what failed", () => {
  const text =
    '[2026-11-21T21:52:18.123Z] "GET /api?x=1 HTTP/1.1" 503 UF,URX 0 145 12 - "-" "curl/8" "5b1d6e3a-0000" "shop.lab:8443" "10.0.3.2:8080"';
  expect(read(text, "envoy")).toMatchObject({
    format: "envoy",
    at: clf + 123,
    code: "UF,URX",
    reason: null,
    took: 12,
    host: "shop.lab",
    requestId: "5b1d6e3a-0000",
    tries: [{ upstream: "10.0.3.2:8080", status: null }],
  });
  const istio =
    '[2026-11-21T21:52:18.123Z] "GET /api HTTP/1.1" 503 UF upstream_reset_before_response_started{remote_connection_failure,delayed_connect_error:_111} - "delayed_connect_error:_111" 0 145 12 - "-" "curl/8" "5b1d6e3a" "shop.lab" "10.0.3.2:8080" outbound|80||shop - 10.0.0.1:80 10.0.0.9:4 - -';
  expect(read(istio, "envoy")).toMatchObject({
    format: "istio",
    reason: "upstream-refused",
    client: "10.0.0.9",
  });
  const json =
    '{"start_time":"2026-11-21T21:52:18.123Z","method":"GET","path":"/api?a","response_code":504,"response_flags":"UT","duration":15000,"upstream_host":"10.0.3.2:8080","authority":"shop.lab","request_id":"r-1","response_code_details":"response_timeout","upstream_transport_failure_reason":null}';
  expect(read(json, "envoy")).toMatchObject({
    reason: "upstream-timed-out",
    took: 15_000,
    status: 504,
    path: "/api",
    host: "shop.lab",
  });
});

test("Caddy's JSON gives its request, its client and its seconds", () => {
  const line =
    '{"level":"error","ts":1795297938.5,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"192.0.2.1","remote_port":"41342","client_ip":"198.51.100.4","proto":"HTTP/2.0","method":"GET","host":"shop.lab:8443","uri":"/api?token=a","headers":{"User-Agent":["curl/7.82.0"],"X-Request-Id":["r-77777777"]}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":0,"status":502,"resp_headers":{"Server":["Caddy"]}}';
  expect(read(line, "caddy")).toMatchObject({
    format: "json",
    at: clf + 500,
    client: "198.51.100.4",
    host: "shop.lab",
    path: "/api",
    status: 502,
    took: 0.929675,
    requestId: "r-77777777",
  });
});

test("Traefik's text and JSON give the server's address and the duration", () => {
  const text =
    '192.0.2.1 - - [21/Nov/2026:21:52:18 +0000] "GET /api HTTP/1.1" 502 11 "-" "curl/8" 7 "shop@file" "http://10.0.3.2:8080" 3ms';
  expect(read(text, "traefik")).toMatchObject({
    format: "traefik",
    took: 3,
    server: "shop@file",
    tries: [{ upstream: "10.0.3.2:8080" }],
  });
  const json =
    '{"ClientAddr":"192.0.2.1:4","ClientHost":"192.0.2.1","DownstreamStatus":502,"Duration":3000000,"OriginDuration":2000000,"OriginStatus":502,"RequestHost":"shop.lab","RequestMethod":"GET","RequestPath":"/api?x","ServiceAddr":"10.0.3.2:8080","ServiceName":"shop@file","StartUTC":"2026-11-21T21:52:17Z","level":"info","msg":"","time":"2026-11-21T21:52:18Z"}';
  expect(read(json, "traefik")).toMatchObject({
    at: clf,
    client: "192.0.2.1",
    host: "shop.lab",
    path: "/api",
    status: 502,
    took: 3,
    tries: [{ upstream: "10.0.3.2:8080", status: 502, took: 2 }],
  });
});

test("Traefik's JSON of a request that went to no server tells of no try", () => {
  const json =
    '{"ClientAddr":"192.0.2.1:4","ClientHost":"192.0.2.1","ClientPort":"4","ClientUsername":"-","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":71000,"OriginContentSize":0,"OriginDuration":0,"OriginStatus":0,"Overhead":71000,"RequestAddr":"shop.lab","RequestHost":"shop.lab","RequestMethod":"GET","RequestPath":"/api","RequestScheme":"http","RetryAttempts":0,"StartUTC":"2026-11-21T21:52:18Z","entryPointName":"web","level":"info","msg":"","time":"2026-11-21T21:52:18Z"}';
  expect(read(json, "traefik")).toMatchObject({ status: 404, server: null, tries: [] });
});

test("Traefik's 404 of a request that no router takes is a missing route, and a service's 404 is none", () => {
  const line = (router: string, server: string) =>
    read(
      `192.0.2.1 - - [21/Nov/2026:21:52:18 +0000] "GET /api HTTP/1.1" 404 19 "-" "curl/8" 7 "${router}" "${server}" 0ms`,
      "traefik",
    );
  expect(line("-", "-")?.reason).toBe("route-missing");
  expect(line("shop@file", "http://10.0.3.2:8080")?.reason).toBeNull();
});

test("an application's JSON and text are read by their keys, and a duration without a unit is none", () => {
  const pino =
    '{"level":30,"time":1795297938000,"pid":7,"hostname":"a","req":{"id":1,"method":"GET","url":"/api?x=1","headers":{"host":"shop.lab"}},"res":{"statusCode":500},"responseTime":12,"msg":"request completed"}';
  expect(read(pino, "application")).toMatchObject({
    at: clf,
    method: "GET",
    path: "/api",
    host: "shop.lab",
    status: 500,
    took: 12,
  });
  const own =
    '{"ts":"2026-11-21 21:52:18,000","status":200,"path":"/api","method":"GET","duration":3,"host":"web-7"}';
  expect(read(own, "application")).toMatchObject({ at: clf, took: null, host: null });
  const logfmt =
    "time=2026-11-21T21:52:18Z level=INFO msg=done method=GET path=/api?x status=200 duration=1.5s request_id=abc";
  expect(read(logfmt, "application")).toMatchObject({
    at: clf,
    path: "/api",
    status: 200,
    took: 1500,
    requestId: "abc",
  });
  const text = '2026-11-21 21:52:18,000 [worker-3] INFO web - "GET /api HTTP/1.1" 200 in 35.5 ms';
  expect(read(text, "application")).toMatchObject({
    format: "text",
    at: clf,
    method: "GET",
    path: "/api",
    status: 200,
    took: 35.5,
  });
});

test("octets that nobody would write are read without a throw, in every form", () => {
  const begins = [
    '{"ts":1795297938,"request":{',
    '1.2.3.4 - - [21/Nov/2026:21:52:18 +0000] "',
    "1.2.3.4:5 [21/Nov/2026:21:52:22.5] ",
    "2026-11-21T21:52:18Z ",
    '[2026-11-21T21:52:18Z] "',
  ];
  fc.assert(
    fc.property(fc.constantFrom("", ...begins), fc.uint8Array({ maxLength: 300 }), (begin, octets) => {
      const text = begin + Buffer.from(octets).toString("latin1");
      for (const software of ["nginx", "haproxy", "envoy", "caddy", "traefik", "application"] as const)
        read(text, software);
    }),
    { numRuns: 300 },
  );
});

test("a format that nobody would write is compiled without a throw, or is none", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }), (format, line) => {
      for (const software of ["nginx", "haproxy", "envoy", "application"] as const)
        read(line, software, `${format}$time_local %t %[x] ${format}`);
    }),
    { numRuns: 300 },
  );
});
