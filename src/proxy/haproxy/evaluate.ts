import type { ProxyConfiguration, RouteAction } from "../../evidence/index.ts";
import { type ProxyRequest, withoutQuery } from "../request.ts";
import { type Bind, bindsFor, bindsOf } from "./bind.ts";
import { chooseBackend } from "./choose.ts";
import { conditionOf, holds } from "./condition.ts";
import type { Transaction } from "./fetch.ts";
import { knownHosts } from "./hosts.ts";
import { limitsOf } from "./limits.ts";
import { globalLines, type HaproxyProxy, lastLine, proxiesOf } from "./proxy.ts";
import { redirected } from "./redirect.ts";
import { type RuleEnd, runRules } from "./rules.ts";
import type { Sections } from "./sections.ts";
import { upstreamOf } from "./servers.ts";
import { SourceRules } from "./sources.ts";
import { backendTimers, clientTimers } from "./timers.ts";

/** What a configuration means for one request. */
export type HaproxyMeaning = Pick<
  ProxyConfiguration,
  "listens" | "route" | "knownHosts" | "timers" | "limits" | "access"
> & { readonly frontend: HaproxyProxy | null; readonly backend: HaproxyProxy | null };

/** Works out which backend takes a request, and what holds there. Pure; files of patterns come by `lines`. */
export function evaluateHaproxy(
  sections: Sections,
  request: ProxyRequest,
  lines: (path: string) => readonly string[] | null,
): HaproxyMeaning {
  const proxies = proxiesOf(sections);
  const global = globalLines(sections);
  const binds = bindsOf(proxies);
  const [bind = null] = bindsFor(binds, request);
  const listens = listensOf(binds, request);
  const hosts = knownHosts(proxies, lines);
  if (bind === null) {
    const none = { rules: [], decides: null, trustsHeader: false };
    const limits = limitsOf(global, { frontend: null, backend: null, bind }, proxies);
    return {
      listens,
      route: null,
      knownHosts: hosts,
      timers: [],
      limits,
      access: none,
      frontend: null,
      backend: null,
    };
  }
  const transaction: Transaction = {
    ...{ request, tls: bind.tls, method: request.method, path: request.path, proxies, lines },
    source: bind.takesProxyProtocol ? null : request.client,
    fields: new Map(),
    variables: new Map(),
  };
  const sources = new SourceRules();
  const { backend, route } = routeOf(bind, transaction, sources, hosts, global);
  const passed = backend === null ? null : upstreamOf(backend, global, transaction);
  return {
    listens,
    knownHosts: hosts,
    route,
    timers: [
      ...clientTimers(bind.proxy, global),
      ...(backend === null || passed === null ? [] : backendTimers(backend, passed, sections)),
    ],
    limits: limitsOf(global, { frontend: bind.proxy, backend, bind }, proxies),
    access: sources.told(transaction.source !== request.client),
    frontend: bind.proxy,
    backend,
  };
}

type Route = NonNullable<ProxyConfiguration["route"]>;

