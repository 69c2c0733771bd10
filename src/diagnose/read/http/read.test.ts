import { describe, expect, test } from "vitest";
import {
  answered,
  askedFor,
  asking,
  attempt,
  haproxyPage,
  nginxPage,
  proper,
  requestFor,
  variant,
} from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import type { Evidence, HttpExchange, ProxyConnect, RequestAsked } from "../../../evidence/index.ts";
import { type ObservationName, vocabulary } from "../../vocabulary/index.ts";
import { httpReaders } from "./index.ts";

/** Names of what the readers find, `!name` for a no, `name?` for what is only suggested. */
function find(evidence: readonly Evidence[], changes: Partial<RequestAsked> = {}): readonly string[] {
  const request = requestFor({ asked: { ...askedFor, ...changes } });
  const found = httpReaders.flatMap((read) => read([asking(changes), ...evidence], request));
  const words = found.map(({ name, holds, strength }) => {
    const weaker = strength === "suggests" && vocabulary[name].strength === "states";
    return `${holds ? "" : "!"}${name}${weaker ? "?" : ""}`;
  });
  return [...new Set(words)].filter((word) => word !== "!proxy-from-environment").toSorted();
}

const failing = (exchange: Partial<HttpExchange>) => find(attempt({ exchange }));
const envoy = (errorBody: string, status = 503): Partial<HttpExchange> => ({
  status,
  answeredBy: "intermediary",
  software: "envoy",
  headers: { server: "envoy" },
  errorBody,
});

