import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf, treeOf, wordOf } from "../testing/tree-of.ts";
import { at, items, text } from "../tree.ts";
import { evaluateEnvoy } from "./evaluate.ts";
import { configOfDump, type EnvoyConfig } from "./load.ts";

const HCM =
  "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
const RBAC = "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC";
const TLS = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3";

const configOf = (written: string): EnvoyConfig => {
  const bootstrap = treeOf(written);
  const clusters = items(bootstrap, "static_resources", "clusters");
  return {
    bootstrap,
    listeners: items(bootstrap, "static_resources", "listeners"),
    clusters: new Map(clusters.map((cluster) => [text(cluster, "name") ?? "", cluster])),
    routes: new Map(),
    endpoints: new Map(),
  };
};

const written = `
static_resources:
  listeners:
  - name: web
    address: {socket_address: {address: 0.0.0.0, port_value: 8080}}
    filter_chains:
    - filters:
      - name: hcm
        typed_config:
          "@type": ${HCM}
          use_remote_address: true
          stream_idle_timeout: 0s
          max_request_headers_kb: 96
          route_config:
            virtual_hosts:
            - name: exact
              domains: [shop.example]
              routes:
              - {match: {path: /exact}, route: {cluster: app, prefix_rewrite: /other}}
              - {match: {prefix: /api}, route: {cluster: app, timeout: 3s, retry_policy: {retry_on: 5xx, num_retries: 2, per_try_timeout: 0.5s}}}
              - {match: {path_separated_prefix: /sep}, route: {cluster: app}}
              - {match: {safe_regex: {regex: "/re/[0-9]+"}}, direct_response: {status: 418}}
              - {match: {prefix: /post, headers: [{name: ":method", string_match: {exact: POST}}]}, route: {cluster: app}}
              - {match: {prefix: /chance, runtime_fraction: {default_value: {numerator: 50}}}, route: {cluster: app}}
              - {match: {prefix: /secure}, redirect: {https_redirect: true}}
              - {match: {prefix: /missing}, route: {cluster: none}}
              - {match: {prefix: /two}, route: {weighted_clusters: {clusters: [{name: app, weight: 10}, {name: edge, weight: 90}]}}}
            - {name: suffix, domains: ["*.example"], routes: [{match: {prefix: /}, direct_response: {status: 201}}]}
            - {name: longer, domains: ["*.deep.example"], routes: [{match: {prefix: /}, direct_response: {status: 202}}]}
            - {name: prefix, domains: ["www.*"], routes: [{match: {prefix: /}, direct_response: {status: 203}}]}
            - {name: rest, domains: ["*"], routes: [{match: {prefix: /rest}, direct_response: {status: 204}}]}
          http_filters:
          - name: rbac
            typed_config:
              "@type": ${RBAC}
              rules: {action: DENY, policies: {p: {permissions: [{any: true}], principals: [{remote_ip: {address_prefix: 192.0.2.0, prefix_len: 24}}]}}}
  clusters:
  - name: app
    connect_timeout: 0.25s
    type: STRICT_DNS
    health_checks: [{timeout: 1s}]
    circuit_breakers: {thresholds: [{max_connections: 7}]}
    load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: app.example, port_value: 80}}}}]}]}
  - name: edge
    load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 192.0.2.7, port_value: 81}}}}]}]}
`;
const config = configOf(written);
const word = (host: string, path: string, more = {}) =>
  wordOf(evaluateEnvoy(config, requestOf(host, path, more)).route);

