import type { AddressRule, ProxyLimit, RouteAction } from "../../evidence/index.ts";
import { isInNetwork } from "../address-match.ts";
import { find, pcre } from "../pattern.ts";
import { hostField, type ProxyRequest, withoutQuery } from "../request.ts";
import { at, duration, entries, flag, has, number, type Tree, text, where } from "../tree.ts";
import { type EntryPoint, listOf } from "./entry-point.ts";
import { type Named, resolve } from "./load.ts";
import { cleanPath, plainPath } from "./rule.ts";

/** What middlewares make of a request. */
export interface Passed {
  /** What one of them answers; `null` where all let it pass. */
  readonly answer: RouteAction | null;
  /** The path behind them; `null` where it cannot be told. */
  readonly path: string | null;
  readonly rules: readonly AddressRule[];
  readonly decides: AddressRule | null;
  readonly limits: readonly ProxyLimit[];
  readonly triesNext: boolean;
  /** Whether the client's address may come from a field. */
  readonly trustsHeader: boolean;
}

interface Asking {
  readonly request: ProxyRequest;
  readonly isTls: boolean;
  readonly middlewares: Named;
  readonly entryPoints: readonly EntryPoint[];
}

const MOST_MIDDLEWARES = 200;

/** The middlewares of a router with chains unfolded; `null` for one that is not there. */
export function unfolded(
  names: readonly string[],
  from: string,
  all: Named,
): readonly (readonly [string, Tree] | null)[] {
  const found: (readonly [string, Tree] | null)[] = [];
  const add = (list: readonly string[], of: string, depth: number): void => {
    for (const name of list) {
      if (found.length >= MOST_MIDDLEWARES || depth > 10) return;
      const one = resolve(all, name, of);
      if (one !== null && has(one[1], "chain"))
        add(listOf(one[1], "chain", "middlewares"), one[0], depth + 1);
      else found.push(one);
    }
  };
  add(names, from, 0);
  return found;
}

/** Sends a request through middlewares, in order. */
export function pass(list: readonly (readonly [string, Tree] | null)[], asking: Asking): Passed {
  const { request } = asking;
  let answer: RouteAction | null = null;
  let path: string | null = cleanPath(plainPath(withoutQuery(request.path)));
  const rules: AddressRule[] = [];
  let decides: AddressRule | null = null;
  const limits: ProxyLimit[] = [];
  let triesNext = false;
  let trustsHeader = false;
  for (const each of list) {
    if (each === null) {
      // Traefik switches a router off whose middleware is missing.
      answer = { kind: "answers", status: 404 };
      break;
    }
    const [[kind = "", config] = []] = entries(each[1]).filter(
      ([, value]) => typeof value.value === "object",
    );
    if (config === undefined) continue;
    switch (kind.toLowerCase()) {
      case "ipallowlist":
      case "ipwhitelist": {
        const byHeader = has(config, "ipStrategy", "depth") || has(config, "ipStrategy", "excludedIPs");
        trustsHeader ||= byHeader;
        const own = listOf(config, "sourceRange").map(
          (source): AddressRule => ({ verdict: "allow", source, where: where(at(config, "sourceRange")) }),
        );
        const rest: AddressRule = { verdict: "deny", source: "all", where: where(config) };
        rules.push(...own, rest);
        const { client } = request;
        if (byHeader || client === null) break;
        decides = own.find(({ source }) => isInNetwork(client, source) === true) ?? rest;
        if (decides.verdict === "deny")
          answer = { kind: "answers", status: number(config, "rejectStatusCode") ?? 403 };
        break;
      }
      case "redirectscheme":
        answer = toScheme(config, asking);
        break;
      case "redirectregex":
        answer = byExpression(config, asking);
        break;
      case "stripprefix": {
        const own: string = path ?? "";
        const prefix = listOf(config, "prefixes").find((word) => own.startsWith(word));
        if (path !== null && prefix !== undefined) path = rooted(path.slice(prefix.length));
        break;
      }
      case "addprefix":
        if (path !== null) path = rooted((text(config, "prefix") ?? "") + path);
        break;
      case "replacepath":
        path = text(config, "path");
        break;
      case "replacepathregex":
      case "stripprefixregex":
        path = path === null ? null : replaced(kind, config, path);
        break;
      case "retry":
        triesNext ||= (number(config, "attempts") ?? 0) > 1;
        break;
      case "buffering":
      case "ratelimit":
      case "inflightreq":
        limits.push(...limitOf(kind.toLowerCase(), config));
        break;
      default:
        break;
    }
    if (answer !== null) break;
  }
  return { answer, path, rules, decides, limits, triesNext, trustsHeader };
}