describe("the answer of a failed attempt is out of order in one way", () => {
  test.each<[string, Partial<HttpExchange>, readonly string[]]>([
    ["nginx's 502 at once", nginxPage(502, "Bad Gateway"), ["proxy-answers-error", "upstream-refuses?"]],
    [
      "nginx's 502 after work",
      { ...nginxPage(502, "Bad Gateway"), phases: { firstByte: 1500, transfer: 0 } },
      ["proxy-answers-error", "upstream-breaks-off?"],
    ],
    [
      "nginx's 502 after the neighbour was given up",
      { ...nginxPage(502, "Bad Gateway"), phases: { firstByte: 3060, transfer: 0 } },
      ["proxy-answers-error", "upstream-unreachable?"],
    ],
    ["nginx's 504", nginxPage(504, "Gateway Time-out"), ["proxy-answers-error", "upstream-answers-late?"]],
    [
      "nginx's 503",
      nginxPage(503, "Service Temporarily Unavailable"),
      ["proxy-answers-error", "proxy-limit-met?"],
    ],
    [
      "nginx's 413",
      nginxPage(413, "Request Entity Too Large"),
      ["proxy-body-limit-met", "request-body-refused"],
    ],
    ["nginx's 404", nginxPage(404, "Not Found"), ["no-route-for-request", "route-missing?"]],
    ["Envoy's 404", envoy("", 404), ["no-route-for-request", "route-missing"]],
    ["421", { status: 421 }, ["no-route-for-request", "route-missing"]],
    ["429", { status: 429 }, ["proxy-limit-met", "too-many-requests"]],
    ["431", { status: 431 }, ["proxy-head-limit-met", "request-head-refused"]],
    [
      "nginx's 400 for a large cookie",
      {
        ...nginxPage(400, "Bad Request"),
        errorBody:
          "400 Request Header Or Cookie Too Large 400 Bad Request Request Header Or Cookie Too Large nginx",
      },
      ["proxy-head-limit-met", "request-head-refused"],
    ],
    ["nginx's bare 400", nginxPage(400, "Bad Request"), ["proxy-header-disagrees?", "request-unreadable"]],
    [
      "nginx's bare 400 to a head of 20 KiB",
      { ...nginxPage(400, "Bad Request"), requestHeadOctets: 20_000 },
      ["proxy-head-limit-met?", "request-unreadable"],
    ],
    [
      "a 400 that repeats a PROXY header",
      { status: 400, errorBody: "Bad request syntax ('PROXY TCP4 192.0.2.1 192.0.2.2 1 2')" },
      ["proxy-header-disagrees", "proxy-header-disagrees?", "request-unreadable"],
    ],
    [
      "a PROXY header as answer",
      { outcome: "not-http", status: null, strangeProtocol: "proxy-header", strangeAnswer: "PROXY TCP4" },
      ["answer-not-http", "proxy-header-disagrees"],
    ],
    [
      "haproxy without a backend",
      haproxyPage(503, "503 Service Unavailable No server is available to handle this request."),
      ["proxy-answers-error", "upstream-none-healthy?"],
    ],
    [
      "haproxy after three retries",
      {
        ...haproxyPage(503, "503 Service Unavailable No server is available to handle this request."),
        phases: { firstByte: 3004, transfer: 0 },
      },
      ["proxy-answers-error", "upstream-refuses?"],
    ],
    [
      "haproxy after four connect timeouts",
      {
        ...haproxyPage(503, "503 Service Unavailable No server is available to handle this request."),
        phases: { firstByte: 20_000, transfer: 0 },
      },
      ["proxy-answers-error", "upstream-unreachable?"],
    ],
    [
      "haproxy's 504",
      haproxyPage(504, "504 Gateway Time-out The server didn't respond in time."),
      ["proxy-answers-error", "upstream-answers-late"],
    ],
    [
      "haproxy's 502",
      haproxyPage(502, "502 Bad Gateway The server returned an invalid or incomplete response."),
      ["proxy-answers-error", "upstream-breaks-off"],
    ],
    [
      "Envoy: refused",
      envoy(
        "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused",
      ),
      ["proxy-answers-error", "upstream-refuses"],
    ],
    [
      "Envoy, older: refused",
      envoy(
        "upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 111",
      ),
      ["proxy-answers-error", "upstream-refuses"],
    ],
    [
      "Envoy: no route",
      envoy(
        "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: immediate connect error: Network is unreachable|remote address:192.0.2.7:80",
      ),
      ["proxy-answers-error", "upstream-unreachable"],
    ],
    [
      "Envoy: connect timeout",
      envoy("upstream connect error or disconnect/reset before headers. reset reason: connection timeout"),
      ["proxy-answers-error", "upstream-unreachable"],
    ],
    [
      "Envoy: termination",
      envoy(
        "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
      ),
      ["proxy-answers-error", "upstream-breaks-off"],
    ],
    [
      "Envoy: TLS",
      envoy(
        "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end",
      ),
      ["proxy-answers-error", "upstream-tls-fails"],
    ],
    [
      "Envoy: overflow",
      {
        ...envoy("upstream connect error or disconnect/reset before headers. reset reason: overflow"),
        headers: { "x-envoy-overloaded": "true" },
      },
      ["proxy-answers-error", "proxy-limit-met"],
    ],
    ["Envoy: none healthy", envoy("no healthy upstream"), ["proxy-answers-error", "upstream-none-healthy"]],
    [
      "Envoy: timeout",
      envoy("upstream request timeout", 504),
      ["proxy-answers-error", "upstream-answers-late"],
    ],
    [
      "Proxy-Status",
      {
        status: 502,
        answeredBy: "intermediary",
        headers: { "proxy-status": "origin-side; error=tls_certificate_error, edge; received-status=502" },
      },
      ["proxy-answers-error", "upstream-tls-fails"],
    ],
    [
      "Squid: refused",
      {
        status: 503,
        answeredBy: "intermediary",
        software: "squid",
        headers: { "x-squid-error": "ERR_CONNECT_FAIL 111" },
      },
      ["proxy-answers-error", "upstream-refuses"],
    ],
    [
      "Cloudflare's 521",
      { status: 521, answeredBy: "intermediary", software: "cloudflare", errorBody: "error code: 521" },
      ["proxy-answers-error", "upstream-refuses"],
    ],
    ["a 502 of nobody known", { status: 502, errorBody: "" }, ["proxy-answers-error", "upstream-refuses?"]],
    [
      "a 502 in an application's words",
      { status: 502, answeredBy: "origin", errorBody: "{}" },
      ["application-answers-error", "error-written-by-application?"],
    ],
    [
      "a 500 of nobody known",
      { status: 500, errorBody: "boom" },
      ["application-answers-error", "error-written-by-application?"],
    ],
    [
      "a 503 behind Envoy",
      {
        status: 503,
        answeredBy: "origin",
        headers: { "x-envoy-upstream-service-time": "4" },
        errorBody: "busy",
      },
      ["application-answers-error", "error-written-by-application"],
    ],
    [
      "a redirect that leads nowhere new",
      { status: 302, location: "http://shop.example/api", locationSeenBefore: true },
      ["redirects-without-end"],
    ],
    [
      "the login of a network's portal",
      { status: 511, reason: "Network Authentication Required" },
      ["application-answers-error", "error-written-by-application?", "network-login-demanded"],
    ],
    ["a body cut short", { outcome: "truncated" }, ["answer-cut-short"]],
    ["a body that stops", { outcome: "stalled" }, ["answer-stalls"]],
    ["broken chunks", { outcome: "malformed" }, ["answer-not-http"]],
    ["FIN", { outcome: "closed", status: null }, ["closed-unanswered"]],
    ["RST", { outcome: "reset", status: null, error: "ECONNRESET" }, ["reset-unanswered"]],
    [
      "an alert",
      { outcome: "reset", status: null, error: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" },
      ["ended-by-tls-alert"],
    ],
    [
      "RST while sending",
      { outcome: "reset", status: null, requestBodyOctets: 1000, sentOctets: 500 },
      ["cut-while-sending"],
    ],
    [
      "RST after all was sent",
      { outcome: "reset", status: null, requestBodyOctets: 1000, sentOctets: 1000 },
      ["reset-unanswered"],
    ],
    [
      "silence while sending",
      { outcome: "no-answer", status: null, requestBodyOctets: 1000, sentOctets: 500, took: 30_000 },
      ["sending-stalls"],
    ],
    [
      "silence",
      { outcome: "no-answer", status: null, took: 30_000 },
      ["answer-takes-long", "no-answer-in-time"],
    ],
    [
      "SSH",
      { outcome: "not-http", status: null, strangeProtocol: "ssh", strangeAnswer: "SSH-2.0" },
      ["answer-not-http"],
    ],
    [
      "a TLS alert in clear",
      { outcome: "not-http", status: null, strangeProtocol: "tls" },
      ["plain-http-to-tls-port"],
    ],
    [
      "nginx's page for plain HTTP",
      { ...nginxPage(400, "Bad Request"), errorBody: "400 The plain HTTP request was sent to HTTPS port" },
      ["plain-http-to-tls-port"],
    ],
    [
      "a refused stream",
      { outcome: "stream-reset", status: null, protocol: "h2", error: "REFUSED_STREAM" },
      ["http2-refused", "proxy-limit-met?"],
    ],
    [
      "no stream allowed",
      {
        outcome: "stream-reset",
        status: null,
        protocol: "h2",
        error: "SETTINGS_MAX_CONCURRENT_STREAMS 0",
      },
      ["http2-refused", "proxy-limit-met"],
    ],
    [
      "a request that is not acknowledged",
      { outcome: "no-answer", status: null, took: 3_500, error: "unacknowledged" },
      ["data-unacknowledged", "no-answer-in-time"],
    ],
    [
      "a stream refused for its rate",
      { outcome: "goaway", status: null, protocol: "h2", error: "ENHANCE_YOUR_CALM" },
      ["http2-refused", "proxy-limit-met?"],
    ],
  ])("%s", (_, exchange, expected) => {
    expect(failing(exchange)).toEqual(expected);
  });

  test("a status that was not asked for", () => {
    expect(find(attempt({ exchange: { status: 403 } }), { expectStatus: [[200, 299]] })).toEqual([
      "unexpected-status",
    ]);
  });

  test("a status that the symptom complains of, and no other one", () => {
    const answered = attempt({ exchange: { status: 403 } });
    expect(find(answered, { toldStatuses: [403] })).toEqual(["unexpected-status"]);
    expect(find(answered, { toldStatuses: [404] })).toEqual([]);
  });

  test.each<[string, readonly Evidence[]]>([
    ["a proper answer", attempt({ attempt: proper })],
    ["a variant that fails", [...attempt({ attempt: proper }), variant({ status: 502 })]],
    [
      "an attempt that failed before HTTP",
      attempt({ exchange: { status: 502 }, attempt: { failedAt: "tls" } }),
    ],
    ["nothing", []],
  ])("silent: %s", (_, evidence) => {
    expect(find(evidence).filter((word) => word !== "same-request-passes")).toEqual([]);
  });
});

describe("variants tell more", () => {
  const gateway = (status: number) => attempt({ exchange: nginxPage(status, "x") });
  const elsewhere = { url: "http://shop.example/" };

  test.each<[string, readonly Evidence[], readonly string[]]>([
    [
      "another path is served: the upstream lives",
      [...gateway(502), variant(elsewhere)],
      ["other-path-serves", "upstream-breaks-off?"],
    ],
    [
      "another path fails alike",
      [...gateway(502), variant({ ...elsewhere, status: 502 })],
      ["!other-path-serves", "upstream-refuses?"],
    ],
    [
      "another path times out too",
      [...gateway(504), variant({ ...elsewhere, status: 504 })],
      ["!other-path-serves", "upstream-answers-late?"],
    ],
    [
      "another path is a file of nginx itself",
      [...gateway(502), variant({ ...elsewhere, headers: { "accept-ranges": "bytes", etag: '"66-267"' } })],
      ["!other-path-serves", "upstream-refuses?"],
    ],
    [
      "another path is a page of nginx itself",
      [...gateway(504), variant({ ...elsewhere, ...nginxPage(404, "Not Found") })],
      ["!other-path-serves", "upstream-answers-late?"],
    ],
    [
      "another host's path says nothing",
      [...gateway(504), variant({ url: "http://b.example/", status: 504 })],
      ["upstream-answers-late?"],
    ],
  ])("%s", (_, evidence, expected) => {
    expect(find(evidence).filter((word) => word !== "proxy-answers-error")).toEqual(expected);
  });

  test("a small body passes, seen twice or once", () => {
    const large = attempt({
      exchange: { outcome: "reset", status: null, requestBodyOctets: 9000, sentOctets: 5000 },
    });
    const small = { method: "OPTIONS", requestBodyOctets: 16 };
    expect(find([...large, variant(small)])).toContain("small-body-passes");
    const failed = variant({ ...small, outcome: "reset", status: null });
    expect(find([...large, failed])).not.toContain("!small-body-passes");
    expect(find([...large, failed, variant({ ...small, outcome: "reset", status: null })])).toContain(
      "!small-body-passes",
    );
  });

  test("a small head passes where a parser refused: it was its size", () => {
    const large = attempt({
      exchange: {
        ...haproxyPage(400, "400 Bad request Your browser sent an invalid request."),
        requestHeadOctets: 7000,
      },
    });
    expect(find([...large, variant({ requestHeadOctets: 120 })])).toEqual([
      "proxy-head-limit-met?",
      "request-unreadable",
      "small-head-passes",
    ]);
  });

  test("a PROXY header makes it pass, and a plain try does not", () => {
    const closed = attempt({ exchange: { outcome: "closed", status: null } });
    expect(find([...closed, variant({ preamble: "proxy-v1" })])).toContain("proxy-header-disagrees");
    expect(find([...closed, variant({ preamble: "proxy-v1", status: 400 })])).not.toContain(
      "proxy-header-disagrees",
    );
    expect(find([...closed, variant({ preamble: "proxy-v1" }), variant()])).not.toContain(
      "proxy-header-disagrees",
    );
  });
});

describe("time", () => {
  const connect = (handshake: number) =>
    exampleRecord(
      "e999",
      "tcp-connect",
      {
        address: "192.0.2.10",
        port: 80,
        localAddress: null,
        outcome: "connected",
        handshake,
        errno: null,
        isTargetPort: true,
        icmpErrorCounted: null,
        counted: null,
        afterwards: null,
      },
      { boundary: "tcp" },
    );
  const after = (firstByte: number) =>
    attempt({ exchange: { phases: { firstByte, transfer: 1 } }, attempt: proper });

  test.each([
    [1001, 0, ["answer-takes-long", "first-byte-late"]],
    [1000, 0, []],
    [1150, 100, []],
    [1201, 100, ["answer-takes-long", "first-byte-late"]],
  ])("a first octet after %i ms over a round trip of %i ms", (firstByte, roundTrip, expected) => {
    const found = find([connect(roundTrip), ...after(firstByte)]);
    expect(found.filter((word) => word !== "same-request-passes")).toEqual(expected);
  });

  test("a proxy that gives up late is no slow application", () => {
    expect(
      find(attempt({ exchange: { ...nginxPage(504, "x"), phases: { firstByte: 5000, transfer: 0 } } })),
    ).toEqual(["proxy-answers-error", "upstream-answers-late?"]);
  });

  test.each([
    [{ promisedOctets: 1_000_000, bodyOctets: 10_000, phases: { firstByte: 1, transfer: 10_000 } }, true],
    [{ promisedOctets: 1_000_000, bodyOctets: 100_000, phases: { firstByte: 1, transfer: 10_000 } }, true],
    [{ promisedOctets: 1_000_000, bodyOctets: 1_000_000, phases: { firstByte: 1, transfer: 1_700 } }, false],
    [{ promisedOctets: null, bodyOctets: 100, phases: { firstByte: 1, transfer: 10_000 } }, false],
    [{ promisedOctets: 5, bodyOctets: 5, phases: { firstByte: 1, transfer: 900 } }, false],
  ])("a body that comes as %j is slow: %s", (exchange, slow) => {
    expect(find(attempt({ exchange, attempt: proper })).includes("body-comes-slowly")).toBe(slow);
  });

  const missed = attempt({
    exchange: { outcome: "no-answer", status: null, took: 200 },
    attempt: { failedAt: "deadline" },
  });
  const phases = { lookup: 1, connect: 1, tls: null, firstByte: 600, transfer: 1 };
  const waited = (took: number, changes = {}) =>
    attempt(
      {
        exchange: { phases: { firstByte: took, transfer: 1 } },
        attempt: { ...proper, took, phases, ...changes },
      },
      "difference",
    );

  test("a deadline below what a healthy request takes", () => {
    expect(find([connect(1), ...missed, ...waited(600)], { deadline: 200 })).toEqual([
      "deadline-missed",
      "every-step-quick",
      "passes-without-deadline",
      "round-trips-fit-deadline",
    ]);
  });

  test("a deadline that a slow application misses", () => {
    const slow = { phases: { ...phases, firstByte: 3000 } };
    expect(find([connect(1), ...missed, ...waited(3000, slow)], { deadline: 200 })).toEqual([
      "!every-step-quick",
      "answer-takes-long",
      "deadline-missed",
      "passes-without-deadline",
      "round-trips-fit-deadline",
    ]);
  });

  test("a deadline that the round trips alone miss", () => {
    expect(find([connect(150), ...missed, ...waited(600)], { deadline: 200 })).toContain(
      "!round-trips-fit-deadline",
    );
  });

  test("a deadline that hides a proxy's error: its words count", () => {
    const cut = attempt(
      { exchange: nginxPage(504, "x"), attempt: { took: 5000, failedAt: "exchange" } },
      "difference",
    );
    expect(find([...missed, ...cut], { deadline: 200 })).toEqual([
      "deadline-missed",
      "upstream-answers-late?",
    ]);
  });
});

describe("a forward proxy", () => {
  const proxy = { host: "p.example", port: 3128, scheme: "http", from: "https_proxy" } as const;
  const tunnel = (changes: Partial<ProxyConnect>) =>
    exampleRecord(
      "e998",
      "proxy-connect",
      {
        proxy: "p.example:3128",
        scheme: "http",
        target: "shop.example:443",
        outcome: "refused-by-proxy",
        status: 503,
        says: null,
        software: null,
        took: 1,
        ...changes,
      },
      { boundary: "client" },
    );
  const failed = attempt({ attempt: { failedAt: "proxy", steps: ["e998"] } });
  const direct = attempt({ attempt: { ...proper, number: 0 } }, "difference");

  test.each<[string, readonly Evidence[], readonly string[]]>([
    ["it refuses", [tunnel({}), ...failed], ["proxy-from-environment", "tunnel-not-opened"]],
    [
      "it says refused",
      [tunnel({ says: "ERR_CONNECT_FAIL 111" }), ...failed],
      ["proxy-from-environment", "tunnel-not-opened", "upstream-refuses"],
    ],
    [
      "SOCKS says unreachable",
      [tunnel({ scheme: "socks5", status: 4, says: "host unreachable" }), ...failed],
      ["proxy-from-environment", "tunnel-not-opened", "upstream-unreachable"],
    ],
    ["it cannot be reached", [...failed], ["forward-proxy-dead", "proxy-from-environment"]],
    [
      "the direct way passes",
      [tunnel({}), ...failed, ...direct],
      ["passes-without-proxy", "proxy-from-environment", "tunnel-not-opened"],
    ],
    [
      "it opens",
      [tunnel({ outcome: "opened" }), ...attempt({ attempt: proper })],
      ["proxy-from-environment"],
    ],
  ])("%s", (_, evidence, expected) => {
    expect(find(evidence, { proxy })).toEqual(expected);
  });

  test("one that an option names is none of the environment", () => {
    const found = httpReaders.flatMap((read) =>
      read(
        [asking()],
        requestFor({ asked: { ...askedFor, proxy: { ...proxy, from: "--proxy" } }, address: null }),
      ),
    );
    expect(found.map(({ name, holds }) => [name, holds])).toContainEqual([
      "proxy-from-environment" satisfies ObservationName,
      false,
    ]);
  });
});

describe("idle connections", () => {
  const idle = (seconds: number, outcome: "open" | "fin" | "reset" = "fin") =>
    exampleRecord(
      `e${seconds}`,
      "idle-connection",
      { address: "192.0.2.10", port: 80, requestsBefore: 1, outcome, idle: seconds * 1000 },
      { boundary: "tcp", purpose: "difference", attempt: null },
    );

  test.each<[string, readonly Evidence[], readonly string[]]>([
    ["one that stands says nothing", [idle(30, "open")], []],
    ["one is cut", [idle(60)], ["idle-connection-cut"]],
    [
      "two are cut after the same time",
      [idle(60), idle(60.4)],
      ["idle-connection-cut", "idle-cut-recurs", "idle-time-ends-it"],
    ],
    ["two are cut at different times", [idle(60), idle(75)], ["idle-connection-cut"]],
    [
      "the request after it is reset",
      [variant({ onConnection: 2, idleBefore: 61_000, outcome: "reset", status: null })],
      ["request-after-idle-fails"],
    ],
    ["the request after it is answered", [variant({ onConnection: 2, idleBefore: 61_000 })], []],
    [
      "a second request without a pause is reset",
      [variant({ onConnection: 2, idleBefore: 10, outcome: "reset", status: null })],
      [],
    ],
  ])("%s", (_, evidence, expected) => {
    expect(find(evidence)).toEqual(expected);
  });
});

test("taking records away never gives a new yes that is stated", () => {
  const evidence = [
    ...attempt({ exchange: nginxPage(502, "Bad Gateway") }),
    ...attempt({ exchange: answered, attempt: { ...proper, number: 2 } }),
    variant({ url: "http://shop.example/" }),
    variant({ preamble: "proxy-v1" }),
  ];
  const all = new Set(find(evidence));
  for (const left of evidence) {
    const found = find(evidence.filter((record) => record !== left)).filter((word) => !/^!|\?$/.test(word));
    expect(
      found.filter((word) => !all.has(word)),
      left.id,
    ).toEqual([]);
  }
});
