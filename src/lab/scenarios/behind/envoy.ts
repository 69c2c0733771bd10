import { join } from "node:path";
import type { Draw } from "../../draw.ts";
import { type Configured, type EnvoyConfig, startEnvoy } from "../../servers/index.ts";
import type { WrittenHop } from "../../topology/index.ts";
import type { Host } from "../../world/index.ts";
import type { Behind } from "./behind.ts";

/** Envoy as the public proxy of a site. */
export interface EnvoyEdge {
  /** Its bootstrap: everything goes to one cluster of the applications. */
  of(lines?: EnvoyLines): EnvoyConfig;
  start(config: EnvoyConfig): Promise<Configured<EnvoyConfig>>;
  readonly hop: WrittenHop;
}

/** How an Envoy differs from the plain one. What is here is YAML in flow style: inside of `{ }`. */
export interface EnvoyLines {
  /** Further fields of the route's action: `timeout: 3s`. */
  readonly route?: string;
  /** Of the route's match, in place of all paths: `prefix: /api`. */
  readonly match?: string;
  /** Further fields of the cluster. */
  readonly cluster?: string;
  /** HTTP filters before the router. */
  readonly filters?: readonly string[];
}

const extension = "type.googleapis.com/envoy.extensions";

/** The fields of Istio's access log beside Envoy's own, as its mesh configuration has them. */
const detailed =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ' +
  '%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% ' +
  '%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% ' +
  "%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%\n";

const json = `{start_time: "%START_TIME%", method: "%REQ(:METHOD)%", path: "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
                protocol: "%PROTOCOL%", response_code: "%RESPONSE_CODE%", response_flags: "%RESPONSE_FLAGS%",
                response_code_details: "%RESPONSE_CODE_DETAILS%", duration: "%DURATION%", authority: "%REQ(:AUTHORITY)%",
                upstream_transport_failure_reason: "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
                upstream_host: "%UPSTREAM_HOST%", upstream_cluster: "%UPSTREAM_CLUSTER%",
                downstream_remote_address: "%DOWNSTREAM_REMOTE_ADDRESS%"}`;

/** Forms of the access log: Envoy's own, which needs no words, and two that are common. */
const formats = {
  plain: "",
  detailed: `\n              log_format: {text_format_source: {inline_string: ${JSON.stringify(detailed)}}}`,
  json: `\n              log_format: {json_format: ${json}}`,
} as const;

/** Draws how Envoy is written: its names, the virtual host's domains, its admin interface, the form of its access log. */
export function envoyOf(site: Behind, draw: Draw): EnvoyEdge {
  const { front, name, port } = site;
  const config = join(front.folder, "envoy", "envoy.yaml");
  const [accessLog, errorLog] = [front.file("envoy/access.log", ""), front.file("envoy/envoy.log", "")];
  const [cluster, admin] = [draw.label(), draw.port()];
  const domain = draw.pick(["*", name, `*.${name.split(".").slice(1).join(".")}`]);
  const format = formats[draw.pick(["plain", "detailed", "json"] as const)];
  const secure = site.url.startsWith("https:")
    ? secured(join(front.folder, "front", "both.pem"), draw.coin())
    : "";
  const endpoint = (app: Host) =>
    `{endpoint: {address: {socket_address: {address: ${site.near.address(app)}, port_value: ${site.inner}}}}}`;
  return {
    of: ({ route = "", match = "prefix: /", cluster: more = "", filters = [] } = {}) => ({
      port,
      bootstrap: `admin: {address: {socket_address: {address: 127.0.0.1, port_value: ${admin}}}}
static_resources:
  listeners:
  - name: public
    address: {socket_address: {address: "::", port_value: ${port}, ipv4_compat: true}}
    filter_chains:
    - ${secure}filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": ${extension}.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: public
          use_remote_address: true
          strip_any_host_port: true
          access_log:
          - name: envoy.access_loggers.file
            typed_config:
              "@type": ${extension}.access_loggers.file.v3.FileAccessLog
              path: ${accessLog}${format}
          http_filters:
${[...filters, `{name: envoy.filters.http.router, typed_config: {"@type": ${extension}.filters.http.router.v3.Router}}`].map((filter) => `          - ${filter}`).join("\n")}
          route_config:
            name: local
            virtual_hosts:
            - name: ${cluster}
              domains: ["${domain}"]
              routes:
              - match: {${match}}
                route: {cluster: ${cluster}${route === "" ? "" : `, ${route}`}}
  clusters:
  - {name: ${cluster}, type: STATIC, connect_timeout: 3s${more === "" ? "" : `, ${more}`},
     load_assignment: {cluster_name: ${cluster}, endpoints: [{lb_endpoints: [${site.apps.map(endpoint).join(", ")}]}]}}
`,
    }),
    start: (wanted) => startEnvoy(front, wanted),
    hop: { proxy: { at: front.name, kind: "envoy", config, errorLog, accessLog } },
  };
}

/** TLS of a filter chain, certificate and key in one file. */
const secured = (both: string, h2: boolean): string => `transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": ${extension}.transport_sockets.tls.v3.DownstreamTlsContext
          common_tls_context:
            alpn_protocols: [${h2 ? "h2, " : ""}http/1.1]
            tls_certificates: [{certificate_chain: {filename: ${both}}, private_key: {filename: ${both}}}]
      `;
