import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf, wordOf } from "../testing/tree-of.ts";
import { treeAt } from "../tree.ts";
import { evaluateCaddy } from "./evaluate.ts";
import { adminOf } from "./load.ts";
import { statesOf } from "./state.ts";

const proxy = (dial: string, more = {}) => ({ handler: "reverse_proxy", upstreams: [{ dial }], ...more });
const answer = (status_code: number) => ({ handler: "static_response", status_code });

/** As `caddy adapt` of Caddy 2.6 writes it, cut down. */
const written = {
  admin: { listen: "127.0.0.1:2020" },
  logging: {
    logs: {
      default: {
        exclude: ["http.log.access.log0"],
        writer: { output: "file", filename: "/var/log/caddy.log" },
      },
      log0: {
        include: ["http.log.access.log0"],
        writer: { output: "file", filename: "/var/log/access.log" },
      },
    },
  },
  apps: {
    http: {
      servers: {
        srv0: {
          listen: [":8080"],
          logs: { logger_names: { "shop.example": "log0" } },
          routes: [
            {
              match: [{ host: ["shop.example"] }],
              terminal: true,
              handle: [
                {
                  handler: "subroute",
                  routes: [
                    { handle: [{ handler: "request_body", max_size: 1000 }] },
                    {
                      match: [{ path: ["/closed*"], remote_ip: { ranges: ["192.0.2.0/24"] } }],
                      handle: [answer(403)],
                    },
                    {
                      group: "g1",
                      match: [{ path: ["/strip/*"] }],
                      handle: [{ handler: "rewrite", strip_path_prefix: "/strip" }],
                    },
                    { match: [{ path: ["/api*"], method: ["POST"] }], handle: [proxy("app.example:80")] },
                    { match: [{ path: ["/one/*/two"] }, { path: ["*.png"] }], handle: [answer(415)] },
                    {
                      match: [{ not: [{ path: ["/x*", "/api*", "/strip*", "/", "/a b", "/closed*"] }] }],
                      handle: [answer(410)],
                    },
                    {
                      match: [{ path: ["/x*"] }],
                      handle: [
                        proxy("127.0.0.1:81", {
                          transport: {
                            protocol: "http",
                            dial_timeout: 1_000_000_000,
                            tls: { insecure_skip_verify: true },
                          },
                          load_balancing: { retries: 2 },
                          health_checks: { passive: { fail_duration: "10s" } },
                          rewrite: { uri: "/up{http.request.uri.path}" },
                        }),
                      ],
                    },
                    { match: [{ expression: "true" }], handle: [answer(299)] },
                  ],
                },
              ],
            },
            {
              match: [{ host: ["*.wild.example"] }],
              handle: [
                { ...answer(308), headers: { Location: ["https://{http.request.host}{http.request.uri}"] } },
              ],
            },
          ],
        },
      },
    },
  },
};
const config = treeAt(written, "/config/");
const of = (host: string, path: string, more = {}) => evaluateCaddy(config, requestOf(host, path, more));

describe("evaluateCaddy()", () => {
  test.each([
    ["shop.example", "/x/1?q=1", "127.0.0.1:81 /up/x/1"],
    ["SHOP.example", "/X", "127.0.0.1:81 /up/X"],
    ["shop.example", "/one/1/two", "415"],
    ["shop.example", "/one/1/1/two", "410"],
    ["shop.example", "/a/b.PNG", "415"],
    ["shop.example", "/strip/api", "unknown"],
    ["shop.example", "/", "unknown"],
    ["a.wild.example", "/p?token=1", "308 https://a.wild.example/p"],
    ["a.b.wild.example", "/p", "none"],
  ])("%s %s leads to %s", (host, path, expected) => {
    expect(wordOf(of(host, path).route)).toBe(expected);
  });

  test("a rewritten path is what later routes match", () => {
    expect(wordOf(of("shop.example", "/strip/api", { method: "POST" }).route)).toBe("app.example:80 /api");
  });

  test("a route for addresses that refuses is the rule that decides", () => {
    const { route, access } = of("shop.example", "/closed", { client: "192.0.2.3" });
    expect(wordOf(route)).toBe("403");
    expect(access.decides).toMatchObject({ verdict: "deny", source: "192.0.2.0/24" });
  });

  test("timers, limits, TLS and logs are told", () => {
    const { route, timers, limits, logs } = of("shop.example", "/x");
    expect(route?.action).toMatchObject({
      upstream: { triesNext: true, tls: { verifies: false, serverName: null } },
    });
    expect(timers).toContainEqual(expect.objectContaining({ role: "upstream-connect", value: 1_000 }));
    expect(timers).toContainEqual(expect.objectContaining({ role: "client-head", value: 60_000 }));
    expect(limits).toContainEqual(expect.objectContaining({ role: "request-body", value: 1_000 }));
    expect(logs.access).toMatchObject([{ target: "/var/log/access.log", text: "json" }]);
    expect(logs.errors).toMatchObject([{ target: "/var/log/caddy.log" }]);
  });

  test("a port that nobody listens on is not known", () => {
    expect(wordOf(of("shop.example", "/x", { port: 1 }).route)).toBe("unknown");
  });

  test("automatic HTTPS redirects what comes in the clear", () => {
    const secure = treeAt(
      {
        apps: {
          http: {
            servers: {
              s: {
                listen: [":443"],
                routes: [{ match: [{ host: ["shop.example"] }], handle: [answer(200)] }],
              },
            },
          },
        },
      },
      "/config/",
    );
    const { route } = evaluateCaddy(secure, requestOf("shop.example", "/a?b", { port: 80 }));
    expect(wordOf(route)).toBe("308 https://shop.example/a");
    expect(
      evaluateCaddy(secure, requestOf("shop.example", "/", { port: 443, scheme: "https" })).listens[0]?.tls,
    ).toBe(true);
  });

  test("whatever comes is evaluated without a throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, path) => {
        evaluateCaddy(treeAt(value, "/config/"), requestOf("shop.example", path));
        const routes = {
          apps: {
            http: { servers: { s: { listen: [":8080"], routes: [{ match: [value], handle: [value] }] } } },
          },
        };
        evaluateCaddy(treeAt(routes, "/config/"), requestOf("shop.example", path));
      }),
    );
  });
});

test("a server with as many failures as are let pass is ejected", () => {
  const { route, handler } = of("shop.example", "/x");
  const upstream = route?.action.kind === "upstream" ? route.action.upstream : null;
  const told = [
    { address: "10.0.0.1:80", fails: 9 },
    { address: "127.0.0.1:81", num_requests: 2, fails: 1 },
  ];
  expect(statesOf(told, { upstream, handler })).toMatchObject([
    { upstream: "127.0.0.1:81", state: "ejected", connections: { now: 2 }, port: 81 },
    { upstream: "10.0.0.1:80", state: "unchecked" },
  ]);
});

test("the admin interface is where the configuration says, else on loopback", () => {
  expect(adminOf(config)).toEqual({ kind: "tcp", address: "127.0.0.1", port: 2020 });
  expect(adminOf(treeAt({}, ""))).toEqual({ kind: "tcp", address: "127.0.0.1", port: 2019 });
  expect(adminOf(treeAt({ admin: { disabled: true } }, ""))).toBe(null);
  expect(adminOf(treeAt({ admin: { listen: "unix//run/caddy.sock" } }, ""))).toEqual({
    kind: "unix",
    path: "/run/caddy.sock",
  });
});
