import { describe, expect, test } from "vitest";
import { accessLine, configurationTo } from "../../test/hop-records.ts";
import { asking, attempt, nginxPage, proper } from "../../test/http-records.ts";
import { isProven } from "../../test/is-proven.ts";
import { exampleRecord } from "../../test/run-example.ts";
import { connect } from "../../test/tcp-records.ts";
import { alerted, distrusted, ended, sound } from "../../test/tls-records.ts";
import type { Attempt, Evidence, HttpExchange, LoggedExchange, TlsHandshake } from "../evidence/index.ts";
import { causes } from "./causes/index.ts";
import { diagnose } from "./diagnose.ts";

/** The same records as those of the hop behind, where the proxy is the client. */
const behind = (records: readonly Evidence[], hop = 2): readonly Evidence[] =>
  records.map((record) => ({ ...record, hop, vantage: "edge" }) as Evidence);

const upstream = {
  target: "http://192.0.2.20:8080/api",
  host: "192.0.2.20",
  hostIsAddress: true,
  port: 8080,
};

const edge = (exchange: Partial<HttpExchange>, changes: Partial<Attempt> = {}) => [
  asking(),
  ...attempt({ exchange, attempt: changes }),
];

const app = (exchange: Partial<HttpExchange>, changes: Partial<Attempt> = {}, hop = 2) =>
  behind([asking(upstream), ...attempt({ exchange, attempt: changes })], hop);

const refusing = (): readonly Evidence[] => {
  const step = { ...connect({ address: "192.0.2.20", port: 8080, outcome: "refused" }), id: "connect2" };
  return behind([
    asking(upstream),
    step,
    ...attempt({ attempt: { failedAt: "connect", status: null, steps: [step.id] } }).slice(1),
  ]);
};

const verdictOf = (...evidence: readonly (readonly Evidence[])[]) =>
  diagnose(evidence.flat(), causes).verdict;
const gaveUp = { ...nginxPage(504, "Gateway Time-out"), phases: { firstByte: 2_000, transfer: 1 } };

describe("the next hop tells what a proxy's error means", () => {
  test("a connection that is refused there is the proxy's own row", () => {
    const { cause, boundary, because } = verdictOf(edge(nginxPage(502, "Bad Gateway")), refusing());
    expect({ cause, boundary }).toEqual({ cause: "upstream-refused", boundary: "proxy" });
    expect(because.length).toBeGreaterThan(1);
  });

  test("work that ends after the proxy gave up is a budget that is inverted", () => {
    const late = app({ phases: { firstByte: 5_000, transfer: 1 } }, proper);
    expect(verdictOf(edge(gaveUp), late)).toMatchObject({ cause: "timeout-budget-inverted" });
  });

  test("work that does not end within several times the patience is an upstream that times out", () => {
    const never = app({ outcome: "no-answer", status: null, took: 7_000 });
    expect(verdictOf(edge(gaveUp), never)).toMatchObject({ cause: "upstream-timeout" });
  });

  test("an answer that comes in time there suggests nothing", () => {
    const alone = verdictOf(edge(gaveUp));
    expect(verdictOf(edge(gaveUp), app({}, proper))).toMatchObject({
      cause: alone.cause,
      confidence: alone.confidence,
    });
  });
});

describe("a sentence for both hops", () => {
  const error = { status: 500, answeredBy: "origin" as const };

  test("says once what is the same at both", () => {
    const { summary } = verdictOf(edge(error), app(error));
    expect(summary).toMatch(
      /^the application behind 192\.0\.2\.20:8080 answers 500.* by itself \(hop 2, from edge to 192\.0\.2\.20:8080\); at hop 1 the same is seen$/,
    );
  });

  test("gives the first hop's own words where they are others", () => {
    const tooLarge = app(nginxPage(431, "Request Header Fields Too Large"));
    const { cause, summary } = verdictOf(edge(nginxPage(502, "Bad Gateway")), tooLarge);
    expect(cause).toBe("header-too-large");
    expect(summary).toMatch(
      /\(hop 2, from edge to 192\.0\.2\.20:8080\); at hop 1 the proxy at shop\.example:80 answers 502/,
    );
    expect(summary).not.toContain("the same is seen");
  });
});

test("what the application answers there is told at its own place", () => {
  const error = { status: 500, answeredBy: "unknown" as const };
  const verdict = verdictOf(edge(error), app(error));
  expect(verdict).toMatchObject({ cause: "app-error", at: "192.0.2.20:8080", status: "broken" });
});

test("a fault behind a request that is well is also found, and no verdict", () => {
  const { verdict, alsoFound } = diagnose([...edge({}, proper), ...app({ status: 500 })], causes);
  expect(verdict.status).toBe("healthy");
  expect(alsoFound).toMatchObject([{ boundary: "app", cause: "app-error" }]);
});

test("what a server says to OPTIONS is no word on the POST that it stands for", () => {
  const unmade = { status: 501, method: "OPTIONS" };
  const asked = behind([asking({ ...upstream, method: "OPTIONS" }), ...attempt({ exchange: unmade })]);
  const posted = (exchange: Partial<HttpExchange>, changes: Partial<Attempt> = {}) => [
    asking({ method: "POST" }),
    ...attempt({ exchange: { method: "POST", ...exchange }, attempt: changes }),
  ];
  expect(diagnose([...posted({}, proper), ...asked], causes).alsoFound).toEqual([]);
  const bad = posted(nginxPage(502, "Bad Gateway"));
  expect(verdictOf(bad, asked).cause).toBe(verdictOf(bad).cause);
});

