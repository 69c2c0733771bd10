import { posix } from "node:path";
import { isInNetwork } from "../address-match.ts";
import { find } from "../pattern.ts";
import { hostField, type ProxyRequest } from "../request.ts";
import { at, entries, items, type Tree, text, texts } from "../tree.ts";
import { all, any, matches, not, type Truth } from "../truth.ts";

/** A request on its way through the handlers. */
export interface CaddyRequest {
  readonly request: ProxyRequest;
  readonly method: string;
  /** Escaped, without query; `null` once it cannot be told. */
  readonly path: string | null;
  readonly query: string;
  /** Limits of bodies that were met on the way. */
  readonly isTls: boolean;
  /** The client as `client_ip` has it; `null` where it is not known. */
  readonly client: string | null;
}

/** Matchers inside matchers, at most. */
const MOST_DEPTH = 10;

/** Whether one of some sets fits; none at all fits everything. */
export const setsFit = (sets: readonly Tree[], request: CaddyRequest, depth = 0): Truth =>
  sets.length === 0 ? true : depth > MOST_DEPTH ? null : any(sets.map((set) => setFits(set, request, depth)));

const setFits = (set: Tree, request: CaddyRequest, depth: number): Truth =>
  all(entries(set).map(([name, value]) => matcherFits(name, value, request, depth)));

function matcherFits(name: string, value: Tree, request: CaddyRequest, depth: number): Truth {
  const own = request.request;
  switch (name) {
    case "host":
      return any(texts(value).map((host) => hostFits(host, own)));
    case "path":
      return any(texts(value).map((pattern) => pathFits(pattern, request)));
    case "path_regexp": {
      const path = decoded(request);
      return path === null ? null : matches(text(value, "pattern") ?? "", path, { whole: false });
    }
    case "method":
      return any(texts(value).map((method) => (method.includes("{") ? null : method === request.method)));
    case "remote_ip":
      return inRanges(value, text(value, "forwarded") === "true" ? null : own.client);
    case "client_ip":
      return inRanges(value, request.client);
    case "protocol":
      return protocolFits(text(value) ?? "", request);
    case "header":
      return all(entries(value).map(([field, wanted]) => headerFits(field, wanted, own)));
    case "query": {
      const query = new URLSearchParams(request.query);
      return all(
        entries(value).map(([key, wanted]) =>
          any(
            texts(wanted).map((each) =>
              each.includes("{") ? null : each === "*" ? query.has(key) : query.getAll(key).includes(each),
            ),
          ),
        ),
      );
    }
    case "not":
      return not(any(items(value).map((set) => setsFit([set], request, depth + 1))));
    default:
      return null;
  }
}

/** A wildcard stands for one label. */
function hostFits(pattern: string, request: ProxyRequest): Truth {
  if (pattern.includes("{")) return null;
  const host = hostField(request)
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "");
  const wanted = pattern.toLowerCase();
  if (!wanted.includes("*")) return wanted === host;
  const labels = host.split(".");
  const parts = wanted.split(".");
  return (
    parts.length === labels.length && parts.every((part, index) => part === "*" || part === labels[index])
  );
}

/** The path as matchers see it: without escapes, dots resolved, slashes merged. */
function decoded({ path }: CaddyRequest, mergesSlashes = true): string | null {
  if (path === null) return null;
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // An escape that is none: Caddy refuses such a request before.
    return null;
  }
  if (!mergesSlashes) return plain;
  const clean = posix.normalize(`/${plain}`);
  return plain.endsWith("/") && !clean.endsWith("/") ? `${clean}/` : clean;
}

/** Letters' case does not count; a star at an end is for anything, one within is for one part. Caddy, `MatchPath`. */
function pathFits(written: string, request: CaddyRequest): Truth {
  const pattern = written.toLowerCase();
  if (/[{%]/.test(pattern)) return null;
  if (pattern === "*" || pattern === "/*") return true;
  const path = decoded(request, !pattern.includes("//"))?.toLowerCase();
  if (path === undefined) return null;
  const stars = pattern.split("*").length - 1;
  if (stars === 0 && !/[?[\\]/.test(pattern)) return path === pattern;
  if (stars === 2 && pattern.startsWith("*") && pattern.endsWith("*"))
    return path.includes(pattern.slice(1, -1));
  if (stars === 1 && pattern.startsWith("*")) return path.endsWith(pattern.slice(1));
  if (stars === 1 && pattern.endsWith("*")) return path.startsWith(pattern.slice(0, -1));
  if (/[[\\]/.test(pattern)) return null;
  const source = pattern.replaceAll(/[*?]|[^*?]/g, (letter) =>
    letter === "*" ? "[^/]*" : letter === "?" ? "[^/]" : letter.replace(/[$()+.^|{}\]]/, "\\$&"),
  );
  const found = find(new RegExp(`^${source}$`), path);
  return found === undefined ? null : found !== null;
}

function inRanges(value: Tree, client: string | null): Truth {
  const ranges = texts(value, "ranges");
  if (client === null) return null;
  return any(ranges.map((range) => isInNetwork(client, range)));
}

function protocolFits(wanted: string, { isTls, request }: CaddyRequest): Truth {
  if (wanted === "https") return isTls;
  if (wanted === "http") return !isTls;
  if (wanted !== "grpc") return null;
  const type = request.fields?.["content-type"];
  return request.fields === undefined ? null : (type ?? "").startsWith("application/grpc");
}

function headerFits(field: string, wanted: Tree, request: ProxyRequest): Truth {
  const name = field.toLowerCase();
  if (name !== "host" && request.fields === undefined) return null;
  const value = name === "host" ? request.host : request.fields?.[name];
  if (at(wanted).value === null) return value === undefined;
  const list = texts(wanted);
  if (list.length === 0) return value !== undefined;
  return any(
    list.map((each) => {
      if (each.includes("{")) return null;
      if (value === undefined) return false;
      if (each === "*") return true;
      if (each.length > 1 && each.startsWith("*") && each.endsWith("*"))
        return value.includes(each.slice(1, -1));
      if (each.startsWith("*")) return value.endsWith(each.slice(1));
      return each.endsWith("*") ? value.startsWith(each.slice(0, -1)) : value === each;
    }),
  );
}
