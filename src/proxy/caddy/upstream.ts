import { isAddress } from "../../base/index.ts";
import type {
  LimitRole,
  ProxyLimit,
  ProxyTimer,
  ProxyUpstream,
  UpstreamServer,
} from "../../evidence/index.ts";
import { at, duration, flag, has, items, number, type Tree, text, texts, where } from "../tree.ts";
import type { CaddyRequest } from "./match.ts";
import { filled } from "./rewrite.ts";

/** Nanoseconds: what bare numbers are in Caddy's JSON. */
const NANO = 1e-6;
/** Values that hold where nothing is said. Caddy, "JSON config structure: reverse_proxy". */
const usual = { dial: 3_000, keepAlive: 120_000, refresh: 60_000, tryInterval: 250, maxFails: 1 } as const;
const MOST_SERVERS = 200;

/** The upstream of a `reverse_proxy`; `null` where its servers cannot be told. */
export function upstreamOf(handler: Tree, request: CaddyRequest): ProxyUpstream | null {
  const written = items(handler, "upstreams").slice(0, MOST_SERVERS);
  const servers = written.flatMap((each) => serversOf(each, handler, request)).slice(0, MOST_SERVERS);
  const dynamic = at(handler, "dynamic_upstreams");
  const found = servers.filter((each) => each !== null);
  const list = has(handler, "dynamic_upstreams") ? dynamicServers(dynamic, handler, request) : found;
  if (list === null || found.length < servers.length) return null;
  const transport = at(handler, "transport");
  const hasNames = list.some((server) => server.port !== null && !isAddress(server.host));
  const tls = at(transport, "tls");
  const isFastcgi = text(transport, "protocol") === "fastcgi";
  const versions = texts(transport, "versions");
  const isH2 = versions.includes("h2c") || (versions.includes("2") && !versions.includes("1.1"));
  const balancing = at(handler, "load_balancing");
  const header = text(transport, "proxy_protocol");
  const [first] = list;
  return {
    name: nameOf(list),
    servers: list,
    tls:
      tls.value == null || isFastcgi
        ? null
        : {
            verifies: flag(tls, "insecure_skip_verify") !== true,
            serverName: serverName(tls, first, request),
            where: where(tls),
          },
    keepsConnections: !isFastcgi && flag(transport, "keep_alive", "enabled") !== false,
    protocol: isFastcgi
      ? "gateway"
      : isH2
        ? "h2"
        : tls.value == null || versions.length > 0
          ? "http/1.1"
          : "unknown",
    sendsProxyProtocol: header === "v1" || header === "v2" ? header : "none",
    resolves: !hasNames ? "not-needed" : "while-running",
    triesNext:
      (number(balancing, "retries") ?? 0) > 0 || (duration(balancing, NANO, "try_duration") ?? 0) > 0,
  };
}

/** Caddy has no names for upstreams: their addresses stand for them. */
const nameOf = (servers: readonly UpstreamServer[]): string => servers.slice(0, 4).map(addressOf).join(", ");

export const addressOf = ({ host, port }: Pick<UpstreamServer, "host" | "port">): string =>
  port === null ? host : `${host.includes(":") ? `[${host}]` : host}:${port}`;

function serverName(tls: Tree, first: UpstreamServer | undefined, request: CaddyRequest): string | null {
  const written = text(tls, "server_name");
  if (written !== null && written !== "") return filled(written, request);
  return first === undefined || first.port === null || isAddress(first.host) ? null : first.host;
}

/** The servers of one upstream: several where its ports are a range. */
function serversOf(upstream: Tree, handler: Tree, request: CaddyRequest): readonly (UpstreamServer | null)[] {
  const dial = filled(text(upstream, "dial") ?? "", request) ?? "";
  const [, host, first = "", last = ""] = /^([^/]*):(\d{1,5})-(\d{1,5})$/.exec(dial) ?? [];
  const count = Math.min(Number(last) - Number(first) + 1, MOST_SERVERS);
  return host === undefined
    ? [serverOf(dial, upstream, handler)]
    : Array.from({ length: Math.max(0, count) }, (_, index) =>
        serverOf(`${host}:${Number(first) + index}`, upstream, handler),
      );
}