function routeOf(
  bind: Bind,
  transaction: Transaction,
  sources: SourceRules,
  hosts: readonly string[],
  global: Parameters<typeof upstreamOf>[1],
): { readonly backend: HaproxyProxy | null; readonly route: Route } {
  const { proxy } = bind;
  const ofFrontend = { name: `${proxy.section.kind} ${proxy.name}`, isDefault: false };
  const early = requestRules(proxy, transaction, sources, true);
  if (early !== null) {
    const because = `bound at ${bind.where}; ${early.because}`;
    return {
      backend: null,
      route: { ...ofFrontend, where: early.by.where, because, action: actionOf(early) },
    };
  }
  const choice = chooseBackend(proxy, transaction);
  const isNamedHost = hosts.includes(transaction.request.host.toLowerCase());
  const isDefault = choice.isDefault && hosts.length > 0 && !isNamedHost;
  const base = { where: choice.where, because: choice.because, isDefault };
  if (choice.backend === null) {
    const action: RouteAction =
      choice.why === null
        ? { kind: "answers", status: 503, lacksServer: true }
        : { kind: "unknown", why: choice.why };
    return { backend: null, route: { ...base, name: ofFrontend.name, action } };
  }
  const { backend } = choice;
  const name = backend === proxy ? ofFrontend.name : `${ofFrontend.name}, backend ${backend.name}`;
  const late = backend === proxy ? null : requestRules(backend, transaction, sources, false);
  if (late !== null) {
    const because = `${choice.because}; ${late.because}`;
    return { backend, route: { ...base, name, where: late.by.where, because, action: actionOf(late) } };
  }
  const { upstream } = upstreamOf(backend, global, transaction);
  const path = backend.isHttp && transaction.path !== null ? withoutQuery(transaction.path) : null;
  const action: RouteAction =
    upstream.servers.length === 0
      ? { kind: "answers", status: 503, lacksServer: true }
      : { kind: "upstream", upstream, path };
  return { backend, route: { ...base, name, action } };
}

/** All rules of one proxy on a request, in the order in which haproxy runs them. `http_process_req_common()`. */
function requestRules(
  proxy: HaproxyProxy,
  transaction: Transaction,
  sources: SourceRules,
  isFrontend: boolean,
): RuleEnd | null {
  const kinds = isFrontend ? ["connection", "session", "content"] : ["content"];
  for (const kind of kinds) {
    const end = runRules(proxy, ["tcp-request", kind], transaction, sources);
    if (end !== null) return end;
  }
  if (!proxy.isHttp) return null;
  const monitor = isFrontend ? lastLine(proxy.lines, "monitor-uri") : null;
  if (monitor !== null && transaction.request.path === monitor.words[1])
    return { kind: "answers", status: 200, by: monitor, because: "it is the monitor-uri" };
  const end = runRules(proxy, ["http-request"], transaction, sources);
  if (end !== null) return end;
  const stats = proxy.lines.find(
    ({ words }) => words[0] === "stats" && /^(?:enable|uri|auth|realm)$/.test(words[1] ?? ""),
  );
  // `DEF_STATS_URI`.
  const uri = lastLine(proxy.lines, "stats", "uri")?.words[2] ?? "/haproxy?stats";
  if (stats !== undefined && transaction.path?.startsWith(uri))
    return {
      ...{ kind: "answers", by: stats, because: "it is the page of statistics" },
      status: lastLine(proxy.lines, "stats", "auth") === null ? 200 : 401,
    };
  for (const line of proxy.lines.filter(({ words }) => words[0] === "redirect")) {
    const condition = conditionOf(line.words, proxy.lines);
    const applies = holds(condition, transaction);
    const because = condition?.text ?? "without a condition";
    if (applies === null)
      return {
        kind: "unknown",
        why: `whether "redirect" applies cannot be told (${line.where})`,
        by: line,
        because,
      };
    if (applies)
      return { kind: "redirects", ...redirected(line.words.slice(1), transaction), by: line, because };
  }
  return null;
}

function actionOf(end: RuleEnd): RouteAction {
  if (end.kind === "answers") return { kind: "answers", status: end.status };
  if (end.kind === "unknown") return { kind: "unknown", why: end.why };
  return {
    kind: "redirects",
    status: end.status,
    location: end.location === null ? null : withoutQuery(end.location),
  };
}

/** Listeners that are told at most. */
const MOST_LISTENS = 20;

function listensOf(binds: readonly Bind[], { port }: ProxyRequest): ProxyConfiguration["listens"] {
  const ofPort = binds.filter(({ first, last }) => first <= port && port <= last);
  const isOfPort = ofPort.length > 0;
  return (isOfPort ? ofPort : binds)
    .slice(0, MOST_LISTENS)
    .map(({ address, first, tls, takesProxyProtocol, where }) => ({
      ...{ address, port: isOfPort ? port : first, tls, takesProxyProtocol, where },
    }));
}
