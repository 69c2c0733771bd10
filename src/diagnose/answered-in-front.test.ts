import { describe, expect, test } from "vitest";
import { lookup } from "../../test/dns-records.ts";
import { accessLine, configuration, configurationTo, errorLine } from "../../test/hop-records.ts";
import { asking, attempt, nginxPage, proper } from "../../test/http-records.ts";
import { isProven } from "../../test/is-proven.ts";
import { kubeRecord, service } from "../../test/kube-records.ts";
import type { Evidence, HttpExchange, RequestAsked } from "../evidence/index.ts";
import { causes } from "./causes/index.ts";
import { diagnose } from "./diagnose.ts";

/** Caddy's own answer where no route leads anywhere: no page, and no sign of who made it. */
const bare404: Partial<HttpExchange> = {
  status: 404,
  reason: "Not Found",
  software: "caddy",
  errorBody: "",
  headers: { server: "Caddy" },
};

const route = {
  name: "server srv0, route",
  where: "Caddyfile routes[1]",
  because: "its matchers fit",
  isDefault: false,
} as const;

const answering = (status: number) => ({
  software: "caddy" as const,
  route: { ...route, action: { kind: "answers" as const, status } },
});

interface Case {
  readonly answer?: Partial<HttpExchange>;
  readonly asked?: Partial<RequestAsked>;
  readonly also?: readonly Evidence[];
}

/** The verdict on an attempt that ended with what looks like a proper 404, beside a proxy that is told this. */
function verdictOf(told: readonly Evidence[], { answer = {}, asked = {}, also = [] }: Case = {}) {
  const exchange = { ...bare404, ...answer };
  const tried = attempt({ exchange, attempt: proper });
  const all = [asking(asked), ...tried, ...told, ...also];
  return { ...diagnose(all, causes).verdict, proven: isProven(all, causes), ids: tried.map(({ id }) => id) };
}

const behind = (records: readonly Evidence[]) =>
  records.map((record) => ({ ...record, id: `h2${record.id}`, hop: 2 }) as Evidence);

describe("a 404 that the proxy is told to give by itself is no proper answer", () => {
  test.each([
    ["a route that answers", answering(404)],
    ["no route at all", { software: "caddy", route: null }],
    ["of nginx", { ...answering(404), software: "nginx" }],
    ["of haproxy", { ...answering(404), software: "haproxy" }],
    ["of traefik", { software: "traefik", route: null }],
  ] as const)("%s", (_, told) => {
    const answer = { software: told.software, headers: {} };
    const verdict = verdictOf([configuration(told)], { answer });
    expect(verdict).toMatchObject({ status: "broken", cause: "route-not-matched", proven: true });
    expect(verdict.because).toEqual(expect.arrayContaining([...verdict.ids]));
  });
});

describe("a 404 is the application's where", () => {
  const itself = configuration(answering(404));
  const there = { upstream: "192.0.2.20:8080", status: 404, connect: 0, firstByte: 3, took: 4 };
  const asksBehind = (status: number) =>
    behind([asking(), ...attempt({ exchange: { status, software: null }, attempt: proper })]);

  test.each([
    ["a matching route leads to it", [configurationTo({})], {}],
    ["nobody knows the configuration", [], {}],
    ["the route answers with another status", [configuration(answering(403))], {}],
    [
      "the route is not understood",
      [configuration({ route: { ...route, action: { kind: "unknown", why: "?" } } })],
      {},
    ],
    ["one of two proxies leads to it", [itself, configurationTo({})], {}],
    ["the answer bears another product's name", [itself], { answer: { software: "envoy" } }],
    ["the answer passed a proxy", [itself], { answer: { headers: { server: "Caddy", via: "1.1 edge" } } }],
    ["the answer is in its own words", [itself], { answer: { answeredBy: "origin" } }],
    ["the caller counts it as proper", [itself], { asked: { expectStatus: [[404, 404]] } }],
    [
      "the proxy's log names where it went",
      [itself],
      { also: [accessLine({ status: 404, tries: [there] })] },
    ],
    ["its own log has the request", [itself], { also: behind([accessLine({ status: 404 })]) }],
    ["it says so when asked itself", [itself], { also: asksBehind(404) }],
    ["the configuration is that of a proxy behind", behind([itself]), {}],
  ] as const)("%s", (_, told, rest: Case) => {
    expect(verdictOf(told, rest)).toMatchObject({ status: "healthy", cause: null });
  });

  test("a redirect led to it", () => {
    const first = attempt({ exchange: { status: 302, location: "http://other.example/" } })[0];
    const [second, made] = attempt({ exchange: bare404, attempt: proper });
    if (first === undefined || second === undefined || made?.kind !== "attempt")
      throw new Error("no attempt");
    const whole = { ...made, value: { ...made.value, steps: [first.id, second.id] } };
    expect(diagnose([asking(), first, second, whole, itself], causes).verdict.status).toBe("healthy");
  });
});