describe("evaluateEnvoy()", () => {
  test.each([
    ["shop.example", "/exact?a=1", "app /other"],
    ["shop.example", "/exact/", "none"],
    ["shop.example", "/sep/x", "app /sep/x"],
    ["shop.example", "/separate", "none"],
    ["shop.example", "/re/12", "418"],
    ["shop.example", "/re/12x", "none"],
    ["shop.example", "/post", "none"],
    ["shop.example", "/chance", "unknown"],
    ["shop.example", "/secure?token=1", "301 https://shop.example/secure"],
    ["shop.example", "/missing", "503"],
    ["a.example", "/", "201"],
    ["a.deep.example", "/", "202"],
    ["www.test", "/", "203"],
    ["nobody.test", "/rest", "204"],
    ["nobody.test", "/", "none"],
  ])("%s %s leads to %s", (host, path, expected) => {
    expect(word(host, path)).toBe(expected);
  });

  test("a method is a header", () => {
    expect(word("shop.example", "/post", { method: "POST" })).toBe("app /post");
  });

  test("a port without a listener is not known, and is no missing route", () => {
    expect(word("shop.example", "/", { port: 1 })).toBe("unknown");
  });

  test("a denied address is told with its rule", () => {
    const { access, route } = evaluateEnvoy(
      config,
      requestOf("shop.example", "/api", { client: "192.0.2.9" }),
    );
    expect(wordOf(route)).toBe("403");
    expect(access.decides).toMatchObject({ verdict: "deny", source: "192.0.2.0/24" });
    expect(access.trustsHeader).toBe(false);
  });

  test("timers and limits hold as written, else by default", () => {
    const { timers, limits } = evaluateEnvoy(config, requestOf("shop.example", "/api"));
    const timer = (role: string) => timers.filter((each) => each.role === role).map(({ value }) => value);
    expect(timer("upstream-connect")).toEqual([250]);
    expect(timer("upstream-total")).toEqual([3_000]);
    expect(timer("upstream-response")).toEqual([500, null]);
    expect(timer("client-idle")).toEqual([3_600_000]);
    const limit = (role: string) => limits.filter((each) => each.role === role).map(({ value }) => value);
    expect(limit("request-head")).toEqual([96 * 1_024]);
    expect(limit("upstream-connections")).toEqual([7]);
    expect(limit("retries")).toEqual([2]);
  });

  test("several clusters by weight give the servers of all", () => {
    const { route } = evaluateEnvoy(config, requestOf("shop.example", "/two"));
    expect(route?.action).toMatchObject({
      upstream: { name: "edge", servers: [{ host: "192.0.2.7" }, { host: "app.example" }] },
    });
  });

  test("a filter chain is chosen by SNI, and what an upstream's TLS says is told", () => {
    const manager = (status: number, cluster = false) =>
      `filters: [{name: h, typed_config: {"@type": ${HCM}, route_config: {virtual_hosts: [{name: v, domains: ["*"], routes: [{match: {prefix: /}, ${cluster ? "route: {cluster: safe}" : `direct_response: {status: ${status}}`}}]}]}}}]`;
    const chained = configOf(`
static_resources:
  listeners:
  - address: {socket_address: {address: 127.0.0.1, port_value: 8443}}
    listener_filters: [{name: envoy.filters.listener.tls_inspector}]
    filter_chains:
    - {filter_chain_match: {server_names: [a.example]}, ${manager(201)}}
    - {filter_chain_match: {server_names: ["*.example"]}, ${manager(202)}}
    - {filter_chain_match: {server_names: [safe.test]}, ${manager(0, true)}}
  clusters:
  - name: safe
    transport_socket: {name: tls, typed_config: {"@type": ${TLS}.UpstreamTlsContext, sni: in.example, common_tls_context: {validation_context: {trusted_ca: {filename: /ca}}}}}
    load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 192.0.2.1, port_value: 443}}}}]}]}
`);
    const of = (host: string) =>
      evaluateEnvoy(chained, requestOf(host, "/", { scheme: "https", port: 8443 })).route;
    expect(wordOf(of("a.example"))).toBe("201");
    expect(wordOf(of("b.example"))).toBe("202");
    expect(wordOf(of("c.test"))).toBe("unknown");
    expect(of("safe.test")?.action).toMatchObject({
      upstream: { tls: { verifies: true, serverName: "in.example", trustFile: "/ca" } },
    });
  });
});

describe("configOfDump()", () => {
  test("finds listeners that discovery brought, clusters, routes and endpoints", () => {
    const found = configOfDump(
      {
        configs: [
          { "@type": "x.BootstrapConfigDump", bootstrap: {} },
          {
            "@type": "x.ListenersConfigDump",
            dynamic_listeners: [{ name: "l", active_state: { listener: { name: "l" } } }],
          },
          { "@type": "x.ClustersConfigDump", dynamic_active_clusters: [{ cluster: { name: "c" } }] },
          { "@type": "x.RoutesConfigDump", dynamic_route_configs: [{ route_config: { name: "r" } }] },
          {
            "@type": "x.EndpointsConfigDump",
            dynamic_endpoint_configs: [{ endpoint_config: { cluster_name: "c" } }],
          },
        ],
      },
      "/config_dump",
    );
    expect(found.listeners.map((each) => text(each, "name"))).toEqual(["l"]);
    expect([...found.clusters.keys(), ...found.routes.keys(), ...found.endpoints.keys()]).toEqual([
      "c",
      "r",
      "c",
    ]);
  });

  test("whatever comes is read without a throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const found = configOfDump(value, "/config_dump");
        evaluateEnvoy(found, requestOf("shop.example", "/"));
      }),
    );
  });
});

test("a configuration with any part replaced is evaluated without a throw", () => {
  const lines = written.split("\n");
  fc.assert(
    fc.property(fc.nat(lines.length - 1), fc.string({ maxLength: 30 }), (index, noise) => {
      const broken = configOf([...lines.slice(0, index), noise, ...lines.slice(index + 1)].join("\n"));
      evaluateEnvoy(broken, requestOf("shop.example", "/api"));
      evaluateEnvoy(
        { ...broken, bootstrap: at(broken.bootstrap, "none") },
        requestOf("shop.example", "/two"),
      );
    }),
    { numRuns: 60 },
  );
});
