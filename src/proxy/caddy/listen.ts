import type { ProxyConfiguration } from "../../evidence/index.ts";
import { usualAddress } from "../address-match.ts";
import type { ProxyRequest } from "../request.ts";
import { at, flag, has, items, type Tree, text, texts, where } from "../tree.ts";
import { hostsIn } from "./hosts.ts";

/** One address of a server, with the ports of a range. */
export interface CaddyListen {
  /** Empty for all. */
  readonly address: string;
  readonly first: number;
  readonly last: number;
}

/** Addresses that a server is bound to. Caddy, "Network addresses". */
export const listensOf = (server: Tree): readonly CaddyListen[] =>
  texts(server, "listen").flatMap((listen) => {
    const [, address = "", first, last] = /^(?:tcp[46]?\/)?(.*):(\d{1,5})(?:-(\d{1,5}))?$/.exec(listen) ?? [];
    if (first === undefined || listen.startsWith("u")) return [];
    return [
      {
        address: address === "" ? "" : usualAddress(address),
        first: Number(first),
        last: Number(last ?? first),
      },
    ];
  });

/** Ports that the customary schemes have, which the configuration may change. */
export const portsOf = (config: Tree) => ({
  http: Number(text(config, "apps", "http", "http_port") ?? 80),
  https: Number(text(config, "apps", "http", "https_port") ?? 443),
});

/** Whether a server speaks TLS on a port: told so, or by automatic HTTPS for the names that it has. */
export function isTls(server: Tree, port: number, config: Tree): boolean {
  if (items(server, "tls_connection_policies").length > 0) return port !== portsOf(config).http;
  const skipped = new Set(texts(server, "automatic_https", "skip"));
  const hosts = hostsIn(items(server, "routes")).filter((host) => !skipped.has(host));
  return isAutomatic(server) && port !== portsOf(config).http && hosts.length > 0;
}

export const isAutomatic = (server: Tree): boolean => flag(server, "automatic_https", "disable") !== true;

const isEvery = (address: string) => address === "" || address === "0.0.0.0" || address === "::";

/** The server that a connection reaches, the very address before one for all. */
export function serverFor(
  servers: readonly (readonly [string, Tree])[],
  { address, port }: ProxyRequest,
): readonly [string, Tree] | null {
  const own = address === null ? null : usualAddress(address);
  const fitting = (fits: (listen: CaddyListen) => boolean) =>
    servers.find(([, server]) =>
      listensOf(server).some((each) => each.first <= port && port <= each.last && fits(each)),
    );
  const isLocal = own === "127.0.0.1" || own === "::1";
  return (
    fitting((each) => each.address === own || (each.address === "localhost" && isLocal)) ??
    fitting((each) => isEvery(each.address)) ??
    (own === null ? fitting(() => true) : undefined) ??
    null
  );
}

/** What is told at most. */
const MOST_LISTENS = 20;

export function toldListens(
  servers: readonly (readonly [string, Tree])[],
  port: number,
  config: Tree,
): ProxyConfiguration["listens"] {
  const list = servers.flatMap(([, server]) =>
    listensOf(server).map((each) => ({
      ...each,
      server,
      wrapper: items(server, "listener_wrappers").find((each) => text(each, "wrapper") === "proxy_protocol"),
    })),
  );
  const ofPort = list.filter((each) => each.first <= port && port <= each.last);
  return (ofPort.length > 0 ? ofPort : list)
    .slice(0, MOST_LISTENS)
    .map(({ address, first, server, wrapper }) => {
      const own = ofPort.length > 0 ? port : first;
      return {
        address: address === "" ? "0.0.0.0" : address,
        port: own,
        tls: isTls(server, own, config),
        takesProxyProtocol: wrapper !== undefined,
        // Unless its policy is to demand it.
        ...(wrapper !== undefined && text(wrapper, "fallback_policy")?.toUpperCase() !== "REQUIRE"
          ? { isProxyProtocolOptional: true as const }
          : {}),
        where: where(has(server, "listen") ? at(server, "listen") : server),
      };
    });
}