test("a server that hangs up on a plain request may be spoken to in another way", () => {
  const closed = app({ outcome: "closed", status: null });
  expect(diagnose([...edge({}, proper), ...closed], causes).alsoFound).toEqual([]);
  const bad = edge(nginxPage(502, "Bad Gateway"));
  expect(verdictOf(bad, closed).cause).toBe("upstream-resets");
  expect(isProven([...bad, ...closed], causes)).toBe(true);
  const over = configurationTo({ sendsProxyProtocol: "v2" });
  expect(isProven([...bad, ...closed, over], causes)).toBe(false);
});

describe("whether a certificate behind is trusted is for the proxy to say", () => {
  const handshake = (changes: Partial<TlsHandshake>) => {
    const step = exampleRecord(
      "handshake2",
      "tls-handshake",
      { ...sound, ...changes },
      {
        boundary: "tls",
        attempt: 1,
      },
    );
    const failing = attempt({ attempt: { failedAt: "tls", status: null, steps: [step.id] } }).slice(1);
    return behind([asking({ ...upstream, scheme: "https" }), step, ...failing]);
  };
  const bad = edge(nginxPage(502, "Bad Gateway"));
  const over = (verifies: boolean) =>
    configurationTo({ tls: { verifies, serverName: null, where: "nginx.conf:5" } });

  test("a request that passes is none the worse for one that is not", () => {
    const { verdict, alsoFound } = diagnose([...edge({}, proper), ...handshake(distrusted({}))], causes);
    expect({ status: verdict.status, alsoFound }).toEqual({ status: "healthy", alsoFound: [] });
  });

  test("a proxy that does not verify fails by none", () => {
    const records = [over(false), ...handshake(distrusted({}))];
    expect(verdictOf(bad, records).cause).toBe(verdictOf(bad, [over(false)]).cause);
  });

  test("nobody knows whom a proxy trusts, or which certificate it shows", () => {
    const asks = { clientCertificateAsked: true };
    for (const records of [handshake(distrusted({})), handshake({ ...alerted(116, "required"), ...asks })]) {
      expect(isProven([...bad, over(true), ...records], causes)).toBe(false);
    }
  });

  test("one that speaks no TLS speaks none to the proxy", () => {
    const records = [over(true), ...handshake(ended("not-tls"))];
    expect(verdictOf(bad, records).cause).toBe("upstream-tls-failure");
    expect(isProven([...bad, ...records], causes)).toBe(true);
  });
});

test("a hop behind explains no failure before it", () => {
  const step = { ...connect({ outcome: "refused" }), id: "connect1" };
  const dead = [
    asking(),
    step,
    ...attempt({ attempt: { failedAt: "connect", status: null, steps: [step.id] } }).slice(1),
  ];
  expect(verdictOf(dead, app({ status: 500 })).boundary).toBe(verdictOf(dead).boundary);
});

test("the reason may lie two hops behind", () => {
  const error = { status: 500, answeredBy: "unknown" as const };
  const verdict = verdictOf(edge(error), app(nginxPage(500, "Internal Server Error")), app(error, {}, 3));
  expect(verdict).toMatchObject({ cause: "app-error" });
});

test("each hop has its own rows, the first one's first", () => {
  const { boundaries } = diagnose([...edge({}, proper), ...app({}, proper)], causes);
  expect([...new Set(boundaries.map(({ hop, from }) => `${hop} ${from}`))]).toEqual(["1 client", "2 edge"]);
});

test("a hop alone is judged as a request of its own", () => {
  expect(verdictOf(app({ status: 500 }))).toMatchObject({ cause: "app-error" });
});

describe("a hop that is asked without what the client's request bears may fail for that alone", () => {
  const without = (exchange: Partial<HttpExchange>) =>
    behind([asking({ ...upstream, withheld: ["credentials"] }), ...attempt({ exchange })]);
  const error = { status: 500, answeredBy: "origin" as const };
  const foundBehind = (...records: readonly (readonly Evidence[])[]) =>
    diagnose([...edge({}, proper), ...records.flat()], causes).alsoFound.map(({ cause }) => cause);
  const theirs = (change: Partial<LoggedExchange>) => [
    { ...accessLine({ status: 500, isOurs: false, ...change }), hop: 2 } as Evidence,
  ];

  test("where the request itself passes, its error is nobody's", () => {
    expect(foundBehind(without(error))).toEqual([]);
    expect(foundBehind(app(error))).toEqual(["app-error"]);
  });

  test("unless others' requests end with the same", () => {
    expect(foundBehind(without(error), theirs({}))).toEqual(["app-error"]);
    expect(foundBehind(without(error), theirs({ status: 404 }))).toEqual([]);
    expect(foundBehind(without(error), theirs({ isByFaultline: true }))).toEqual([]);
  });

  test("where the request fails otherwise, its error is no reason", () => {
    const bad = edge({ status: 500, answeredBy: "intermediary", software: "nginx" });
    expect(diagnose([...bad, ...app(error)], causes).verdict.cause).toBe("app-error");
    expect(diagnose([...bad, ...without(error)], causes).verdict.cause).toBeNull();
  });
});
