import { describe, expect, test } from "vitest";
import {
  accessLine,
  configuration,
  configurationTo,
  errorLine,
  look,
  stateOf,
} from "../../../../test/hop-records.ts";
import { asking, attempt, haproxyPage, nginxPage } from "../../../../test/http-records.ts";
import { isProven } from "../../../../test/is-proven.ts";
import type { Evidence, HttpExchange, RequestAsked } from "../../../evidence/index.ts";
import { causes } from "../../causes/index.ts";
import { diagnose } from "../../diagnose.ts";

const bad502 = nginxPage(502, "Bad Gateway");
const late504 = { ...nginxPage(504, "Gateway Time-out"), phases: { firstByte: 2_000, transfer: 1 } };

/** The cause of a failing answer with these records beside it; a cause that is proven has a `!`. */
function causeOf(
  exchange: Partial<HttpExchange>,
  records: readonly Evidence[],
  asked: Partial<RequestAsked> = {},
): string {
  const all = [asking(asked), ...attempt({ exchange }), ...records];
  return `${diagnose(all, causes).verdict.cause}${isProven(all, causes) ? "!" : ""}`;
}

describe("a proxy's own log says why it failed this run's request", () => {
  test.each([
    ["upstream-refused", "upstream-refused!"],
    ["upstream-closed", "upstream-resets!"],
    ["upstream-tls-failed", "upstream-tls-failure!"],
    ["upstream-none-healthy", "no-healthy-upstream!"],
    ["limit-met", "connection-limit-reached!"],
    ["head-too-large", "header-too-large!"],
  ] as const)("%s is %s", (reason, cause) => {
    expect(causeOf(bad502, [errorLine({ reason })])).toBe(cause);
    expect(causeOf(bad502, [accessLine({ reason })])).toBe(cause);
  });

  test("a timer that fired before there was a connection is an upstream that cannot be reached", () => {
    const line = { reason: "upstream-timed-out" } as const;
    expect(causeOf(late504, [errorLine({ ...line, phase: "connect" })])).toBe("upstream-connect-timeout!");
    expect(causeOf(late504, [errorLine({ ...line, phase: "head" })])).toBe("upstream-timeout!");
  });

  test("a line about another's request is no word on this one", () => {
    const theirs = errorLine({ reason: "upstream-tls-failed", isOurs: false });
    expect(causeOf(bad502, [theirs])).toBe(causeOf(bad502, []));
  });
});

describe("others' lines for the same path count where they are of the same virtual host", () => {
  const theirs = (host: string | null) => [
    ...attempt({ exchange: bad502, attempt: { number: 2 } }).map(
      (record) => ({ ...record, id: `theirs-${record.id}`, by: "logged" }) as Evidence,
    ),
    errorLine({ reason: "upstream-tls-failed", isOurs: false, host }),
  ];

  test.each([
    ["shop.example", true],
    ["SHOP.example:80", true],
    [null, true],
    ["other.example", false],
  ] as const)("%s: %s", (host, counts) => {
    expect(causeOf(bad502, theirs(host)).startsWith("upstream-tls-failure")).toBe(counts);
  });

  test("the name that our own lines have goes before the one that was asked for", () => {
    const own = errorLine({ host: "www.example" });
    expect(causeOf(bad502, [own, ...theirs("www.example")])).toBe("upstream-tls-failure!");
    expect(causeOf(bad502, [own, ...theirs("shop.example")])).not.toContain("tls");
  });
});

describe("servers that are looked at from the proxy say what a 502 means", () => {
  test("one that refuses is refused", () => {
    expect(causeOf(bad502, [look({ connect: "refused", exchange: null })])).toBe("upstream-refused!");
  });

  test("the one that the log names counts, and not its neighbour", () => {
    const neighbour = look({ address: "192.0.2.21", connect: "timed-out", exchange: null });
    const tried = accessLine({
      tries: [{ upstream: "192.0.2.20:8080", status: 502, connect: null, firstByte: null, took: 1 }],
    });
    const refusing = look({ connect: "refused", exchange: null });
    expect(causeOf(bad502, [refusing, neighbour, tried])).toBe("upstream-refused!");
  });

  test("one that was taken out by hand befalls no request", () => {
    const out = look({ address: "192.0.2.21", connect: "refused", exchange: null });
    const states = stateOf({}, { address: "192.0.2.21", state: "maintenance" });
    const closing = look({
      exchange: {
        outcome: "closed",
        status: null,
        firstByte: null,
        software: null,
        bodySha256: null,
        waited: 4,
      },
    });
    expect(causeOf(bad502, [configuration(), states, closing, out])).toBe("upstream-resets!");
  });

  test("one that refuses fails no request of a proxy that goes on to the next", () => {
    const dead = look({ address: "192.0.2.21", connect: "refused", exchange: null });
    expect(causeOf(bad502, [configurationTo({ triesNext: true }), dead, look()])).not.toContain("!");
    expect(causeOf(bad502, [configurationTo({ triesNext: false }), dead, look()])).toBe("upstream-refused!");
  });

  test("a certificate that this host alone does not trust is not proven to be the proxy's trouble", () => {
    const tls = { outcome: "failed", why: "it", version: "TLSv1.3", certificate: "aa" } as const;
    expect(causeOf(bad502, [look({ tls, exchange: null })])).toBe("upstream-tls-failure!");
    expect(causeOf(bad502, [look({ tls: { ...tls, isOfThisClient: true }, exchange: null })])).not.toContain(
      "!",
    );
  });

  test("a try that was refused, before the one that took too long, is not why", () => {
    const lines = [
      errorLine({ reason: "upstream-refused" }),
      errorLine({ reason: "upstream-timed-out", phase: "head" }),
    ];
    expect(causeOf(late504, lines)).toBe("upstream-timeout!");
  });

  test("the one that haproxy's log names counts as well", () => {
    const states = stateOf({ name: "a" }, { name: "b", address: "192.0.2.21" });
    const dead = look({ address: "192.0.2.21", connect: "refused", exchange: null });
    const records = [configurationTo({ triesNext: false }), states, dead, look()];
    expect(causeOf(bad502, [...records, accessLine({ server: "app/b" })])).toBe("upstream-refused!");
    expect(causeOf(bad502, [...records, accessLine({ server: "app/a" })])).not.toContain("!");
  });

  test("a line with another status is of a request that somebody made at the same time", () => {
    const own = accessLine({ status: 502, reason: "upstream-closed" });
    const lines = [own, accessLine({ status: 503, reason: "upstream-refused" })].flatMap((record) =>
      record.kind === "logged-exchanges" ? record.value.kept : [],
    );
    const both = own.kind === "logged-exchanges" ? { ...own, value: { ...own.value, kept: lines } } : own;
    expect(causeOf(bad502, [both])).toBe("upstream-resets!");
  });

  test("a try that was refused, before one that the application answered, is not why", () => {
    const own = { status: 500, answeredBy: "origin" } as const;
    expect(causeOf(own, [errorLine({ reason: "upstream-refused" })])).toBe(causeOf(own, []));
  });

  test("one that refuses fires no timer", () => {
    expect(causeOf(late504, [look({ connect: "refused", exchange: null })])).toBe(causeOf(late504, []));
  });
});

