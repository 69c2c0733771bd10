import type { ProxyConfiguration, ProxyLimit, RouteAction } from "../../evidence/index.ts";
import type { NamedLogs } from "../logs.ts";
import type { ProxyRequest } from "../request.ts";
import { at, flag, has, number, type Tree, text, where } from "../tree.ts";
import type { Truth } from "../truth.ts";
import {
  type EntryPoint,
  entryPointFor,
  entryPointsOf,
  entryTimers,
  listOf,
  toldListens,
  usualNames,
} from "./entry-point.ts";
import type { TraefikConfig } from "./load.ts";
import { pass, redirection, unfolded } from "./middleware.ts";
import { ruleFits } from "./rule.ts";
import { balancersOf, tcpUpstreamOf, transportOf, transportTimers, upstreamOf } from "./service.ts";

/** What a configuration means for one request. */
export type TraefikMeaning = Pick<
  ProxyConfiguration,
  "listens" | "route" | "knownHosts" | "timers" | "limits" | "access"
> & { readonly logs: NamedLogs };

const MOST_HOSTS = 20;
/** `http.DefaultMaxHeaderBytes` of Go. */
const HEAD_LIMIT: ProxyLimit = {
  role: "request-head",
  name: "maxHeaderBytes",
  value: 1_048_576,
  burst: 0,
  where: "default",
};

type Candidate = readonly [name: string, router: Tree];

/** Works out which router takes a request, and what holds there. Pure. */
export function evaluateTraefik(config: TraefikConfig, request: ProxyRequest): TraefikMeaning {
  const entryPoints = entryPointsOf(config.fixed);
  const entryPoint = entryPointFor(entryPoints, request);
  const isTlsRouter = (each: EntryPoint, router: Tree) => has(router, "tls") || has(each.tree, "http", "tls");
  const routersAt = (each: EntryPoint, all: TraefikConfig["routers"]): readonly Candidate[] =>
    [...all].filter(([, router]) => {
      const names = listOf(router, "entryPoints");
      const own = names.length > 0 ? names : usualNames(entryPoints);
      return (
        own.some((name) => name.toLowerCase() === each.name.toLowerCase()) &&
        text(router, "status") !== "disabled"
      );
    });
  const isTlsAt = (each: EntryPoint): boolean => {
    const all = routersAt(each, config.routers);
    return (
      has(each.tree, "http", "tls") ||
      (all.length > 0 && all.every(([, router]) => isTlsRouter(each, router)))
    );
  };
  const isTls = request.scheme === "https" || request.scheme === "tls";
  const common = {
    listens: toldListens(entryPoints, request.port, isTlsAt),
    knownHosts: knownHosts(config),
    logs: logsOf(config.fixed),
  };
  const access = { rules: [], decides: null, trustsHeader: false };
  const undecided = (name: string, place: string, why: string): TraefikMeaning => ({
    ...{
      ...common,
      access,
      limits: [HEAD_LIMIT],
      timers: entryPoint === null ? [] : entryTimers(entryPoint),
    },
    route: { name, where: place, because: why, isDefault: false, action: { kind: "unknown", why } },
  });
  if (entryPoint === null)
    return undecided(
      "entry points",
      where(at(config.fixed, "entryPoints")),
      `no entry point has port ${request.port}`,
    );
  const name = `entry point ${entryPoint.name}`;
  const http = routersAt(entryPoint, config.routers).filter(
    ([, router]) => isTlsRouter(entryPoint, router) === isTls,
  );
  const tcp = routersAt(entryPoint, config.tcpRouters).filter(([, router]) => has(router, "tls") === isTls);
  const chosen = choose(http, request);
  const isHttp = request.scheme === "http" || request.scheme === "https";
  const passed = choose(tcp, request);
  if (passed !== "unknown" && passed !== null) {
    const [, router] = passed;
    const takesAll = (text(router, "rule") ?? "").includes("`*`");
    if (!isHttp || !takesAll || (isTls && chosen === null))
      return { ...common, ...tcpMeaning(name, entryPoint, passed, config) };
  }
  if (passed === "unknown" || chosen === "unknown")
    return undecided(
      name,
      where(entryPoint.tree),
      "which router takes it depends on what is not known of it",
    );
  const trusts =
    has(entryPoint.tree, "forwardedHeaders", "trustedIPs") ||
    flag(entryPoint.tree, "forwardedHeaders", "insecure") === true;
  const asking = { request, isTls, middlewares: config.middlewares, entryPoints };
  const sent = isTls ? null : redirection(entryPoint, asking);
  if (sent !== null)
    return {
      ...{ ...common, access, limits: [HEAD_LIMIT], timers: entryTimers(entryPoint) },
      route: {
        name,
        where: where(at(entryPoint.tree, "http", "redirections")),
        because: "it redirects everything",
        isDefault: false,
        action: sent,
      },
    };
  if (chosen === null)
    return config.unread.length > 0
      ? undecided(name, where(entryPoint.tree), `routers of ${config.unread.join(", ")} are not known`)
      : { ...common, access, route: null, limits: [HEAD_LIMIT], timers: entryTimers(entryPoint) };
  const [routerName, router] = chosen;
  const list = [
    ...unfolded(listOf(entryPoint.tree, "http", "middlewares"), "@file", config.middlewares),
    ...unfolded(listOf(router, "middlewares"), routerName, config.middlewares),
  ];
  const through = pass(list, asking);
  const balancers = balancersOf(text(router, "service") ?? "", routerName, config);
  const [first] = balancers ?? [];
  const action = through.answer ?? serviceAction(balancers, through, config);
  const transport = first === undefined ? null : transportOf(first.balancer, first.name, config);
  return {
    ...common,
    route: {
      name: `${name}, router ${routerName}`,
      where: where(router),
      because: `its rule fits: ${(text(router, "rule") ?? "").slice(0, 300)}`,
      isDefault: !/Host/i.test(text(router, "rule") ?? "") && common.knownHosts.length > 0,
      action,
    },
    access: { rules: through.rules, decides: through.decides, trustsHeader: through.trustsHeader || trusts },
    timers: [
      ...entryTimers(entryPoint),
      ...(transport === null || action.kind !== "upstream" ? [] : transportTimers(transport)),
    ],
    limits: [HEAD_LIMIT, ...through.limits],
  };
}

