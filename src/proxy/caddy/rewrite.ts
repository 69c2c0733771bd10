import { find, pcre } from "../pattern.ts";
import { hostField } from "../request.ts";
import { items, type Tree, text } from "../tree.ts";
import type { CaddyRequest } from "./match.ts";

/** A text with its placeholders filled in; `null` where one is not known. Caddy, "Conventions: Placeholders". */
export function filled(
  written: string,
  { path, query, method, request, isTls }: CaddyRequest,
): string | null {
  const field = hostField(request);
  const uri = path === null ? null : path + (query === "" ? "" : `?${query}`);
  const known: Readonly<Record<string, string | null>> = {
    "http.request.uri": uri,
    "http.request.uri.path": path,
    "http.request.uri.query": query,
    "http.request.host": field.replace(/:\d+$/, ""),
    "http.request.hostport": field,
    "http.request.port": /:(\d+)$/.exec(field)?.[1] ?? "",
    "http.request.method": method,
    "http.request.scheme": isTls ? "https" : "http",
    "http.request.remote.host": request.client,
  };
  let isWhole = true;
  const told = written.replaceAll(/\{([\w.-]{1,100})\}/g, (_, name: string) => {
    const value = Object.hasOwn(known, name) ? (known[name] ?? null) : null;
    if (value === null) isWhole = false;
    return value ?? "";
  });
  return isWhole ? told : null;
}

/** The handler `rewrite`, which is also a part of `reverse_proxy`. */
export function rewritten(rewrite: Tree, request: CaddyRequest): CaddyRequest {
  let { path, query } = request;
  const uri = text(rewrite, "uri");
  if (uri !== null && uri !== "") {
    const [whole = ""] = uri.split("#", 1);
    const question = whole.indexOf("?");
    // The path is filled in first, so that what it brings cannot become a query.
    const written = question === -1 ? whole : whole.slice(0, question);
    const told = written === "" ? path : filled(written, request);
    const own = told === null ? [null] : told.split("?");
    path = own[0] ?? null;
    query = question === -1 ? (own[1] ?? query) : (filled(whole.slice(question + 1), request) ?? "");
  }
  const method = text(rewrite, "method") ?? request.method;
  const prefix = text(rewrite, "strip_path_prefix") ?? "";
  const suffix = text(rewrite, "strip_path_suffix") ?? "";
  if (path !== null && prefix !== "") {
    const from = prefix.startsWith("/") ? prefix : `/${prefix}`;
    if (prefix.includes("{") || prefix.includes("%")) path = null;
    else if (path.toLowerCase().startsWith(from.toLowerCase())) path = path.slice(from.length);
    if (path !== null && !path.startsWith("/")) path = `/${path}`;
  }
  if (path !== null && suffix !== "") {
    if (suffix.includes("{") || suffix.includes("%")) path = null;
    else if (path.endsWith(suffix)) path = path.slice(0, -suffix.length);
  }
  for (const each of items(rewrite, "uri_substring"))
    if (path !== null) path = path.replaceAll(text(each, "find") ?? "\0", () => text(each, "replace") ?? "");
  for (const each of items(rewrite, "path_regexp")) {
    const expression = pcre(text(each, "find") ?? "", { ignoresCase: false });
    if (path === null || expression === null || find(expression, path) === undefined) path = null;
    else
      path = path.replaceAll(
        new RegExp(expression.source, `${expression.flags}g`),
        text(each, "replace") ?? "",
      );
  }
  return { ...request, path, query, method };
}
