import type { ProxyConfiguration, RouteAction } from "../../evidence/index.ts";
import type { NamedLogs } from "../logs.ts";
import type { ProxyRequest } from "../request.ts";
import { at, items, number, type Tree, text, where } from "../tree.ts";
import { toCluster } from "./action.ts";
import { httpMeaning } from "./http.ts";
import { clusterLimits, connectionLimits } from "./limits.ts";
import { chainFor, isOf, listenFor, listensOf, toldListens } from "./listener.ts";
import type { EnvoyConfig } from "./load.ts";
import { logsOf } from "./logs.ts";
import { envoyRequest } from "./match.ts";
import { rbacEnd } from "./rbac.ts";
import { clusterTimers, tunnelTimers } from "./timers.ts";
import { domainsOf } from "./virtual-host.ts";

/** What a configuration means for one request. */
export type EnvoyMeaning = Pick<
  ProxyConfiguration,
  "listens" | "route" | "knownHosts" | "timers" | "limits" | "access"
> & { readonly logs: NamedLogs };

/** What a chain of filters comes to. */
export type ChainMeaning = Omit<EnvoyMeaning, "listens" | "knownHosts">;

const noAccess: ProxyConfiguration["access"] = { rules: [], decides: null, trustsHeader: false };

/** Works out which route takes a request, and what holds there. Pure. */
export function evaluateEnvoy(config: EnvoyConfig, request: ProxyRequest): EnvoyMeaning {
  const listens = listensOf(config.listeners);
  const common = {
    listens: toldListens(listens, request.port),
    knownHosts: domainsOf([...config.routes.values(), ...config.listeners.flatMap(inlineRoutes)]),
  };
  const undecided = (name: string, place: string, why: string): EnvoyMeaning => ({
    ...{ ...common, timers: [], limits: [], access: noAccess, logs: logsOf([]) },
    route: { name, where: place, because: why, isDefault: false, action: { kind: "unknown", why } },
  });
  const listen = listenFor(listens, request);
  if (listen === null || listen === "several") {
    const why =
      listen === null
        ? `no listener has port ${request.port}`
        : `several listeners have port ${request.port}, and the address is not known`;
    return undecided("listeners", where(at(config.bootstrap, "static_resources", "listeners")), why);
  }
  const { listener } = listen;
  const name = `listener ${text(listener, "name") ?? `${listen.address}:${listen.port}`}`;
  const choice = chainFor(listener, request);
  if (choice.outcome === "unknown") return undecided(name, where(listener), choice.why);
  if (choice.outcome === "none")
    return undecided(name, where(listener), "no filter chain takes it: the connection is closed");
  const { chain } = choice;
  const filters = items(chain, "filters");
  const manager = filters.find((each) =>
    isOf(each, "HttpConnectionManager", "envoy.filters.network.http_connection_manager"),
  );
  const tcp = filters.find((each) => isOf(each, "TcpProxy", "envoy.filters.network.tcp_proxy"));
  const guard = filters.find((each) => isOf(each, "RBAC", "envoy.filters.network.rbac"));
  const holder = manager ?? tcp;
  if (holder === undefined) return undecided(name, where(chain), "none of its filters is known");
  const proxy = at(holder, "typed_config");
  const meaning =
    manager === undefined
      ? tcpMeaning(name, proxy, request, config)
      : httpMeaning({ listen: name, chain, manager: proxy }, request, config);
  // What the proxy is told in front of the connection tells the client, and it is not known here.
  const seen = listen.takesProxyProtocol ? { ...request, client: null } : request;
  const guarded = guard === undefined ? null : rbacEnd(at(guard, "typed_config"), envoyRequest(seen, proxy));
  return {
    ...common,
    ...meaning,
    limits: [...connectionLimits(chain), ...meaning.limits],
    access: {
      rules: [...(guarded?.rules ?? []), ...meaning.access.rules],
      decides: guarded?.allows === false ? guarded.decides : meaning.access.decides,
      trustsHeader: meaning.access.trustsHeader || listen.takesProxyProtocol,
    },
    logs: { ...meaning.logs, access: [...meaning.logs.access, ...logsOf([listener]).access] },
  };
}

const inlineRoutes = (listener: Tree): readonly Tree[] =>
  [...items(listener, "filter_chains"), at(listener, "default_filter_chain")]
    .flatMap((chain) => items(chain, "filters"))
    .map((filter) => at(filter, "typed_config", "route_config"));

function tcpMeaning(listen: string, proxy: Tree, request: ProxyRequest, config: EnvoyConfig): ChainMeaning {
  const { action, cluster } = toCluster(proxy, envoyRequest(request, proxy), config, {
    path: null,
    triesNext: (number(proxy, "max_connect_attempts") ?? 1) > 1,
  });
  // A connection has no status: without its cluster it is closed.
  const own: RouteAction =
    action.kind === "answers"
      ? { kind: "unknown", why: "its cluster is not there: the connection is closed" }
      : action;
  const passed: RouteAction =
    own.kind === "upstream" ? { ...own, upstream: { ...own.upstream, protocol: "tcp" } } : own;
  return {
    route: {
      name: `${listen}, tcp_proxy`,
      where: where(proxy),
      because: "its filter chain passes connections on",
      isDefault: false,
      action: passed,
    },
    access: noAccess,
    timers: [...tunnelTimers(proxy), ...(cluster === null ? [] : clusterTimers(cluster, false))],
    limits: cluster === null ? [] : clusterLimits(cluster, null, null),
    logs: logsOf([proxy]),
  };
}
