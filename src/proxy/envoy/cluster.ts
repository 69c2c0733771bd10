import { isAbsolute } from "node:path";
import { isAddress } from "../../base/index.ts";
import type { ProxyUpstream, UpstreamServer } from "../../evidence/index.ts";
import { at, entries, flag, has, items, number, type Tree, text, where } from "../tree.ts";
import { isOf } from "./listener.ts";
import type { EnvoyConfig } from "./load.ts";

/** Servers that are told at most. */
const MOST_SERVERS = 200;

/** The options of HTTP towards a cluster. `extensions.upstreams.http.v3.HttpProtocolOptions`. */
export const httpOptions = (cluster: Tree): Tree =>
  entries(cluster, "typed_extension_protocol_options").find(([key]) =>
    key.endsWith("HttpProtocolOptions"),
  )?.[1] ??
  at(cluster, "typed_extension_protocol_options", "envoy.extensions.upstreams.http.v3.HttpProtocolOptions");

/** A cluster as an upstream. `host` is the request's own, for what takes its names from it. */
export function upstreamOf(cluster: Tree, config: EnvoyConfig, host: string): ProxyUpstream {
  const name = text(cluster, "name") ?? "";
  const servers = serversOf(cluster, config);
  const options = httpOptions(cluster);
  const { socket, proxyProtocol } = socketOf(cluster);
  const context = at(socket, "typed_config");
  const isTls = isOf(socket, "UpstreamTlsContext", "envoy.transport_sockets.tls");
  const kind = text(cluster, "type") ?? text(cluster, "cluster_discovery_type") ?? "STATIC";
  const hasNames = servers.some((server) => server.port !== null && !isAddress(server.host));
  return {
    name,
    servers,
    tls: isTls
      ? {
          verifies: verifiesOf(at(context, "common_tls_context")),
          serverName: serverNameOf(context, options, servers, host),
          ...filesOf(at(context, "common_tls_context")),
          where: where(socket),
        }
      : null,
    keepsConnections:
      (number(options, "common_http_protocol_options", "max_requests_per_connection") ??
        number(cluster, "max_requests_per_connection")) !== 1,
    protocol: protocolOf(cluster, options),
    sendsProxyProtocol: proxyProtocol,
    resolves: !hasNames
      ? "not-needed"
      : /DNS/.test(kind) || !/^(?:STATIC|0|EDS)$/.test(kind)
        ? "while-running"
        : "at-start",
    triesNext: false,
  };
}

/** The transport socket, and what is wrapped around it. */
function socketOf(cluster: Tree): {
  readonly socket: Tree;
  readonly proxyProtocol: ProxyUpstream["sendsProxyProtocol"];
} {
  let socket = at(cluster, "transport_socket");
  let proxyProtocol: ProxyUpstream["sendsProxyProtocol"] = "none";
  // One wraps the other: PROXY protocol, TCP statistics, and what there will be.
  for (let depth = 0; depth < 4 && has(socket, "typed_config", "transport_socket"); depth += 1) {
    if (isOf(socket, "ProxyProtocolUpstreamTransport", "envoy.transport_sockets.upstream_proxy_protocol"))
      proxyProtocol = /^(?:V2|1)$/.test(text(socket, "typed_config", "config", "version") ?? "V1")
        ? "v2"
        : "v1";
    socket = at(socket, "typed_config", "transport_socket");
  }
  return { socket, proxyProtocol };
}

/** A certificate is verified only where something says by what. `extensions.transport_sockets.tls.v3.CommonTlsContext`. */
function verifiesOf(common: Tree): boolean {
  const combined = at(common, "combined_validation_context");
  const isSecret =
    has(common, "validation_context_sds_secret_config") ||
    has(combined, "validation_context_sds_secret_config");
  const contexts = [at(common, "validation_context"), at(combined, "default_validation_context")];
  return (
    isSecret ||
    contexts.some(
      (each) =>
        text(each, "trust_chain_verification") !== "ACCEPT_UNTRUSTED" &&
        (has(each, "trusted_ca") ||
          has(each, "system_root_certs") ||
          has(each, "ca_certificate_provider_instance")),
    )
  );
}

/** Whom it trusts, and what it shows of itself, where these are files. */
function filesOf(common: Tree) {
  const [trustFile] = [
    at(common, "validation_context"),
    at(common, "combined_validation_context", "default_validation_context"),
  ].flatMap((each) => fileOf(each, "trusted_ca"));
  const [own] = items(common, "tls_certificates");
  const [certificateFile] = own === undefined ? [] : fileOf(own, "certificate_chain");
  const [keyFile] = own === undefined ? [] : fileOf(own, "private_key");
  return {
    ...(trustFile === undefined ? {} : { trustFile }),
    ...(certificateFile === undefined || keyFile === undefined
      ? {}
      : { identity: { certificateFile, keyFile } }),
  };
}

const fileOf = (tree: Tree, key: string): readonly string[] => {
  const path = text(tree, key, "filename") ?? "";
  return isAbsolute(path) ? [path] : [];
};

function serverNameOf(
  context: Tree,
  options: Tree,
  servers: readonly UpstreamServer[],
  host: string,
): string | null {
  if (flag(options, "upstream_http_protocol_options", "auto_sni") === true) return host === "" ? null : host;
  const [first] = servers;
  if (flag(context, "auto_host_sni") === true && first !== undefined && !isAddress(first.host))
    return first.host;
  const written = text(context, "sni") ?? "";
  return written === "" ? null : written;
}

function protocolOf(cluster: Tree, options: Tree): ProxyUpstream["protocol"] {
  if (has(options, "explicit_http_config", "http2_protocol_options")) return "h2";
  if (has(options, "explicit_http_config", "http3_protocol_options")) return "unknown";
  if (has(options, "auto_config") || has(options, "use_downstream_protocol_config")) return "unknown";
  return has(cluster, "http2_protocol_options") ? "h2" : "http/1.1";
}

/** Servers of a cluster: those of its own load assignment, or those that discovery brought. */
export function serversOf(cluster: Tree, { endpoints }: EnvoyConfig): readonly UpstreamServer[] {
  const service = text(cluster, "eds_cluster_config", "service_name") ?? "";
  const name = text(cluster, "name") ?? "";
  const found = has(cluster, "load_assignment", "endpoints")
    ? at(cluster, "load_assignment")
    : (endpoints.get(service === "" ? name : service) ??
      endpoints.get(name) ??
      at(cluster, "load_assignment"));
  const isChecked = items(cluster, "health_checks").length > 0;
  const thresholds = items(cluster, "circuit_breakers", "per_host_thresholds")[0];
  const most = thresholds === undefined ? null : number(thresholds, "max_connections");
  return items(found, "endpoints")
    .flatMap((locality) => items(locality, "lb_endpoints").map((each) => ({ each, locality })))
    .slice(0, MOST_SERVERS)
    .flatMap(({ each, locality }): readonly UpstreamServer[] => {
      const address = at(each, "endpoint", "address");
      const pipe = text(address, "pipe", "path");
      const host = text(address, "socket_address", "address") ?? pipe;
      if (host === null) return [];
      return [
        {
          host,
          port: pipe === null ? number(address, "socket_address", "port_value") : null,
          name: text(each, "endpoint", "hostname") || null,
          weight: number(each, "load_balancing_weight") ?? 1,
          isBackup: (number(locality, "priority") ?? 0) > 0,
          isDown: /^(?:UNHEALTHY|DRAINING|TIMEOUT)$/.test(text(each, "health_status") ?? ""),
          maxConnections: most,
          isChecked,
          where: where(each),
        },
      ];
    });
}
