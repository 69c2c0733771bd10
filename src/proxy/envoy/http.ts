import type { ProxyConfiguration, RouteAction } from "../../evidence/index.ts";
import { type ProxyRequest, withoutQuery } from "../request.ts";
import { at, flag, has, items, number, type Tree, text, where } from "../tree.ts";
import { actionOf } from "./action.ts";
import type { ChainMeaning } from "./evaluate.ts";
import { type Filters, filtersOf } from "./filters.ts";
import { clientLimits, clusterLimits } from "./limits.ts";
import { isOf } from "./listener.ts";
import type { EnvoyConfig } from "./load.ts";
import { logsOf } from "./logs.ts";
import { type EnvoyRequest, envoyRequest, routeMatches } from "./match.ts";
import { type RbacEnd, rbacEnd } from "./rbac.ts";
import { clusterTimers, managerTimers, routeTimers } from "./timers.ts";
import { chooseHost, type HostChoice } from "./virtual-host.ts";

/** Where a request is when a connection manager takes it. */
export interface ManagerAt {
  /** The listener's name. */
  readonly listen: string;
  readonly chain: Tree;
  readonly manager: Tree;
}

type Route = NonNullable<ProxyConfiguration["route"]>;

/** What a connection manager does with a request: virtual host, route, the filters before it, and the cluster. */
export function httpMeaning(place: ManagerAt, asked: ProxyRequest, config: EnvoyConfig): ChainMeaning {
  const { listen, manager } = place;
  const client = trustedClient(manager, asked);
  const request = envoyRequest({ ...asked, client }, manager);
  const undecided = (tree: Tree, why: string): ChainMeaning => ({
    route: {
      name: listen,
      where: where(tree),
      because: why,
      isDefault: false,
      action: { kind: "unknown", why },
    },
    access: { rules: [], decides: null, trustsHeader: trustsHeader(manager) },
    timers: managerTimers(manager, null),
    limits: clientLimits(manager, filtersOf(manager, [])),
    logs: logsOf([manager]),
  });
  const name = text(manager, "rds", "route_config_name") ?? "";
  const routes = has(manager, "route_config") ? at(manager, "route_config") : config.routes.get(name);
  if (routes === undefined) return undecided(manager, `its route configuration ${name} is not known`);
  const host = chooseHost(routes, request.host);
  const found = host === null ? null : routeIn(host, request);
  if (found === "unknown")
    return undecided(routes, "whether a route takes it depends on what is not known of it");
  const scopes = [...(found === null ? [] : [found.route]), ...(host === null ? [] : [host.host]), routes];
  const filters = filtersOf(manager, scopes);
  const guard = guardOf(filters, request);
  const early = earlyAnswer(filters, guard);
  const isPlain = request.request.scheme === "http";
  const tls = text(host?.host ?? routes, "require_tls") ?? "NONE";
  const toTls = isPlain && (tls === "ALL" || tls === "2");
  const reached =
    found === null || host === null || early !== null || toTls
      ? null
      : actionOf(found.route, host.host, request, config);
  const base = {
    where: where(found?.route ?? host?.host ?? routes),
    name: [
      listen,
      host === null ? null : `virtual host ${host.name}`,
      found === null ? null : nameOf(found.route),
    ]
      .filter((part) => part !== null)
      .join(", "),
    because: [
      host === null ? null : host.domain === "*" ? "its domain is *" : `the host fits ${host.domain}`,
      found?.because ?? null,
    ]
      .filter((part) => part !== null)
      .join("; "),
    isDefault: host?.domain === "*" && items(routes, "virtual_hosts").length > 1,
  };
  const isRouted = host !== null && found !== null;
  const action: RouteAction | null =
    early ?? (host !== null && toTls ? toHttps(request) : (reached?.action ?? null));
  const route: Route | null = action === null ? null : { ...base, action };
  const cluster = reached?.cluster ?? null;
  return {
    // Nothing takes it: Envoy answers 404.
    route: isRouted || early !== null || (host !== null && toTls) ? route : null,
    access: {
      rules: guard?.rules ?? [],
      decides: guard?.allows === null ? null : (guard?.decides ?? null),
      trustsHeader: trustsHeader(manager),
    },
    timers: [
      ...(reached?.cluster == null || found === null || host === null
        ? []
        : routeTimers(manager, host.host, found.route)),
      ...managerTimers(manager, found?.route ?? null),
      ...(cluster === null ? [] : clusterTimers(cluster, true)),
    ],
    limits: [
      ...clientLimits(manager, filters),
      ...(cluster === null ? [] : clusterLimits(cluster, found?.route ?? null, host?.host ?? null)),
    ],
    logs: logsOf([manager]),
  };
}