test("an application that answers where it is asked itself does not take the 404 in front of it away", () => {
  const well = behind([asking(), ...attempt({ attempt: proper })]);
  const verdict = verdictOf([configuration(answering(404))], { also: well });
  expect(verdict).toMatchObject({ status: "broken", cause: "route-not-matched" });
});

test("a proxy that is told to give a 404 elsewhere answers well here", () => {
  const answer = { status: 200, reason: "OK" };
  expect(verdictOf([configuration(answering(404))], { answer }).status).toBe("healthy");
  expect(verdictOf([configurationTo({})], { answer }).status).toBe("healthy");
});

test("a 404 that says by itself who made it needs no configuration", () => {
  const all = [asking(), ...attempt({ exchange: nginxPage(404, "Not Found") })];
  expect(diagnose(all, causes).verdict.status).toBe("broken");
});

describe("a 500 without words of its own", () => {
  const page = { status: 500, reason: "Internal Server Error", errorBody: "Internal Server Error" };
  const line = (changes: Parameters<typeof errorLine>[0] = {}) =>
    errorLine({ reason: "upstream-tls-failed", phase: "tls", upstream: null, path: null, ...changes });
  const causeOf = (log: Evidence, exchange: Partial<HttpExchange> = {}) => {
    const all = [asking(), ...attempt({ exchange: { ...page, ...exchange } }), log];
    return diagnose(all, causes).verdict.cause;
  };

  test("is the proxy's where its log says of this request that it answered so itself", () => {
    expect(causeOf(line({ answered: 500 }))).toBe("upstream-tls-failure");
  });

  test.each([
    ["the line is another request's", line({ answered: 500, isOurs: false, isOfRoute: false }), {}],
    ["the line is about another answer", line({ answered: 502, isOurs: false }), {}],
    ["the answer is in its own words", line({ answered: 500 }), { answeredBy: "origin" }],
  ] as const)("is the application's where %s", (_, log, exchange) => {
    expect(causeOf(log, exchange)).not.toBe("upstream-tls-failure");
  });
});

