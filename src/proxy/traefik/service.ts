import { isAddress } from "../../base/index.ts";
import type { ProxyTimer, ProxyUpstream, UpstreamServer } from "../../evidence/index.ts";
import { at, duration, flag, has, items, number, type Tree, text, where } from "../tree.ts";
import { resolve, type TraefikConfig } from "./load.ts";

const MOST_SERVERS = 200;
/** Values that hold where nothing is said. Traefik, "ServersTransport: forwardingTimeouts". */
const usual = { dial: 30_000, idle: 90_000 } as const;

/** Load balancers that a service leads to, with the name of each: itself, or those that it shares requests among. */
export function balancersOf(
  name: string,
  from: string,
  config: TraefikConfig,
  kind: "http" | "tcp" = "http",
  depth = 0,
): readonly { readonly name: string; readonly balancer: Tree; readonly isBackup: boolean }[] | null {
  const found = resolve(kind === "http" ? config.services : config.tcpServices, name, from);
  if (found === null || depth > 10) return null;
  const [whole, service] = found;
  if (has(service, "loadBalancer"))
    return [{ name: whole, balancer: at(service, "loadBalancer"), isBackup: false }];
  const below = (other: string) => balancersOf(other, whole, config, kind, depth + 1) ?? [];
  if (has(service, "mirroring")) return below(text(service, "mirroring", "service") ?? "");
  if (has(service, "failover"))
    return [
      ...below(text(service, "failover", "service") ?? ""),
      ...below(text(service, "failover", "fallback") ?? "").map((each) => ({ ...each, isBackup: true })),
    ];
  const shares = items(service, "weighted", "services")
    .filter((each) => number(each, "weight") !== 0)
    .toSorted((a, b) => (number(b, "weight") ?? 1) - (number(a, "weight") ?? 1));
  return shares.flatMap((each) => below(text(each, "name") ?? ""));
}

/** The transport of a load balancer: its own, or the static configuration's. */
export function transportOf(balancer: Tree, from: string, config: TraefikConfig): Tree {
  const name = text(balancer, "serversTransport");
  const found = name === null ? null : resolve(config.transports, name, from);
  return found === null ? at(config.fixed, "serversTransport") : found[1];
}

/** A service as an upstream; the first of several load balancers says how its servers are spoken to. */
export function upstreamOf(
  balancers: readonly { readonly name: string; readonly balancer: Tree; readonly isBackup: boolean }[],
  config: TraefikConfig,
  triesNext: boolean,
): ProxyUpstream | null {
  const [first] = balancers;
  if (first === undefined) return null;
  const servers = balancers
    .flatMap(({ balancer, isBackup }) => serversOf(balancer, isBackup))
    .slice(0, MOST_SERVERS);
  const transport = transportOf(first.balancer, first.name, config);
  const urls = items(first.balancer, "servers").map((server) => URL.parse(text(server, "url") ?? ""));
  const scheme = urls[0]?.protocol ?? "http:";
  const [own] = servers;
  const serverName = text(transport, "serverName") ?? "";
  return {
    name: first.name,
    servers,
    tls:
      scheme === "https:"
        ? {
            verifies: flag(transport, "insecureSkipVerify") !== true,
            serverName:
              serverName !== "" ? serverName : own === undefined || isAddress(own.host) ? null : own.host,
            where: where(items(first.balancer, "servers")[0] ?? first.balancer),
          }
        : null,
    keepsConnections: number(transport, "maxIdleConnsPerHost") !== -1,
    protocol:
      scheme === "h2c:"
        ? "h2"
        : scheme === "https:"
          ? flag(transport, "disableHTTP2") === true
            ? "http/1.1"
            : "unknown"
          : "http/1.1",
    sendsProxyProtocol: "none",
    resolves: servers.every((server) => isAddress(server.host)) ? "not-needed" : "while-running",
    triesNext,
  };
}

/** A service of TCP as an upstream. */
export function tcpUpstreamOf(name: string, balancer: Tree): ProxyUpstream {
  const version = text(balancer, "proxyProtocol", "version");
  const servers = items(balancer, "servers")
    .slice(0, MOST_SERVERS)
    .flatMap((server): readonly UpstreamServer[] => {
      const [, host = "", port] = /^\[?(.*?)\]?:(\d{1,5})$/.exec(text(server, "address") ?? "") ?? [];
      return port === undefined ? [] : [plain(host, Number(port), server, balancer, false)];
    });
  return {
    ...{ name, servers, tls: null, keepsConnections: false, protocol: "tcp", triesNext: false },
    sendsProxyProtocol: !has(balancer, "proxyProtocol") ? "none" : version === "1" ? "v1" : "v2",
    resolves: servers.every((server) => isAddress(server.host)) ? "not-needed" : "while-running",
  };
}

const plain = (
  host: string,
  port: number,
  server: Tree,
  balancer: Tree,
  isBackup: boolean,
): UpstreamServer => ({
  ...{ host, port, name: null, isBackup, isDown: false, maxConnections: null },
  weight: number(server, "weight") ?? 1,
  isChecked: has(balancer, "healthCheck"),
  where: where(server),
});

const usualPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443, "h2c:": 80 };

const serversOf = (balancer: Tree, isBackup: boolean): readonly UpstreamServer[] =>
  items(balancer, "servers").flatMap((server) => {
    const url = URL.parse(text(server, "url") ?? "");
    if (url === null || url.hostname === "") return [];
    const port = url.port === "" ? (usualPorts[url.protocol] ?? 80) : Number(url.port);
    return [plain(url.hostname.replace(/^\[|\]$/g, ""), port, server, balancer, isBackup)];
  });

/** Timers of a transport. A bare number counts seconds. */
export function transportTimers(transport: Tree): readonly ProxyTimer[] {
  const timer = (role: ProxyTimer["role"], name: string, otherwise: number | null): readonly ProxyTimer[] => {
    const written = duration(transport, 1_000, "forwardingTimeouts", name);
    if (written === null)
      return otherwise === null ? [] : [{ role, name, value: otherwise, where: "default" }];
    return [
      {
        role,
        name,
        value: written === 0 ? null : written,
        where: where(at(transport, "forwardingTimeouts", name)),
      },
    ];
  };
  return [
    ...timer("upstream-connect", "dialTimeout", usual.dial),
    ...timer("upstream-response", "responseHeaderTimeout", null),
    ...timer("upstream-idle", "idleConnTimeout", usual.idle),
  ];
}
