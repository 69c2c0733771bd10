import { describe, expect, test } from "vitest";
import { asking, attempt, haproxyPage, nginxPage, proper, variant } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import type { Evidence, HttpExchange, RequestAsked } from "../../../evidence/index.ts";
import { diagnose } from "../../diagnose.ts";
import { appCauses } from "../app/index.ts";
import { deadlineTooShort } from "../client/deadline-too-short.ts";
import { proxyEnvironmentMisdirects } from "../client/proxy-environment-misdirects.ts";
import { responseTruncated } from "../response/response-truncated.ts";
import { proxyCauses } from "./index.ts";

const family = [
  proxyEnvironmentMisdirects,
  deadlineTooShort,
  ...proxyCauses,
  ...appCauses,
  responseTruncated,
];

/** Status and cause of the verdict; a cause that is proven has a `!`. */
function verdictOf(evidence: readonly Evidence[], asked: Partial<RequestAsked> = {}): string {
  const records = [asking(asked), ...evidence];
  const { status, cause } = diagnose(records, family).verdict;
  return cause === null ? status : `${status} ${cause}${isProven(records, family) ? "!" : ""}`;
}

const failing = (exchange: Partial<HttpExchange>) => attempt({ exchange });
const says503 = "503 Service Unavailable No server is available to handle this request.";

describe("an answer of a proxy is the verdict of its own words", () => {
  test.each<[string, readonly Evidence[]]>([
    ["upstream-refused", failing(nginxPage(502, "Bad Gateway"))],
    ["upstream-refused", failing({ ...haproxyPage(503, says503), phases: { firstByte: 3004, transfer: 0 } })],
    [
      "upstream-refused!",
      failing({
        status: 502,
        answeredBy: "intermediary",
        headers: { "proxy-status": "p; error=connection_refused" },
      }),
    ],
    ["upstream-timeout", failing(nginxPage(504, "Gateway Time-out"))],
    [
      "upstream-timeout!",
      failing(haproxyPage(504, "504 Gateway Time-out The server didn't respond in time.")),
    ],
    [
      "upstream-timeout",
      [...failing(nginxPage(504, "x")), variant({ url: "http://shop.example/", status: 504 })],
    ],
    [
      "upstream-connect-timeout!",
      failing({
        status: 504,
        answeredBy: "intermediary",
        headers: { "proxy-status": "p; error=connection_timeout" },
      }),
    ],
    [
      "upstream-resets!",
      failing(haproxyPage(502, "502 Bad Gateway The server returned an invalid or incomplete response.")),
    ],
    [
      "upstream-tls-failure!",
      failing({
        status: 502,
        answeredBy: "intermediary",
        headers: { "proxy-status": "p; error=tls_alert_received" },
      }),
    ],
    ["no-healthy-upstream", failing(haproxyPage(503, says503))],
    [
      "no-healthy-upstream!",
      failing({
        status: 503,
        answeredBy: "intermediary",
        software: "envoy",
        errorBody: "no healthy upstream",
      }),
    ],
    ["body-too-large!", failing(nginxPage(413, "Request Entity Too Large"))],
    [
      "body-too-large",
      [
        ...failing({ outcome: "reset", status: null, requestBodyOctets: 9000, sentOctets: 4000 }),
        variant({ requestBodyOctets: 16 }),
        variant({ requestBodyOctets: 16 }),
      ],
    ],
    ["header-too-large!", failing({ status: 431 })],
    ["header-too-large", failing({ ...nginxPage(400, "Bad Request"), requestHeadOctets: 20_000 })],
    ["connection-limit-reached!", failing({ status: 429 })],
    ["connection-limit-reached", failing(nginxPage(503, "Service Temporarily Unavailable"))],
    ["route-not-matched!", failing({ status: 421 })],
    ["route-not-matched", failing(nginxPage(404, "Not Found"))],
    [
      "redirect-loop!",
      failing({ status: 302, location: "http://shop.example/api", locationSeenBefore: true }),
    ],
    [
      "proxy-protocol-mismatch!",
      [...failing({ outcome: "closed", status: null }), variant({ preamble: "proxy-v1" })],
    ],
    ["proxy-protocol-mismatch", failing(nginxPage(400, "Bad Request"))],
    ["app-error", failing({ status: 500, errorBody: "boom" })],
    [
      "app-error!",
      failing({ status: 503, answeredBy: "origin", headers: { "x-envoy-upstream-service-time": "4" } }),
    ],
    ["app-slow", failing({ outcome: "no-answer", status: null, took: 30_000 })],
    ["response-truncated!", failing({ outcome: "truncated" })],
  ])("broken %s", (cause, evidence) => {
    expect(verdictOf(evidence)).toBe(`broken ${cause}`);
  });
});

