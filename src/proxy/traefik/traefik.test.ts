import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf, treeOf, wordOf } from "../testing/tree-of.ts";
import { evaluateTraefik } from "./evaluate.ts";
import { treeOfFlags } from "./flags.ts";
import { adminOf, configOf } from "./load.ts";
import { ruleFits } from "./rule.ts";
import { statesOf } from "./state.ts";

const fixed = treeOf(`
entryPoints:
  web:
    address: ":8080"
    proxyProtocol: {trustedIPs: [192.0.2.1]}
    transport: {respondingTimeouts: {readTimeout: 5s}}
  moved:
    address: ":8081"
    http: {redirections: {entryPoint: {to: secure}}}
  secure: {address: ":8443", http: {tls: {}}}
providers: {file: {directory: /etc/traefik/conf.d}}
accessLog: {filePath: /var/log/traefik.log, format: json}
`);
const dynamic = treeOf(`
http:
  routers:
    shop: {rule: "Host(\`shop.example\`)", service: app}
    api: {rule: "Host(\`shop.example\`) && PathPrefix(\`/api\`)", service: api, middlewares: [strip, allow, small, rate]}
    low: {rule: "Host(\`shop.example\`) && PathPrefix(\`/low\`) && Method(\`GET\`)", service: api, priority: 1}
    gone: {rule: "Host(\`gone.example\`)", service: none}
    safe: {rule: "Host(\`safe.example\`)", service: safe, entryPoints: [secure]}
    empty: {rule: "Host(\`empty.example\`)", service: empty}
    scheme: {rule: "Host(\`scheme.example\`)", service: app, middlewares: [https]}
    first: {rule: "Host(\`twin.example\`) && Path(\`/aa\`)", service: app}
    other: {rule: "Path(\`/aa\`) && Host(\`twin.example\`)", service: api}
  middlewares:
    strip: {stripPrefix: {prefixes: [/api]}}
    allow: {ipAllowList: {sourceRange: [127.0.0.0/8]}}
    small: {buffering: {maxRequestBodyBytes: 1000}}
    rate: {rateLimit: {average: 60, period: 1m, burst: 5}}
    https: {redirectScheme: {scheme: https, permanent: true}}
  services:
    app: {loadBalancer: {servers: [{url: "http://app.example:81"}]}}
    api: {weighted: {services: [{name: app, weight: 1}, {name: safe, weight: 0}]}}
    safe: {loadBalancer: {serversTransport: own, servers: [{url: "https://192.0.2.9"}], healthCheck: {path: /}}}
    empty: {loadBalancer: {servers: []}}
  serversTransports:
    own: {insecureSkipVerify: true, serverName: in.example, forwardingTimeouts: {dialTimeout: 2s, responseHeaderTimeout: 7}}
`);
const config = configOf(fixed, [dynamic], null, false);
const of = (host: string, path: string, more = {}) => evaluateTraefik(config, requestOf(host, path, more));