describe("idle timers that are the wrong way round make a broken connection a race", () => {
  const broken = errorLine({ reason: "upstream-closed" });
  const idle = (closedAfter: number | null) =>
    look({ idle: { closedAfter, watched: closedAfter ?? 62_000 } });

  test("the upstream closes sooner than the proxy stops", () => {
    expect(causeOf(bad502, [broken, configuration(), idle(5_000)])).toBe("keepalive-race!");
  });

  test("the upstream outlives the proxy", () => {
    expect(causeOf(bad502, [broken, configuration(), idle(null)])).toBe("upstream-resets!");
  });

  test("a proxy that keeps no connections has none that are idle", () => {
    const records = [broken, configurationTo({ keepsConnections: false }), idle(5_000)];
    expect(causeOf(bad502, records)).toBe("upstream-resets!");
  });
});

describe("the effective configuration names the rule that turned the request away", () => {
  const denied = {
    rules: [],
    decides: { verdict: "deny", source: "all", where: "nginx.conf:7" },
    trustsHeader: false,
  } as const;

  test("an allow list, where 403 is no proper answer", () => {
    const asked = { expectStatus: [[200, 299]] as const };
    expect(causeOf({ status: 403 }, [configuration({ access: denied })], asked)).toBe(
      "source-address-not-allowed!",
    );
  });

  test("an upstream that breaks off, for a connection that the proxy ends without a word", () => {
    const closed = {
      outcome: "closed" as const,
      status: null,
      reason: null,
      software: null,
      errorBody: null,
    };
    const why = errorLine({
      reason: "upstream-closed",
      isOurs: true,
      text: "upstream sent invalid chunked response",
    });
    expect(causeOf(closed, [why])).toBe("upstream-resets!");
    expect(causeOf(closed, [])).not.toBe("upstream-resets!");
  });

  test("no route for a 404 of the proxy's own", () => {
    expect(causeOf(nginxPage(404, "Not Found"), [configuration({ route: null })])).toBe("route-not-matched!");
  });

  test("a limit that the body is above, and one that it is not", () => {
    const refused = { ...nginxPage(413, "Request Entity Too Large"), requestBodyOctets: 2_000_000 };
    const of = (dataOctets: number) => causeOf(refused, [configuration()], { method: "POST", dataOctets });
    expect(of(2_000_000)).toBe("body-too-large!");
  });
});

describe("what a proxy says of its upstream", () => {
  const page = haproxyPage(503, "503 Service Unavailable No server is available to handle this request.");

  test("none fit is none healthy", () => {
    const records = [configuration(), stateOf({ state: "down" }, { state: "maintenance" })];
    expect(causeOf(page, records)).toBe("no-healthy-upstream!");
  });

  test("all at their limit with a queue is a limit", () => {
    const full = { connections: { now: 2, most: 2, limit: 2 }, queued: 4 };
    expect(causeOf(page, [configuration(), stateOf(full, full)])).toBe("connection-limit-reached!");
  });

  test("one that is up is neither", () => {
    const records = [configuration(), stateOf({ state: "down" }, {})];
    expect(causeOf(page, records)).toBe(causeOf(page, []));
  });
});

test("an address that the upstream's name does not have any more is stale", () => {
  const tried = accessLine({
    tries: [{ upstream: "192.0.2.77:8080", status: 502, connect: null, firstByte: null, took: 1 }],
  });
  const named = configurationTo({
    resolves: "at-start",
    servers: [
      {
        host: "app.internal",
        port: 8080,
        name: null,
        weight: 1,
        isBackup: false,
        isDown: false,
        maxConnections: null,
        isChecked: false,
        where: "nginx.conf:3",
      },
    ],
  });
  expect(causeOf(bad502, [named, tried, look({ host: "app.internal" })])).toBe("upstream-address-stale!");
  const still = accessLine({
    tries: [{ upstream: "192.0.2.20:8080", status: 502, connect: null, firstByte: null, took: 1 }],
  });
  expect(causeOf(bad502, [named, still, look({ host: "app.internal" })])).not.toContain("stale");
});