describe("what is proper is no fault", () => {
  test.each<[string, Partial<HttpExchange>, readonly Evidence[]]>([
    ["200", {}, []],
    ["an application's 404", { status: 404 }, []],
    ["403 of a proxy", nginxPage(403, "Forbidden"), []],
    [
      "variants that fail",
      {},
      [variant({ status: 502 }), variant({ url: "http://shop.example/", status: 504 })],
    ],
    ["a first octet after 1 s", { phases: { firstByte: 1000, transfer: 0 } }, []],
    ["a stream that we stopped reading", { outcome: "bounded" }, []],
  ])("%s", (_, exchange, others) => {
    expect(verdictOf([...attempt({ exchange, attempt: proper }), ...others])).toBe("healthy");
  });

  test("some attempts failing is degraded, and the failing ones name the cause", () => {
    const evidence = [
      ...attempt({ attempt: { ...proper, number: 1 } }),
      ...attempt({ exchange: nginxPage(502, "x"), attempt: { number: 2 } }),
    ];
    expect(verdictOf(evidence)).toBe("degraded upstream-refused");
  });

  test("slow and proper is degraded", () => {
    expect(
      verdictOf(attempt({ exchange: { phases: { firstByte: 1500, transfer: 0 } }, attempt: proper })),
    ).toBe("degraded app-slow");
  });
});

describe("the caller's deadline", () => {
  const connect = (handshake: number) =>
    exampleRecord(
      "e997",
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
  const missed = attempt({
    exchange: { outcome: "no-answer", status: null },
    attempt: { failedAt: "deadline" },
  });
  const waited = (
    firstByte: number,
    exchange: Partial<HttpExchange> = {},
    failedAt: "exchange" | null = null,
  ) =>
    attempt(
      {
        exchange: { phases: { firstByte, transfer: 1 }, ...exchange },
        attempt: {
          answeredProperly: failedAt === null,
          failedAt,
          took: firstByte + 5,
          phases: { lookup: 1, connect: 1, tls: null, firstByte, transfer: 1 },
        },
      },
      "difference",
    );

  test.each<[string, readonly Evidence[]]>([
    ["deadline-too-short!", [connect(1), ...missed, ...waited(600)]],
    ["app-slow", [connect(1), ...missed, ...waited(3000)]],
    ["upstream-timeout", [connect(1), ...missed, ...waited(5000, nginxPage(504, "x"), "exchange")]],
  ])("%s", (cause, evidence) => {
    expect(verdictOf(evidence, { deadline: 200 })).toBe(`broken ${cause}`);
  });
});

describe("the forward proxy", () => {
  const proxy = { host: "p.example", port: 3128, scheme: "http", from: "https_proxy" } as const;
  const tunnel = exampleRecord(
    "e996",
    "proxy-connect",
    {
      proxy: "p.example:3128",
      scheme: "http",
      target: "shop.example:443",
      outcome: "refused-by-proxy",
      status: 403,
      says: null,
      software: null,
      took: 1,
    },
    { boundary: "client" },
  );
  const failed = attempt({ attempt: { failedAt: "proxy", steps: ["e996"] } });
  const direct = attempt({ attempt: { ...proper, number: 0 } }, "difference");

  test("of a variable that does not serve, where the direct way does", () => {
    expect(verdictOf([tunnel, ...failed, ...direct], { proxy })).toBe("broken proxy-environment-misdirects!");
  });

  test("of an option is no fault of the environment", () => {
    const named = { proxy: { ...proxy, from: "--proxy" } };
    expect(verdictOf([tunnel, ...failed, ...direct], named)).not.toContain("proxy-environment-misdirects");
  });
});

test("a proxy's own 500 has no cause in the catalogue, and none is made up", () => {
  for (const page of [nginxPage(500, "x"), haproxyPage(500, "x")]) {
    expect(diagnose([asking({}), ...failing(page)], family).verdict).toMatchObject({
      boundary: "proxy",
      cause: null,
    });
  }
});

test("no cause wins by what nobody saw", () => {
  const never = [
    "keepalive-race",
    "timeout-budget-inverted",
    "upstream-address-stale",
    "source-address-not-allowed",
  ];
  const pages = [
    { status: 500 },
    ...[502, 503, 504].flatMap((status) => [nginxPage(status, "x"), haproxyPage(status, "x"), { status }]),
  ];
  const named = pages.map((exchange) => verdictOf(failing(exchange)).split(" ")[1]?.replace("!", ""));
  expect(named.filter((cause) => cause === undefined || never.includes(cause))).toEqual([]);
});