describe("a 503 that a rule of the proxy gives", () => {
  const page = { status: 503, reason: "Service Unavailable", software: null, errorBody: "maintenance" };
  const verdict = (told: readonly Evidence[], exchange: Partial<HttpExchange> = {}) => {
    const failed = { answeredProperly: false, failedAt: "exchange" as const, status: 503 };
    const tried = attempt({ exchange: { ...page, ...exchange }, attempt: failed });
    return diagnose([asking(), ...tried, ...told], causes).verdict;
  };

  test("is the proxy's, which is named with its rule and what ends it", () => {
    const told = configuration({ ...answering(503), files: ["/etc/caddy/Caddyfile"] });
    const { boundary, cause, summary, because, fix } = verdict([told]);
    expect({ boundary, cause }).toEqual({ boundary: "proxy", cause: null });
    expect(summary).toBe(
      "caddy at 192.0.2.10:80 answers 503 Service Unavailable in place of the application, for its configuration says so at Caddyfile routes[1]",
    );
    expect(because).toContain(told.id);
    expect(fix.join("\n")).toContain("caddy reload --config /etc/caddy/Caddyfile");
  });

  const named = lookup([{}]).map((record) => ({ ...record, id: `dns${record.id}` }));

  test("leaves nothing else that it could be: that a name was looked up speaks for no wrong address", () =>
    expect(verdict([configuration(answering(503)), ...named]).alternatives).toEqual([]));

  test("says that the rule is that of hosts that none names", () => {
    const answered = answering(503);
    const told = configuration({ ...answered, route: { ...answered.route, isDefault: true } });
    expect(verdict([told]).summary).toContain(
      "Caddyfile routes[1] (the route of hosts that no other one names)",
    );
  });

  test("is not explained by what is wrong behind it, which is told besides", () => {
    const refused = behind([
      asking({ scheme: "http", host: "192.0.2.20", port: 8080 }),
      ...attempt({
        exchange: { status: 500, software: null },
        attempt: { answeredProperly: false, failedAt: "exchange", status: 500 },
      }),
    ]);
    const failed = { answeredProperly: false, failedAt: "exchange" as const, status: 503 };
    const tried = attempt({ exchange: page, attempt: failed });
    const found = diagnose([asking(), ...tried, configuration(answering(503)), ...refused], causes);
    expect(found.verdict).toMatchObject({ boundary: "proxy", cause: null });
    expect(found.alsoFound).toMatchObject([{ boundary: "app", cause: "app-error" }]);
  });

  const lacking = { ...route, action: { kind: "answers" as const, status: 503, lacksServer: true as const } };
  const there = { upstream: "192.0.2.20:8080", status: 503, connect: 0, firstByte: 3, took: 4 };

  test.each([
    ["the route has no server", [configuration({ route: lacking })], {}],
    ["the route answers otherwise", [configuration(answering(500))], {}],
    ["another proxy leads on", [configuration(answering(503)), configurationTo({})], {}],
    [
      "its log names where it went",
      [configuration(answering(503)), accessLine({ status: 503, tries: [there] })],
      {},
    ],
    ["the answer is in its own words", [configuration(answering(503))], { answeredBy: "origin" }],
  ] as const)("is not where %s", (_, told, exchange) => {
    expect(verdict(told, exchange).summary).not.toContain("for its configuration says so");
  });
});

test("a rule that a controller wrote, for its Service is not there, is explained by that", () => {
  const page = { status: 503, reason: "Service Unavailable", errorBody: "", answeredBy: "unknown" as const };
  const failed = { answeredProperly: false, failedAt: "exchange" as const, status: 503 };
  const told = [
    asking(),
    ...attempt({ exchange: page, attempt: failed }),
    configuration(answering(503)),
    service({ outcome: "no-port", port: null }),
  ];
  expect(diagnose(told, causes).verdict).toMatchObject({ boundary: "service", cause: "service-missing" });
});

test("a Gateway answers 500 by itself where its route names a Service that lacks the port", () => {
  const said = (outcome: "no-port" | "found", kind: "HTTPRoute" | "Ingress"): readonly Evidence[] => [
    kubeRecord("kube-routes", {
      host: "shop.example",
      path: "/",
      routes: [
        {
          kind,
          ...{ namespace: "shop", name: "api", by: "edge", isCertain: true },
          service: { namespace: "shop", service: "api", port: 81 },
        },
      ],
    }),
    service({ outcome, port: outcome === "found" ? service81 : null }),
  ];
  const verdict = (told: readonly Evidence[]) => {
    const answer = {
      status: 500,
      reason: "Internal Server Error",
      errorBody: "",
      answeredBy: "unknown" as const,
    };
    const failed = { answeredProperly: false, failedAt: "exchange" as const, status: 500 };
    return diagnose([asking(), ...attempt({ exchange: answer, attempt: failed }), ...told], causes).verdict
      .cause;
  };
  expect(verdict(said("no-port", "HTTPRoute"))).toBe("service-missing");
  expect(verdict(said("found", "HTTPRoute"))).toBe("app-error");
  expect(verdict(said("no-port", "Ingress"))).toBe("app-error");
});

const service81 = { name: "http", protocol: "TCP", port: 81, targetPort: 8080, nodePort: null } as const;