function serverOf(dial: string, upstream: Tree, handler: Tree): UpstreamServer | null {
  if (dial === "") return null;
  const socket = /^unix(?:\+h2c)?\/(.*)$/.exec(dial)?.[1];
  const [, host = "", port] = /^(?:tcp[46]?\/)?(.*?)(?::(\d{1,5}))?$/.exec(dial) ?? [];
  const most = number(upstream, "max_requests") ?? 0;
  return {
    host: socket ?? (host === "" ? "localhost" : host.replace(/^\[|\]$/g, "")),
    port: socket === undefined ? Number(port ?? 80) : null,
    ...{ name: null, weight: 1, isBackup: false, isDown: false },
    maxConnections: most > 0 ? most : null,
    isChecked: has(handler, "health_checks", "active"),
    where: where(upstream),
  };
}

/** Servers that a name gives: of kind A its addresses, of kind SRV those that only DNS knows. */
function dynamicServers(
  dynamic: Tree,
  handler: Tree,
  request: CaddyRequest,
): readonly UpstreamServer[] | null {
  if (text(dynamic, "source") !== "a") return null;
  const host = filled(text(dynamic, "name") ?? "", request);
  const port = filled(text(dynamic, "port") ?? "80", request);
  if (host === null || host === "" || port === null || !/^\d{1,5}$/.test(port)) return null;
  return [
    {
      ...{
        host,
        port: Number(port),
        name: null,
        weight: 1,
        isBackup: false,
        isDown: false,
        maxConnections: null,
      },
      isChecked: has(handler, "health_checks", "active"),
      where: where(dynamic),
    },
  ];
}

/** Timers of a `reverse_proxy`. */
export function upstreamTimers(handler: Tree): readonly ProxyTimer[] {
  const transport = at(handler, "transport");
  const timer = (
    role: ProxyTimer["role"],
    name: string,
    otherwise: number | null,
    tree: Tree,
    ...keys: readonly string[]
  ): readonly ProxyTimer[] => {
    const written = duration(tree, NANO, ...keys);
    if (written === null || written === 0)
      return otherwise === null ? [] : [{ role, name, value: otherwise, where: "default" }];
    return [{ role, name, value: written, where: where(at(tree, ...keys)) }];
  };
  return [
    ...timer("upstream-connect", "dial_timeout", usual.dial, transport, "dial_timeout"),
    ...timer("upstream-tls", "tls.handshake_timeout", null, transport, "tls", "handshake_timeout"),
    ...timer("upstream-response", "response_header_timeout", null, transport, "response_header_timeout"),
    ...timer("upstream-response", "read_timeout", null, transport, "read_timeout"),
    ...timer("upstream-send", "write_timeout", null, transport, "write_timeout"),
    ...timer(
      "upstream-idle",
      "keep_alive.idle_timeout",
      usual.keepAlive,
      transport,
      "keep_alive",
      "idle_timeout",
    ),
    ...timer("next-try", "try_duration", null, handler, "load_balancing", "try_duration"),
    ...timer("tunnel", "stream_timeout", null, handler, "stream_timeout"),
    ...(has(handler, "dynamic_upstreams")
      ? timer("resolver-valid", "refresh", usual.refresh, handler, "dynamic_upstreams", "refresh")
      : []),
  ];
}

/** Limits of a `reverse_proxy`. */
export function upstreamLimits(handler: Tree): readonly ProxyLimit[] {
  const limit = (role: LimitRole, name: string, ...keys: readonly string[]): readonly ProxyLimit[] => {
    const value = number(handler, ...keys) ?? 0;
    return value > 0 ? [{ role, name, value, burst: 0, where: where(at(handler, ...keys)) }] : [];
  };
  const retries = limit("retries", "retries", "load_balancing", "retries");
  const passive = ["health_checks", "passive", "unhealthy_request_count"];
  return [
    ...limit("upstream-connections", "max_conns_per_host", "transport", "max_conns_per_host"),
    ...limit("upstream-requests", "unhealthy_request_count", ...passive),
    ...(retries.length > 0
      ? retries
      : [{ role: "retries", name: "retries", value: 0, burst: 0, where: "default" } as const]),
  ];
}

/** How many failures take a server out; `null` where they are not counted. */
export const mostFails = (handler: Tree): number | null =>
  (duration(handler, NANO, "health_checks", "passive", "fail_duration") ?? 0) > 0
    ? (number(handler, "health_checks", "passive", "max_fails") ?? usual.maxFails)
    : null;
