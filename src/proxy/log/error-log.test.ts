import fc from "fast-check";
import { expect, test } from "vitest";
import type { LogSoftware } from "./choose-format.ts";
import { noon, readErrors as read } from "./testing.ts";

const about = (path: string, upstream: string | null, client = "127.0.0.1") =>
  `, client: ${client}, server: shop.lab, request: "GET ${path}?token=secret HTTP/1.1"${upstream === null ? "" : `, upstream: "http://${upstream}${path}?token=secret"`}, host: "shop.lab"`;
const nginx = (message: string, level = "error") =>
  `2026/11/21 21:52:17 [${level}] 28964#28964: *5 ${message}\n`;

test("each line of nginx about an upstream has its reason, its phase and its upstream", async () => {
  const rows = [
    [
      "connect() failed (111: Connection refused) while connecting to upstream",
      "upstream-refused",
      "connect",
    ],
    ["connect() failed (13: Permission denied) while connecting to upstream", "upstream-refused", "connect"],
    [
      "connect() to unix:/run/app.sock failed (11: Resource temporarily unavailable) while connecting to upstream",
      "upstream-refused",
      "connect",
    ],
    [
      "connect() failed (113: No route to host) while connecting to upstream",
      "upstream-unreachable",
      "connect",
    ],
    [
      "upstream timed out (110: Connection timed out) while connecting to upstream",
      "upstream-timed-out",
      "connect",
    ],
    [
      "upstream timed out (110: Connection timed out) while reading response header from upstream",
      "upstream-timed-out",
      "head",
    ],
    ["upstream timed out (110: Connection timed out) while reading upstream", "upstream-timed-out", "body"],
    [
      "upstream prematurely closed connection while reading response header from upstream",
      "upstream-closed",
      "head",
    ],
    [
      "recv() failed (104: Connection reset by peer) while reading response header from upstream",
      "upstream-reset",
      "head",
    ],
    ["writev() failed (32: Broken pipe) while sending request to upstream", "upstream-closed", "send"],
    [
      "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream",
      "upstream-tls-failed",
      "tls",
    ],
    [
      "upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL handshaking to upstream",
      "upstream-tls-failed",
      "tls",
    ],
    ["no live upstreams while connecting to upstream", "upstream-none-healthy", "connect"],
    [
      "upstream sent no valid HTTP/1.0 header while reading response header from upstream",
      "upstream-answer-invalid",
      "head",
    ],
    ["upstream sent too big header while reading response header from upstream", "head-too-large", "head"],
  ] as const;
  for (const [message, reason, phase] of rows) {
    const { errors } = await read(nginx(message + about("/api", "127.0.0.1:18099")), "nginx");
    expect(errors).toMatchObject([
      {
        reason,
        phase,
        upstream: "127.0.0.1:18099",
        client: "127.0.0.1",
        host: "shop.lab",
        path: "/api",
        level: "error",
        isOfRoute: true,
        isOurs: false,
      },
    ]);
    expect(JSON.stringify(errors)).not.toContain("secret");
  }
});

test.each([
  ["fastcgi://unix:/run/php.sock:", "unix:/run/php.sock"],
  ["http://unix:/run/app.sock:/api?token=secret", "unix:/run/app.sock"],
  ["uwsgi://127.0.0.1:19001", "127.0.0.1:19001"],
])("the upstream %s of nginx is %s", async (written, upstream) => {
  const line = nginx(
    `connect() failed (111: Connection refused) while connecting to upstream${about("/api", null).replace(", host:", `, upstream: "${written}", host:`)}`,
  );
  expect((await read(line, "nginx")).errors).toMatchObject([{ upstream }]);
});

test("each line of nginx about the client, its limits and itself has its reason", async () => {
  const rows = [
    ["access forbidden by rule", "source-refused"],
    ['limiting requests, excess: 0.885 by zone "z"', "limit-met"],
    ['limiting connections by zone "addr"', "limit-met"],
    ['limiting requests, dry run, excess: 0.885 by zone "z"', null],
    ["client intended to send too large body: 1684 bytes", "body-too-large"],
    ['client sent too long header line: "X: aaa..." while reading client request headers', "head-too-large"],
    ["nowhere.lab could not be resolved (110: Operation timed out)", "name-not-resolved"],
    ['broken header: "GET / HTTP/1.1" while reading PROXY protocol', "proxy-protocol-broken"],
    [
      "epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while sending request to upstream",
      "client-left",
    ],
    ["64 worker_connections are not enough", "out-of-resources"],
    ["accept4() failed (24: Too many open files)", "out-of-resources"],
  ] as const;
  for (const [message, reason] of rows) {
    const { errors } = await read(nginx(message + about("/api", null)), "nginx");
    expect([message, errors[0]?.reason ?? null]).toEqual([message, reason]);
  }
});