const rooted = (path: string): string => (path.startsWith("/") ? path : `/${path}`);

function limitOf(kind: string, config: Tree): readonly ProxyLimit[] {
  const place = { burst: 0, where: where(config) };
  if (kind === "buffering") {
    const value = number(config, "maxRequestBodyBytes") ?? 0;
    return value > 0 ? [{ ...place, role: "request-body", name: "maxRequestBodyBytes", value }] : [];
  }
  if (kind === "inflightreq") {
    const value = number(config, "amount") ?? 0;
    return value > 0 ? [{ ...place, role: "client-connections", name: "inFlightReq", value }] : [];
  }
  const average = number(config, "average") ?? 0;
  const period = duration(config, 1_000, "period") ?? 1_000;
  const burst = number(config, "burst") ?? 1;
  return average > 0 && period > 0
    ? [{ ...place, burst, role: "request-rate", name: "rateLimit", value: (average * 1_000) / period }]
    : [];
}

/** 301 and 302 are for GET; other methods keep theirs by 308 and 307. */
const statusOf = (isPermanent: boolean, method: string): number =>
  method === "GET" ? (isPermanent ? 301 : 302) : isPermanent ? 308 : 307;

function toScheme(config: Tree, { request, isTls }: Asking): RouteAction | null {
  const scheme = text(config, "scheme") ?? "https";
  const port = text(config, "port") ?? "";
  const field = hostField(request);
  const own = /:(\d+)$/.exec(field)?.[1] ?? "";
  const isUsual = (scheme === "https" && port === "443") || (scheme === "http" && port === "80");
  const end = port === "" || isUsual ? "" : `:${port}`;
  if ((isTls ? "https" : "http") === scheme && (end === "" || end === `:${own}`)) return null;
  const status = statusOf(flag(config, "permanent") === true, request.method);
  const location = withoutQuery(`${scheme}://${field.replace(/:\d+$/, "")}${end}${request.path}`);
  return { kind: "redirects", status, location };
}

/** Where an entry point sends everything: `http.redirections.entryPoint`. */
export function redirection({ tree }: EntryPoint, asking: Asking): RouteAction | null {
  const config = at(tree, "http", "redirections", "entryPoint");
  const to = text(config, "to");
  if (to === null) return null;
  const port =
    /^:(\d+)$/.exec(to)?.[1] ??
    String(asking.entryPoints.find(({ name }) => name.toLowerCase() === to.toLowerCase())?.port ?? "");
  const scheme = text(config, "scheme") ?? "https";
  const permanent = flag(config, "permanent") !== false;
  return toScheme({ value: { scheme, port, permanent }, path: [], place: config.place }, asking);
}

function byExpression(config: Tree, { request, isTls }: Asking): RouteAction | null {
  const url = `${isTls ? "https" : "http"}://${hostField(request)}${request.path}`;
  const source = text(config, "regex") ?? "";
  const expression = pcre(source, { ignoresCase: false });
  const found = expression === null ? undefined : find(expression, url);
  if (found === undefined || expression === null)
    return { kind: "unknown", why: `whether ${source.slice(0, 100)} fits cannot be told` };
  if (found === null) return null;
  const replacement = (text(config, "replacement") ?? "").replaceAll(/\$\{(\w+)\}/g, "$$$1");
  const location = withoutQuery(url.replace(expression, replacement));
  return {
    kind: "redirects",
    status: statusOf(flag(config, "permanent") === true, request.method),
    location,
  };
}

function replaced(kind: string, config: Tree, path: string): string | null {
  const isStrip = kind.toLowerCase() === "stripprefixregex";
  const sources = isStrip ? listOf(config, "regex") : [text(config, "regex") ?? ""];
  const replacement = (text(config, "replacement") ?? "").replaceAll(/\$\{(\w+)\}/g, "$$$1");
  for (const source of sources) {
    const expression = pcre(source, { ignoresCase: false });
    const found = expression === null ? undefined : find(expression, path);
    if (expression === null || found === undefined) return null;
    if (found === null) continue;
    if (!isStrip) return path.replaceAll(new RegExp(expression.source, `${expression.flags}g`), replacement);
    if (found.index === 0) return rooted(path.slice(found[0].length));
  }
  return path;
}
