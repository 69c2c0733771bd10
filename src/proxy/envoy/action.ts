import type { ProxyUpstream, RouteAction } from "../../evidence/index.ts";
import { find, pcre } from "../pattern.ts";
import { withoutQuery } from "../request.ts";
import { at, flag, has, items, number, type Tree, text } from "../tree.ts";
import { upstreamOf } from "./cluster.ts";
import type { EnvoyConfig } from "./load.ts";
import { type EnvoyRequest, fieldOf } from "./match.ts";

/** What a route does, and the cluster that it leads to. */
export interface EnvoyAction {
  readonly action: RouteAction;
  readonly cluster: Tree | null;
}

const only = (action: RouteAction): EnvoyAction => ({ action, cluster: null });
const unknown = (why: string): EnvoyAction => only({ kind: "unknown", why });

/** `config.route.v3.Route`: redirect, direct answer, or a cluster. */
export function actionOf(route: Tree, host: Tree, request: EnvoyRequest, config: EnvoyConfig): EnvoyAction {
  if (has(route, "redirect")) return only(redirected(at(route, "redirect"), at(route, "match"), request));
  const status = number(route, "direct_response", "status");
  if (status !== null) return only({ kind: "answers", status });
  if (!has(route, "route")) return unknown("its action is none that is known");
  const forwards = at(route, "route");
  const retries = has(forwards, "retry_policy") ? at(forwards, "retry_policy") : at(host, "retry_policy");
  const triesNext = (text(retries, "retry_on") ?? "") !== "";
  const path = rewritten(forwards, at(route, "match"), request);
  return toCluster(forwards, request, config, { path, triesNext });
}

interface Towards {
  readonly path: string | null;
  readonly triesNext: boolean;
}

/** A cluster by name, by weight, or by a field of the request. Also what `tcp_proxy` names. */
export function toCluster(
  forwards: Tree,
  request: EnvoyRequest,
  config: EnvoyConfig,
  towards: Towards,
): EnvoyAction {
  const upstreamNamed = (name: string): EnvoyAction => {
    const cluster = config.clusters.get(name);
    if (cluster === undefined) {
      const code = text(forwards, "cluster_not_found_response_code") ?? "";
      return only({
        kind: "answers",
        status: /NOT_FOUND|^1$/.test(code) ? 404 : /INTERNAL|^2$/.test(code) ? 500 : 503,
      });
    }
    const discovery = text(cluster, "type") ?? "STATIC";
    if (discovery === "ORIGINAL_DST")
      return unknown(`cluster ${name} sends it to where the client connected to`);
    const upstream = { ...upstreamOf(cluster, config, request.request.host), triesNext: towards.triesNext };
    return { action: { kind: "upstream", upstream, path: towards.path }, cluster };
  };
  const name = text(forwards, "cluster");
  if (name !== null && name !== "") return upstreamNamed(name);
  const shares = items(forwards, "weighted_clusters", "clusters")
    .map((each) => ({ name: text(each, "name"), weight: number(each, "weight") ?? 0 }))
    .filter((each): each is { name: string; weight: number } => each.name !== null && each.weight > 0);
  if (shares.length > 0) return ofShares(shares, upstreamNamed);
  const header = text(forwards, "cluster_header");
  if (header !== null) {
    const value = fieldOf(header, request);
    return value == null
      ? unknown(`the field ${header} of the request names the cluster`)
      : upstreamNamed(value);
  }
  return unknown("its cluster is chosen in a way that is not known");
}

/** Several clusters by weight: the heaviest one stands for them, with the servers of all. */
function ofShares(
  shares: readonly { readonly name: string; readonly weight: number }[],
  upstreamNamed: (name: string) => EnvoyAction,
): EnvoyAction {
  const sorted = shares.toSorted((a, b) => b.weight - a.weight);
  const found = sorted.map(({ name }) => upstreamNamed(name));
  const [first] = found;
  if (first === undefined || first.action.kind !== "upstream" || found.length === 1)
    return first ?? unknown("it leads to no cluster");
  const upstreams: readonly ProxyUpstream[] = found.flatMap(({ action }) =>
    action.kind === "upstream" ? [action.upstream] : [],
  );
  const isAlike = upstreams.every(({ tls }) => (tls === null) === (upstreams[0]?.tls === null));
  if (upstreams.length < found.length || !isAlike)
    return unknown(
      `it leads to one of several clusters by chance: ${sorted.map(({ name }) => name).join(", ")}`,
    );
  const servers = upstreams.flatMap((upstream) => upstream.servers);
  return { ...first, action: { ...first.action, upstream: { ...first.action.upstream, servers } } };
}

/** The path as the upstream gets it; `null` where it cannot be told. */
function rewritten(forwards: Tree, match: Tree, { path }: EnvoyRequest): string | null {
  const prefix = text(forwards, "prefix_rewrite");
  if (prefix !== null && prefix !== "") {
    if (has(match, "safe_regex")) return withoutQuery(prefix);
    const matched = text(match, "prefix") ?? text(match, "path_separated_prefix") ?? text(match, "path");
    return matched === null ? null : withoutQuery(prefix + path.slice(matched.length));
  }
  if (has(forwards, "regex_rewrite")) return byExpression(at(forwards, "regex_rewrite"), path);
  return has(forwards, "path_rewrite_policy") || has(forwards, "path_rewrite") ? null : path;
}

/** `type.matcher.v3.RegexMatchAndSubstitute`: all that fits is replaced; `\1` is a group. */
function byExpression(rewrite: Tree, path: string): string | null {
  const source = text(rewrite, "pattern", "regex");
  const expression = source === null ? null : pcre(source, { ignoresCase: false });
  if (expression === null || find(expression, path) === undefined) return null;
  const substitution = (text(rewrite, "substitution") ?? "")
    .replaceAll("$", "$$$$")
    .replaceAll(/\\(\d)/g, (_, digit: string) => (digit === "0" ? "$&" : `$${digit}`));
  return withoutQuery(path.replaceAll(new RegExp(expression.source, `${expression.flags}g`), substitution));
}

const codes: Readonly<Record<string, number>> = {
  ...{ MOVED_PERMANENTLY: 301, FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 },
};

/** `config.route.v3.RedirectAction`. */
export function redirected(redirect: Tree, match: Tree, request: EnvoyRequest): RouteAction {
  const own = request.request.scheme === "https" ? "https" : "http";
  const scheme =
    flag(redirect, "https_redirect") === true ? "https" : text(redirect, "scheme_redirect") || own;
  const [, name = "", written] = /^(.*?)(?::(\d+))?$/.exec(request.host) ?? [];
  const host = text(redirect, "host_redirect") || name;
  const told = number(redirect, "port_redirect") ?? 0;
  // A port that was the old scheme's own goes with the scheme.
  const kept = scheme !== own && (written === "80" || written === "443") ? undefined : written;
  const port = told > 0 ? String(told) : kept;
  const whole = text(redirect, "path_redirect");
  const path = whole !== null && whole !== "" ? whole : rewritten(redirect, match, request);
  return {
    kind: "redirects",
    status: codes[text(redirect, "response_code") ?? ""] ?? 301,
    location:
      path === null
        ? null
        : withoutQuery(`${scheme}://${host}${port === undefined ? "" : `:${port}`}${path}`),
  };
}