function serviceAction(
  balancers: ReturnType<typeof balancersOf>,
  through: ReturnType<typeof pass>,
  config: TraefikConfig,
): RouteAction {
  // A router whose service is missing is switched off.
  if (balancers === null)
    return config.unread.length > 0
      ? { kind: "unknown", why: "its service is not known" }
      : { kind: "answers", status: 404 };
  const upstream = upstreamOf(balancers, config, through.triesNext);
  if (upstream === null) return { kind: "unknown", why: "its service is of a kind that is not known" };
  if (upstream.servers.length === 0) return { kind: "answers", status: 503, lacksServer: true };
  return { kind: "upstream", upstream, path: through.path };
}

/** The fitting router with the highest priority; a rule is worth its length unless told otherwise. */
function choose(candidates: readonly Candidate[], request: ProxyRequest): Candidate | "unknown" | null {
  const ranked = candidates
    .map((candidate) => {
      const rule = text(candidate[1], "rule") ?? "";
      const told = number(candidate[1], "priority") ?? 0;
      return { candidate, rule, priority: told === 0 ? rule.length : told };
    })
    .toSorted((a, b) => b.priority - a.priority);
  let best: (typeof ranked)[number] | null = null;
  for (const each of ranked) {
    if (best !== null && each.priority < best.priority) break;
    const fits: Truth = ruleFits(each.rule, request);
    if (fits === null) return "unknown";
    if (!fits) continue;
    // Which of two with the same priority is first is chance.
    if (best !== null && text(best.candidate[1], "service") !== text(each.candidate[1], "service"))
      return "unknown";
    best ??= each;
  }
  return best?.candidate ?? null;
}

function tcpMeaning(
  name: string,
  entryPoint: EntryPoint,
  [routerName, router]: Candidate,
  config: TraefikConfig,
): Omit<TraefikMeaning, "listens" | "knownHosts" | "logs"> {
  const [first] = balancersOf(text(router, "service") ?? "", routerName, config, "tcp") ?? [];
  const action: RouteAction =
    first === undefined
      ? { kind: "unknown", why: "its service is not known" }
      : { kind: "upstream", upstream: tcpUpstreamOf(first.name, first.balancer), path: null };
  return {
    route: {
      ...{ name: `${name}, TCP router ${routerName}`, where: where(router), isDefault: false, action },
      because: `its rule fits: ${(text(router, "rule") ?? "").slice(0, 300)}`,
    },
    access: { rules: [], decides: null, trustsHeader: false },
    timers: entryTimers(entryPoint).filter(({ role }) => role === "shutdown"),
    limits: [],
  };
}

const knownHosts = ({ routers, tcpRouters }: TraefikConfig): readonly string[] =>
  [
    ...new Set(
      [...routers.values(), ...tcpRouters.values()].flatMap((router) =>
        [...(text(router, "rule") ?? "").slice(0, 20_000).matchAll(/Host(?:SNI)?\(([^)]*)\)/gi)].flatMap(
          ([, words = ""]) =>
            [...words.matchAll(/[`"]([^`"*]+)[`"]/g)].map(([, host = ""]) => host.toLowerCase()),
        ),
      ),
    ),
  ].slice(0, MOST_HOSTS);

function logsOf(fixed: Tree): NamedLogs {
  const own = at(fixed, "log");
  const file = text(own, "filePath");
  const log = at(fixed, "accessLog");
  const isOn = has(fixed, "accessLog") && text(log) !== "false";
  const format = text(log, "format");
  return {
    access: isOn
      ? [
          {
            target: text(log, "filePath") || "stdout",
            format,
            text: format === "json" ? "json" : null,
            where: where(log),
          },
        ]
      : [],
    errors: file === null ? [] : [{ target: file, level: text(own, "level"), where: where(own) }],
    formats: {},
  };
}