test("lines alike are one with their number, those of the run are ours, and old ones are left out", async () => {
  const message = "connect() failed (111: Connection refused) while connecting to upstream";
  const line = (time: string, id: number, client: string, path = "/api") =>
    `2026/11/21 ${time} [error] 7#7: *${id} ${message}${about(path, "127.0.0.1:18099", client)}\n`;
  const { errors, lines, undated } = await read(
    line("20:10:00", 1, "198.51.100.1") +
      line("21:50:00", 2, "198.51.100.1") +
      line("21:51:00", 3, "198.51.100.1") +
      line("21:52:17", 4, "192.0.2.9") +
      line("21:52:17", 5, "198.51.100.1", "/other") +
      "no time at all\n",
    "nginx",
  );
  expect(lines).toBe(4);
  expect(undated).toBe(1);
  expect(errors).toMatchObject([
    {
      count: 2,
      first: Date.UTC(2026, 10, 21, 21, 50),
      at: Date.UTC(2026, 10, 21, 21, 51),
      isOurs: false,
      isOfRoute: true,
    },
    { count: 1, isOurs: true, isOfRoute: true },
    { path: "/other", isOurs: false, isOfRoute: false },
  ]);
});

test("haproxy's notices name the server and what its check saw", async () => {
  const at = "Nov 21 21:52:17 edge haproxy[812]: ";
  const { errors } = await read(
    `${at}Server nos/n1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.\n` +
      `${at}Server be/s2 is DOWN, reason: Layer4 timeout, check duration: 1001ms. 1 active and 0 backup servers left.\n` +
      `${at}backend nos has no server available!\n` +
      `${at}127.0.0.1:34814 [21/Nov/2026:21:52:17.813] pp/1: Received something which does not look like a PROXY protocol header\n` +
      `${at}127.0.0.1:34815 [21/Nov/2026:21:52:17.813] fe/1: SSL handshake failure\n`,
    "haproxy",
  );
  expect(errors).toMatchObject([
    { upstream: "nos/n1", reason: "upstream-refused", phase: "connect" },
    { upstream: "be/s2", reason: "upstream-timed-out" },
    { upstream: "nos", reason: "upstream-none-healthy" },
    { reason: "proxy-protocol-broken" },
    { reason: null, signals: expect.arrayContaining(["haproxy-handshake"]) },
  ]);
});

test("Caddy and Traefik name the upstream in the words of Go", async () => {
  const caddy = (message: string) =>
    `{"level":"error","ts":${noon / 1000 - 1},"logger":"http.log.error","msg":"${message}","request":{"remote_ip":"192.0.2.9","client_ip":"192.0.2.9","method":"GET","host":"shop.lab","uri":"/api?a=1"},"duration":0.0005,"status":502,"err_id":"x"}\n`;
  const { errors } = await read(
    caddy("dial tcp 127.0.0.1:9: connect: connection refused") +
      caddy("no upstreams available") +
      caddy("dial tcp 10.0.0.1:80: i/o timeout") +
      caddy("lookup nowhere.lab on 127.0.0.11:53: no such host") +
      caddy("tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    "caddy",
  );
  expect(errors.map(({ reason, upstream, isOurs, phase }) => [reason, upstream, isOurs, phase])).toEqual([
    ["upstream-refused", "127.0.0.1:9", true, "connect"],
    ["upstream-none-healthy", null, true, null],
    ["upstream-timed-out", "10.0.0.1:80", true, "connect"],
    ["name-not-resolved", "nowhere.lab", true, null],
    ["upstream-tls-failed", null, true, "tls"],
  ]);
  const traefik = `time="2026-11-21T21:52:17Z" level=debug msg="'502 Bad Gateway' caused by: dial tcp 127.0.0.1:9: connect: connection refused"\n`;
  expect((await read(traefik, "traefik")).errors).toMatchObject([
    { reason: "upstream-refused", upstream: "127.0.0.1:9" },
  ]);
});

test("what is said of the client's handshake, of certificates to be had and of bodies is said of no upstream", async () => {
  const line = (words: string) => `2026/11/21 21:52:17 ${words}\n`;
  for (const [software, words] of [
    ["traefik", "http: TLS handshake error from 192.0.2.1:4: remote error: tls: bad certificate"],
    ["traefik", "unable to obtain ACME certificate: dial tcp 192.0.2.1:443: connect: connection refused"],
    ["caddy", '{"logger":"tls.obtain","msg":"x509: certificate has expired"}'],
    ["application", "cannot decode body: unexpected EOF"],
    ["envoy", "[warning][main] overflow of the access log buffer"],
  ] as const) {
    const { errors } = await read(line(words), software);
    expect([words, errors[0]?.reason ?? null]).toEqual([words, null]);
  }
});

test("octets that nobody would write are read without a throw", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("nginx", "haproxy", "envoy", "caddy", "traefik", "application"),
      fc.array(
        fc.oneof(
          fc.string(),
          fc.constantFrom("2026/11/21 21:52:17 [error] 1#1: *1 ", '{"ts":1795297937,', "\tat x\n", "\n"),
        ),
        { maxLength: 30 },
      ),
      async (software, parts) => {
        await read(parts.join(""), software as LogSoftware);
      },
    ),
    { numRuns: 60 },
  );
});