describe("evaluateTraefik()", () => {
  test.each([
    ["shop.example", "/x", "app@file /x"],
    ["shop.example", "/api/a?b=1", "app@file /a"],
    ["shop.example", "/low", "app@file /low"],
    ["gone.example", "/", "404"],
    ["empty.example", "/", "503"],
    ["safe.example", "/", "none"],
    ["scheme.example", "/a?b=1", "301 https://scheme.example/a"],
    ["twin.example", "/aa", "unknown"],
    ["nobody.example", "/", "none"],
  ])("%s %s leads to %s", (host, path, expected) => {
    expect(wordOf(of(host, path).route)).toBe(expected);
  });

  test("another method than GET keeps itself in a redirection", () => {
    expect(wordOf(of("scheme.example", "/", { method: "POST" }).route)).toBe("308 https://scheme.example/");
  });

  test("an entry point redirects everything to the port of another", () => {
    expect(wordOf(of("shop.example", "/a", { port: 8081 }).route)).toBe("301 https://shop.example:8443/a");
  });

  test("an address that is not allowed is denied by the list", () => {
    const { access, route } = of("shop.example", "/api", { client: "192.0.2.4" });
    expect(wordOf(route)).toBe("403");
    expect(access.decides).toMatchObject({ verdict: "deny", source: "all" });
  });

  test("limits, timers, TLS and the log are told", () => {
    const { limits, timers, logs, listens } = of("shop.example", "/api");
    expect(limits).toContainEqual(expect.objectContaining({ role: "request-body", value: 1_000 }));
    expect(limits).toContainEqual(expect.objectContaining({ role: "request-rate", value: 1, burst: 5 }));
    expect(timers).toContainEqual(expect.objectContaining({ role: "client-head", value: 5_000 }));
    expect(timers).toContainEqual(expect.objectContaining({ role: "upstream-connect", value: 30_000 }));
    expect(logs.access).toMatchObject([{ target: "/var/log/traefik.log", text: "json" }]);
    expect(listens).toMatchObject([{ port: 8080, takesProxyProtocol: true, isProxyProtocolOptional: true }]);
    const safe = of("safe.example", "/", { scheme: "https", port: 8443 });
    expect(safe.route?.action).toMatchObject({
      upstream: {
        tls: { verifies: false, serverName: "in.example" },
        servers: [{ port: 443, isChecked: true }],
      },
    });
    expect(safe.timers).toContainEqual(expect.objectContaining({ role: "upstream-response", value: 7_000 }));
  });

  test("without the routers of another provider a missing route is not known", () => {
    const docker = configOf(
      treeOf("entryPoints: {web: {address: ':8080'}}\nproviders: {docker: {}}"),
      [dynamic],
      null,
      false,
    );
    expect(wordOf(evaluateTraefik(docker, requestOf("nobody.example", "/")).route)).toBe("unknown");
  });

  test("the API tells routers of other providers", () => {
    const raw = treeOf(
      '{"routers":{"r@docker":{"entryPoints":["web"],"service":"s","rule":"Host(`d.example`)"}},"services":{"s@docker":{"loadBalancer":{"servers":[{"url":"http://192.0.2.5:80"}]}}}}',
    );
    const joined = configOf(fixed, [dynamic], raw, false);
    expect(wordOf(evaluateTraefik(joined, requestOf("d.example", "/q")).route)).toBe("s@docker /q");
  });

  test("whatever comes is evaluated without a throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const tree = treeOf(
          JSON.stringify({
            http: { routers: { a: value }, services: { a: value }, middlewares: { a: value } },
          }),
        );
        evaluateTraefik(
          configOf(treeOf(JSON.stringify(value)), [tree], tree, false),
          requestOf("a.example", "/"),
        );
        statesOf(value);
      }),
    );
  });
});

describe("ruleFits()", () => {
  const request = requestOf("shop.example", "/a/b?x=1", {
    fields: { host: "shop.example:80", "x-color": "blue" },
  });
  test.each([
    ["Host(`SHOP.example`)", true],
    ["!Host(`shop.example`)", false],
    ["Host(`a`) || (Path(`/a/b`) && Method(`GET`))", true],
    ["PathPrefix(`/a`) && Query(`x`, `1`)", true],
    ["PathRegexp(`^/a/[a-z]$`)", true],
    ["HostRegexp(`^.+\\.example$`)", true],
    ["Header(`X-Color`, `blue`) && ClientIP(`127.0.0.0/8`)", true],
    ["HeaderRegexp(`X-Color`, `^bl`)", true],
    ["Query(`y`)", false],
    ["Host(`a`) &&", null],
    ["Unknown(`a`)", null],
    ["Host(a)", null],
    ["Path(`/{id:[0-9]+}`)", null],
  ])("%s is %s", (rule, expected) => {
    expect(ruleFits(rule, request)).toBe(expected);
  });

  test("whatever is written is read without a throw", () => {
    const token = fc.constantFrom("Host(", "`a`", ")", "(", "!", "&&", "||", ",", "Path(`/`)", '"', "`", " ");
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => void ruleFits(tokens.join(""), request)),
    );
    expect(ruleFits("(".repeat(10_000), request)).toBe(null);
  });
});

test("options of a command line are a static configuration", () => {
  const tree = treeOfFlags(
    "traefik --entrypoints.web.address=127.0.0.1:80 --api.insecure --entryPoints.traefik.address=:9000",
  );
  expect(adminOf(tree)).toEqual({ kind: "tcp", address: "127.0.0.1", port: 9_000 });
  expect(
    evaluateTraefik(configOf(tree, [], null, false), requestOf("a.example", "/", { port: 80 })).listens,
  ).toMatchObject([{ address: "127.0.0.1", port: 80 }]);
});

test("a server that a check found down is down, one that nobody checks is unchecked", () => {
  const told = [
    {
      name: "a@file",
      serverStatus: { "http://192.0.2.1:80": "DOWN", "http://192.0.2.2:80": "UP" },
      loadBalancer: { healthCheck: { path: "/" } },
    },
    { name: "b@file", serverStatus: { "http://192.0.2.3": "UP" }, loadBalancer: {} },
  ];
  expect(statesOf(told).map(({ state, port }) => [state, port])).toEqual([
    ["down", 80],
    ["up", 80],
    ["unchecked", 80],
  ]);
});