/** The first route that fits; `unknown` where one before it may. */
function routeIn(
  { host }: HostChoice,
  request: EnvoyRequest,
): { readonly route: Tree; readonly because: string } | "unknown" | null {
  if (has(host, "matcher")) return "unknown";
  for (const route of items(host, "routes")) {
    const { fits, because } = routeMatches(at(route, "match"), request);
    if (fits === null) return "unknown";
    if (fits) return { route, because };
  }
  return null;
}

function nameOf(route: Tree): string {
  const match = at(route, "match");
  const written = ["prefix", "path", "path_separated_prefix"]
    .map((key) => text(match, key))
    .find((each) => each !== null);
  return `route ${text(route, "name") || written || text(match, "safe_regex", "regex") || "without a name"}`;
}

const guardOf = (filters: Filters, request: EnvoyRequest): RbacEnd | null => {
  const filter = filters.own("RBAC", "envoy.filters.http.rbac");
  if (filter === null) return null;
  return rbacEnd(has(filter, "rbac") ? at(filter, "rbac") : filter, request);
};

/** What a filter answers before any route is used; `null` where all let the request pass. */
function earlyAnswer(filters: Filters, guard: RbacEnd | null): RouteAction | null {
  const fault = filters.own("HTTPFault", "envoy.filters.http.fault");
  const status = fault === null ? null : number(fault, "abort", "http_status");
  const share = fault === null ? null : number(fault, "abort", "percentage", "numerator");
  const isWhole =
    share === 100 &&
    /^(?:|HUNDRED|0)$/.test(
      text(fault ?? filters.list[0] ?? none, "abort", "percentage", "denominator") ?? "",
    );
  if (status !== null && isWhole && !has(fault ?? none, "headers")) return { kind: "answers", status };
  if (guard?.allows === false) return { kind: "answers", status: 403 };
  const other = filters.list.find((filter) =>
    isOf(filter, "DirectResponse", "envoy.filters.http.direct_response"),
  );
  return other === undefined ? null : { kind: "unknown", why: "a filter answers in place of a route" };
}

const none: Tree = { value: undefined, path: [], place: () => "default" };

/** Whether the client's address comes from a field. `HttpConnectionManager`, "use_remote_address". */
const trustsHeader = (manager: Tree): boolean =>
  flag(manager, "use_remote_address") !== true ||
  (number(manager, "xff_num_trusted_hops") ?? 0) > 0 ||
  has(manager, "original_ip_detection_extensions");

/** The client as filters see it: by X-Forwarded-For where a hop in front is trusted. `null` where that cannot be told. */
function trustedClient(manager: Tree, { client, fields }: ProxyRequest): string | null {
  if (!trustsHeader(manager)) return client;
  if (has(manager, "original_ip_detection_extensions")) return null;
  const hops = number(manager, "xff_num_trusted_hops") ?? 0;
  const list = (fields?.["x-forwarded-for"] ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  const own = flag(manager, "use_remote_address") === true ? hops - 1 : hops;
  return list.at(-1 - own) ?? client;
}

/** Where `require_tls` sends what comes in the clear. */
const toHttps = ({ host, request }: EnvoyRequest): RouteAction => ({
  kind: "redirects",
  status: 301,
  location: withoutQuery(`https://${host}${request.path}`),
});
