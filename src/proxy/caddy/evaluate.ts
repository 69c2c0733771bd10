import type { ProxyConfiguration, ProxyLimit, ProxyTimer, RouteAction } from "../../evidence/index.ts";
import { isInNetwork } from "../address-match.ts";
import type { NamedLogs } from "../logs.ts";
import { type ProxyRequest, withoutQuery } from "../request.ts";
import { at, duration, flag, has, items, number, type Tree, text, texts, where } from "../tree.ts";
import { hostsIn } from "./hosts.ts";
import { isAutomatic, isTls, portsOf, serverFor, toldListens } from "./listen.ts";
import { serversOf } from "./load.ts";
import { logsOf } from "./logs.ts";
import type { CaddyRequest } from "./match.ts";
import { rewritten } from "./rewrite.ts";
import { upstreamLimits, upstreamOf, upstreamTimers } from "./upstream.ts";
import { locationOf, type Walked, walk } from "./walk.ts";

/** What a configuration means for one request, and the handler that passes it on. */
export type CaddyMeaning = Pick<
  ProxyConfiguration,
  "listens" | "route" | "knownHosts" | "timers" | "limits" | "access"
> & { readonly logs: NamedLogs; readonly handler: Tree | null };

const NANO = 1e-6;
/** Values that hold where nothing is said. Caddy, "JSON config structure: servers"; `http.DefaultMaxHeaderBytes` of Go. */
const usual = { readHeader: 60_000, idle: 300_000, head: 1_048_576 } as const;
const MOST_HOSTS = 20;

/** Works out which route takes a request, and what holds there. Pure. */
export function evaluateCaddy(config: Tree, request: ProxyRequest): CaddyMeaning {
  const servers = serversOf(config);
  const hosts = servers.flatMap(([, server]) => hostsIn(items(server, "routes")));
  const common = {
    listens: toldListens(servers, request.port, config),
    knownHosts: [...new Set(hosts.map((host) => host.toLowerCase()))].slice(0, MOST_HOSTS),
  };
  const access = { rules: [], decides: null, trustsHeader: false };
  const found = serverFor(servers, request);
  if (found === null) {
    const secured = servers.find(([, server]) => redirectsToTls(server, request, config));
    const why = `no server listens on port ${request.port}`;
    const [, tree] = secured ?? ["", at(config, "apps", "http", "servers")];
    const action: RouteAction =
      secured === undefined
        ? { kind: "unknown", why }
        : {
            kind: "redirects",
            status: 308,
            location: withoutQuery(`https://${request.host}${request.path}`),
          };
    const because = secured === undefined ? why : "automatic HTTPS sends its hosts there";
    const route = { name: "server", where: where(tree), because, isDefault: false, action };
    return {
      ...common,
      route,
      access,
      timers: [],
      limits: [],
      logs: logsOf(config, tree, request.host),
      handler: null,
    };
  }
  const [name, server] = found;
  const trusted = texts(server, "trusted_proxies", "ranges");
  const isBehind =
    request.client !== null && trusted.some((range) => isInNetwork(request.client ?? "", range) === true);
  const [target = ""] = request.path.split("#", 1);
  const question = target.indexOf("?");
  const start: CaddyRequest = {
    request,
    method: request.method,
    path: question === -1 ? target : target.slice(0, question),
    query: question === -1 ? "" : target.slice(question + 1),
    isTls: isTls(server, request.port, config),
    client: isBehind ? null : request.client,
  };
  const walked = walk(items(server, "routes"), start);
  const end = walked.end.kind === "handler" ? walked.end : null;
  const handler = end !== null && text(end.handler, "handler") === "reverse_proxy" ? end.handler : null;
  const action = actionOf(walked);
  const last = walked.routes.at(-1);
  const named =
    last === undefined
      ? []
      : items(server, "routes").flatMap((route) => (walked.routes.includes(route) ? hostsIn([route]) : []));
  return {
    ...common,
    route:
      action === null
        ? null
        : {
            name: `server ${name}${last === undefined ? "" : `, ${nameOf(walked.routes)}`}`,
            where: where(end?.handler ?? last ?? server),
            because:
              last === undefined
                ? "no route before decides"
                : `its matchers fit: ${matchersOf(walked.routes)}`,
            isDefault: named.length === 0 && hosts.length > 0,
            action,
          },
    access: {
      rules: walked.rules,
      decides: decidingRule(walked, request, action),
      trustsHeader: isBehind,
    },
    timers: [...serverTimers(server), ...(handler === null ? [] : upstreamTimers(handler))],
    limits: [...serverLimits(server, walked), ...(handler === null ? [] : upstreamLimits(handler))],
    logs: logsOf(config, server, request.host),
    handler,
  };
}

