import { isIP } from "node:net";
import { isAbsolute } from "node:path";
import { type ProxyUpstream, type RouteAction, takesRequests } from "../../evidence/index.ts";
import { usualAddress } from "../address-match.ts";
import { withoutQuery } from "../request.ts";
import type { Directive } from "./directive.ts";
import type { Route } from "./route.ts";
import { nearest, nearestAll, type Scope, wordOf } from "./scope.ts";
import { serversOf, type UpstreamBlock, upstreamBlock } from "./upstream.ts";
import { interpolate } from "./variables.ts";

/** Which module a `*_pass` belongs to: its directives begin with it. */
export const moduleOf = (by: Directive): string => by.name.slice(0, -"_pass".length);

/** A target as `proxy_pass` writes it. */
export interface Target {
  readonly scheme: string;
  readonly host: string;
  readonly port: number | null;
  /** The path of a socket. */
  readonly socket: string | null;
  readonly uri: string;
}

/** Splits what a `*_pass` names. `null` where it is no target. `ngx_parse_url()`. */
export function targetOf(text: string, module: string): Target | null {
  const [, scheme = module === "proxy" ? "http" : module, rest = ""] =
    /^(?:([a-z]+):\/\/)?([\s\S]*)$/i.exec(text.replace(/^memcached:\/\//, "")) ?? [];
  const [, socket, socketUri = ""] = /^unix:([^:]+)(?::([\s\S]*))?$/.exec(rest) ?? [];
  if (socket !== undefined)
    return { scheme: scheme.toLowerCase(), host: socket, port: null, socket, uri: socketUri };
  const [, host = "", port, uri = ""] = /^(\[[^\]]*\]|[^:/?]+)(?::(\d+))?([/?][\s\S]*)?$/.exec(rest) ?? [];
  if (host === "") return null;
  const usual = { http: 80, https: 443, grpc: 80, grpcs: 443 }[scheme.toLowerCase()] ?? null;
  return {
    scheme: scheme.toLowerCase(),
    host: usualAddress(host),
    port: port === undefined ? usual : Number(port),
    socket: null,
    uri,
  };
}

/** What a location that hands requests on does with this one. */
export function passAction(
  route: Route,
  by: Directive,
  http: readonly Directive[],
  version: string | null,
): RouteAction {
  const { state, scope } = route;
  const module = moduleOf(by);
  const written = by.words[0] ?? "";
  const isDrawn = written.includes("$");
  const text = interpolate(written, state);
  const target = text === null ? null : targetOf(text, module);
  if (target === null)
    return {
      kind: "unknown",
      why: `the value of "${by.name} ${withoutQuery(written)}" at ${by.where} cannot be told`,
    };
  const block = upstreamBlock(http, target.host);
  const servers = serversOf(block, target, by);
  const hasNames = servers.some(({ host, port }) => port !== null && isIP(host) === 0);
  const tls = tlsOf(route, module, target);
  const resolvers = resolversOf(scope);
  const upstream: ProxyUpstream = {
    name: block === null ? nameOfTarget(target) : target.host,
    servers,
    tls,
    keepsConnections: keeps(route, module, block, version),
    protocol: protocolOf(scope, module, version),
    sendsProxyProtocol: "none",
    resolves: !hasNames
      ? "not-needed"
      : (block === null ? isDrawn : block.resolves)
        ? "while-running"
        : "at-start",
    ...(hasNames && resolvers.length > 0 ? { resolvers } : {}),
    triesNext: servers.filter(takesRequests).length > 1 && triesNext(scope, module),
  };
  return { kind: "upstream", upstream, path: pathOf(route, module, target, isDrawn) };
}

/** Its parameters apart: `valid=`, `ipv6=`, `status_zone=`. ngx_http_core_module, "resolver". */
const resolversOf = (scope: Scope): readonly string[] =>
  (nearest(scope, "resolver")?.words ?? [])
    .filter((word) => !word.includes("="))
    .map((word) => word.replace(/:53$/, ""));

const nameOfTarget = ({ host, port }: Target) =>
  port === null ? host : isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

const isNewDefault = (version: string | null): boolean => {
  const [major = 0, minor = 0, patch = 0] = (version ?? "0").split(".").map(Number);
  // Since 1.29.7 connections to upstreams are HTTP/1.1 and kept unless told otherwise: nginx's own CHANGES.
  return major > 1 || (major === 1 && (minor > 29 || (minor === 29 && patch >= 7)));
};

function protocolOf(scope: Scope, module: string, version: string | null): ProxyUpstream["protocol"] {
  if (module === "grpc") return "h2";
  if (module !== "proxy") return "gateway";
  const told = wordOf(scope, "proxy_http_version", isNewDefault(version) ? "1.1" : "1.0").value;
  return told === "1.1" ? "http/1.1" : told === "2" || told === "2.0" ? "h2" : "http/1.0";
}

/** Connections are kept where the block says so, the protocol allows it, and `Connection: close` is not sent. */
function keeps(
  { scope, state }: Route,
  module: string,
  block: UpstreamBlock | null,
  version: string | null,
): boolean {
  const isNew = isNewDefault(version);
  if (block === null || (block.keepalive ?? (isNew ? 1 : 0)) === 0) return false;
  if (module === "grpc") return true;
  if (module === "fastcgi") return wordOf(scope, "fastcgi_keep_conn", "off").value === "on";
  if (module === "memcached") return true;
  if (module !== "proxy" || protocolOf(scope, module, version) === "http/1.0") return false;
  const set = nearestAll(scope, "proxy_set_header").find(
    ({ words }) => words[0]?.toLowerCase() === "connection",
  );
  // Where nobody sets it, nginx sends `close`: ngx_http_proxy_module, "proxy_set_header".
  const value = set === undefined ? (isNew ? "" : "close") : interpolate(set.words[1] ?? "", state);
  return value?.toLowerCase() !== "close" && value !== null;
}

const triesNext = (scope: Scope, module: string): boolean => {
  const words = nearest(scope, `${module}_next_upstream`)?.words ?? ["error", "timeout"];
  return !words.includes("off") && (words.includes("error") || words.includes("timeout"));
};

function tlsOf({ scope, state }: Route, module: string, { scheme, host }: Target): ProxyUpstream["tls"] {
  if (scheme !== "https" && scheme !== "grpcs" && scheme !== "suwsgi") return null;
  const verify = wordOf(scope, `${module}_ssl_verify`, "off");
  const sends = wordOf(scope, `${module}_ssl_server_name`, "off").value === "on";
  const name = nearest(scope, `${module}_ssl_name`)?.words[0];
  const told = name === undefined ? host : interpolate(name, state);
  // SNI holds names only: RFC 6066, section 3.
  return {
    verifies: verify.value === "on",
    serverName: sends && told !== null && isIP(told) === 0 ? told : null,
    ...filesOf(scope, module),
    where: verify.where,
  };
}

/** Whom it trusts, and what it shows of itself. What is relative to a folder that is not known here, or drawn, is left out. */
function filesOf(scope: Scope, module: string) {
  const fileOf = (name: string): string | null => {
    const path = nearest(scope, `${module}_ssl_${name}`)?.words[0] ?? "";
    return isAbsolute(path) && !path.includes("$") ? path : null;
  };
  const [trustFile, certificateFile, keyFile] = [
    fileOf("trusted_certificate"),
    fileOf("certificate"),
    fileOf("certificate_key"),
  ];
  return {
    ...(trustFile === null ? {} : { trustFile }),
    ...(certificateFile === null || keyFile === null ? {} : { identity: { certificateFile, keyFile } }),
  };
}

/** The path that the upstream is asked for, without query. `ngx_http_proxy_create_request()`. */
function pathOf({ state, location }: Route, module: string, target: Target, isDrawn: boolean): string | null {
  if (module !== "proxy" && module !== "grpc") return state.uri;
  if (target.uri === "") return state.isUntouched ? withoutQuery(state.request.path) : escaped(state.uri);
  if (isDrawn) return withoutQuery(target.uri);
  if (!state.hasLocation) return escaped(state.uri);
  return withoutQuery(target.uri) + escaped(state.uri.slice(location?.text.length ?? 0));
}

/** A decoded URI as nginx writes it on a request line. `ngx_escape_uri()`. */
const escaped = (uri: string): string =>
  uri.replaceAll(/[^!$&-;=@-Z[\]_a-z~]+/g, (part) =>
    [...Buffer.from(part, "utf8")]
      .map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