test("of an application's own requests only lines that tell of an error are kept", async () => {
  const at = "21/Nov/2026:21:52:17 +0000";
  const line = (status: number, client = "192.0.2.9") =>
    `${client} - - [${at}] "GET /api HTTP/1.1" ${status} 5 "-" "-" 504\n`;
  const { errors, endedOursAt } = await read(
    line(200) +
      line(304) +
      line(500) +
      line(200, "198.51.100.1") +
      '{"time":"2026-11-21T21:52:17Z","level":"info","method":"GET","path":"/api","status":200,"msg":"done"}\n' +
      '{"time":"2026-11-21T21:52:17Z","level":"info","method":"GET","path":"/api","status":503,"msg":"done"}\n' +
      '{"time":"2026-11-21T21:52:17Z","level":"error","method":"GET","path":"/api","msg":"no room"}\n',
    "application",
  );
  expect(errors.map(({ text }) => /" 500 |503|no room/.exec(text)?.[0] ?? text)).toEqual([
    '" 500 ',
    "503",
    "no room",
  ]);
  // That the request came to its end is known all the same.
  expect(endedOursAt).toBe(noon - 1_000);
});

const untrusted = "tls: failed to verify certificate: x509: certificate signed by unknown authority";
const ownAnswer = (status: number) => ({ from: noon - 1_500, until: noon - 900, status });
const run = (...answers: readonly ReturnType<typeof ownAnswer>[]) => ({
  ours: { clients: [], from: noon - 2_000, until: noon, requestIds: [], answers },
});

test.each([
  [
    "JSON",
    `{"level":"error","error":"${untrusted}","time":"2026-11-21T21:52:17Z","message":"500 Internal Server Error"}\n`,
  ],
  ["words", `2026-11-21T21:52:17Z ERR 500 Internal Server Error error="${untrusted}"\n`],
  [
    "words with its caller",
    `2026-11-21T21:52:17Z ERR github.com/traefik/traefik/v3/pkg/proxy/httputil/proxy.go:119 > 500 Internal Server Error error="${untrusted}"\n`,
  ],
])("a line of Traefik in %s about an answer is of this run by its time and status", async (_, line) => {
  const isOurs = async (text: string, change: object) =>
    (await read(text, "traefik", change)).errors.map((each) => each.isOurs);
  expect((await read(line, "traefik", run(ownAnswer(500)))).errors).toMatchObject([
    { reason: "upstream-tls-failed", phase: "tls", answered: 500, isOurs: true, isOfRoute: true, count: 1 },
  ]);
  expect(await isOurs(line, run())).toEqual([false]);
  expect(await isOurs(line, run(ownAnswer(502)))).toEqual([false]);
  const earlier = line.replace("21:52:17", "21:51:17");
  expect(await isOurs(earlier, run(ownAnswer(500)))).toEqual([false]);
  expect((await isOurs(earlier + line, run(ownAnswer(500)))).toSorted()).toEqual([false, true]);
  // Another request was answered so at the same time: which line is whose is not known.
  expect(await isOurs(line + line, run(ownAnswer(500)))).toEqual([false]);
  expect(await isOurs(line + line, run(ownAnswer(500), ownAnswer(500)))).toEqual([true]);
});