/** Automatic HTTPS: what comes in the clear for a name that has a certificate is sent to the encrypted port. */
function redirectsToTls(server: Tree, { port, host }: ProxyRequest, config: Tree): boolean {
  const { http, https } = portsOf(config);
  const isOff = flag(server, "automatic_https", "disable_redirects") === true || !isAutomatic(server);
  const isNamed = hostsIn(items(server, "routes")).some((each) => each.toLowerCase() === host.toLowerCase());
  return port === http && !isOff && isNamed && isTls(server, https, config);
}

function actionOf({ end }: Walked): RouteAction | null {
  if (end.kind === "unknown") return { kind: "unknown", why: end.why };
  if (end.kind === "nothing") return null;
  const { handler, request } = end;
  const written = text(handler, "status_code");
  const status = written !== null && /^\d{3}$/.test(written) ? Number(written) : null;
  switch (text(handler, "handler")) {
    case "reverse_proxy": {
      const upstream = upstreamOf(handler, request);
      if (upstream === null) return { kind: "unknown", why: "its upstreams are known only while it runs" };
      if (upstream.servers.length === 0) return { kind: "answers", status: 503, lacksServer: true };
      const sent = has(handler, "rewrite") ? rewritten(at(handler, "rewrite"), request) : request;
      return { kind: "upstream", upstream, path: sent.path };
    }
    case "file_server":
      return { kind: "files", root: text(handler, "root") };
    case "error":
      return status === null && written !== null
        ? { kind: "unknown", why: "its status is known only while it runs" }
        : { kind: "answers", status: status ?? 500 };
    case "static_response": {
      if (text(handler, "abort") === "true") return { kind: "unknown", why: "it cuts the connection" };
      const location = locationOf(handler, request);
      if (status !== null && status >= 300 && status < 400 && status !== 304)
        return { kind: "redirects", status, location: location === null ? null : withoutQuery(location) };
      return status === null && written !== null
        ? { kind: "unknown", why: "its status is known only while it runs" }
        : { kind: "answers", status: status ?? 200 };
    }
    default:
      return { kind: "unknown", why: "a handler answers by itself" };
  }
}

function decidingRule(
  { rules }: Walked,
  { client }: ProxyRequest,
  action: RouteAction | null,
): ProxyConfiguration["access"]["decides"] {
  if (client === null) return null;
  const isRefused = action?.kind === "answers" && (action.status === 403 || action.status === 401);
  const fitting = rules.filter(({ source }) => source === "all" || isInNetwork(client, source) === true);
  const verdict = isRefused ? "deny" : "allow";
  return fitting.find((rule) => rule.verdict === verdict) ?? null;
}

const nameOf = (routes: readonly Tree[]): string => {
  const said = matchersOf(routes);
  return said === "everything" ? "route" : `route ${said}`;
};

/** What the matchers of routes say of host and path. */
function matchersOf(routes: readonly Tree[]): string {
  const said = routes.flatMap((route) =>
    items(route, "match").flatMap((set) => [
      ...texts(set, "host"),
      ...texts(set, "path"),
      ...texts(set, "method"),
    ]),
  );
  return said.length === 0 ? "everything" : said.slice(0, 6).join(" ").slice(0, 300);
}

function serverTimers(server: Tree): readonly ProxyTimer[] {
  const timer = (role: ProxyTimer["role"], name: string, otherwise: number | null): readonly ProxyTimer[] => {
    const written = duration(server, NANO, name);
    if (written === null || written === 0)
      return otherwise === null ? [] : [{ role, name, value: otherwise, where: "default" }];
    return [{ role, name, value: written < 0 ? null : written, where: where(at(server, name)) }];
  };
  return [
    ...timer("client-idle", "idle_timeout", usual.idle),
    ...timer("client-head", "read_header_timeout", usual.readHeader),
    ...timer("client-body", "read_timeout", null),
    ...timer("client-send", "write_timeout", null),
  ];
}

function serverLimits(server: Tree, { bodies }: Walked): readonly ProxyLimit[] {
  const head = number(server, "max_header_bytes") ?? 0;
  const smallest = bodies
    .map((handler) => ({ handler, value: number(handler, "max_size") ?? 0 }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => a.value - b.value)
    .map(
      ({ handler, value }): ProxyLimit => ({
        ...{ role: "request-body", name: "request_body max_size", value, burst: 0, where: where(handler) },
      }),
    );
  return [
    ...smallest,
    {
      ...{ role: "request-head", name: "max_header_bytes", value: head > 0 ? head : usual.head, burst: 0 },
      where: head > 0 ? where(at(server, "max_header_bytes")) : "default",
    },
  ];
}
