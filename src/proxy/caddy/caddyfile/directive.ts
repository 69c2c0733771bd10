import type { Entry } from "./entry.ts";
import { isFromEnvironment, type Json, type JsonObject, placed, type Route, unknownHandler } from "./made.ts";
import { takeMatcher } from "./matcher.ts";
import { longNames } from "./placeholders.ts";
import { Refused } from "./refused.ts";
import { reverseProxyOf } from "./reverse-proxy.ts";
import type { Directed, Scope } from "./scope.ts";
import { octetsOf } from "./size.ts";

/** Directives that hand a request on, by the handler that they make. */
const passing: Readonly<Record<string, string>> = {
  ...{ header: "headers", request_header: "headers", encode: "encode", templates: "templates", push: "push" },
  ...{ tracing: "tracing", vars: "vars", root: "vars", fs: "vars", map: "map", intercept: "intercept" },
  ...{ basicauth: "authentication", basic_auth: "authentication", log_append: "log_append" },
  ...{ skip_log: "vars", log_skip: "vars", log_name: "vars" },
};

/** Caddy's own directives that are not followed here, and of which it is known that a matcher may stand before their words. */
const matched: ReadonlySet<string> = new Set(["metrics", "php_fastcgi", "forward_auth", "acme_server"]);

/** The routes that one directive makes. @throws Refused where its words are none that Caddy takes. */
export function directed(entry: Entry, scope: Scope): Directed {
  const { making } = scope;
  const { words, where } = entry;
  const [name = ""] = words;
  // What takes a path in place of a matcher has no other.
  const isWhole = name === "rewrite" && words.length === 2;
  const known =
    name in handlers || Object.hasOwn(passing, name) || matched.has(name) || name === "handle_path";
  const taken =
    !known || isWhole ? { match: null, rest: words.slice(1) } : takeMatcher(entry, scope.matchers, making);
  if (name === "handle_path") return handlePath(entry, scope);
  const route = (handler: JsonObject): Route =>
    placed({ ...(taken.match === null ? {} : { match: taken.match }), handle: [handler] }, where, making);
  const make = handlers[name];
  if (make === undefined) {
    const handler = passing[name];
    return {
      directive: name,
      routes: [
        route(
          handler === undefined ? unknownHandler(name, where, making) : placed({ handler }, where, making),
        ),
      ],
    };
  }
  const isDark =
    name !== "handle" && name !== "route" && name !== "reverse_proxy" && taken.rest.some(isFromEnvironment);
  const handler = isDark
    ? unknownHandler(`${name} with words of the environment`, where, making)
    : make(taken.rest.map(longNames), entry, scope);
  return { directive: name, routes: [route(handler)] };
}

/** `handle` for a path whose prefix is taken away. */
function handlePath(entry: Entry, scope: Scope): Directed {
  const { making } = scope;
  const [, path = ""] = entry.words;
  const { match } = takeMatcher(entry, scope.matchers, making);
  if (match === null || !path.startsWith("/") || isFromEnvironment(path))
    throw new Refused(entry.where, "handle_path needs a path");
  const strip = placed(
    { handler: "rewrite", strip_path_prefix: path.replace(/\*$/, "").replace(/\/$/, "") },
    entry.where,
    making,
  );
  const inner = scope.routes(entry.block ?? [], scope, true);
  const handler = { handler: "subroute", routes: [{ handle: [strip] }, ...inner].map(asJson) };
  return {
    directive: "handle",
    routes: [placed({ match, handle: [placed(handler, entry.where, making)] }, entry.where, making)],
  };
}

/** A route is plain data already. */
const asJson = (route: Route): JsonObject => route as unknown as JsonObject;

type Make = (words: readonly string[], entry: Entry, scope: Scope) => JsonObject;

const rewrites =
  (key: string): Make =>
  ([first = ""], { where }, { making }) =>
    placed({ handler: "rewrite", [key]: first }, where, making);

const subroute =
  (isSorted: boolean): Make =>
  (_, { block, where }, scope) =>
    placed(
      { handler: "subroute", routes: scope.routes(block ?? [], scope, isSorted).map(asJson) },
      where,
      scope.making,
    );

const handlers: Readonly<Record<string, Make>> = Object.assign(Object.create(null), {
  handle: subroute(true),
  route: subroute(false),
  rewrite: rewrites("uri"),
  method: rewrites("method"),
  reverse_proxy: (words, entry, { making }) => reverseProxyOf(words, entry, making),
  uri(words, { where }, { making }) {
    const [kind, first = "", second = ""] = words;
    if (kind === "strip_prefix" || kind === "strip_suffix")
      return placed({ handler: "rewrite", [kind.replace("_", "_path_")]: first }, where, making);
    if (kind === "replace" && words.length === 3)
      return placed({ handler: "rewrite", uri_substring: [{ find: first, replace: second }] }, where, making);
    if (kind === "path_regexp")
      return placed({ handler: "rewrite", path_regexp: [{ find: first, replace: second }] }, where, making);
    return unknownHandler(`uri ${kind ?? ""}`, where, making);
  },
  request_body(_, { block, where }, { making }) {
    const line = (block ?? []).find(({ words }) => words[0] === "max_size");
    const size = line?.words[1];
    const octets = size === undefined ? null : octetsOf(size);
    return placed(
      { handler: "request_body", ...(octets === null ? {} : { max_size: octets }) },
      where,
      making,
    );
  },
  redir([to = "", code = "302"], { where }, { making }) {
    const known: Readonly<Record<string, string>> = { permanent: "301", temporary: "302", html: "200" };
    if (to === "") throw new Refused(where, "redir needs a target");
    const status = known[code] ?? code;
    const head: JsonObject = code === "html" ? {} : { headers: { Location: [to] } };
    return placed({ handler: "static_response", status_code: statusOf(status), ...head }, where, making);
  },
  respond(words, { where }, { making }) {
    const [first = "", second] = words;
    const status = second ?? (/^\d{3}$/.test(first) ? first : null);
    const code: JsonObject = status === null ? {} : { status_code: statusOf(status) };
    return placed({ handler: "static_response", ...code }, where, making);
  },
  error([first = "", second], { where }, { making }) {
    const status = second ?? (/^\d{3}$/.test(first) ? first : "500");
    return placed({ handler: "error", status_code: statusOf(status) }, where, making);
  },
  abort: (_, { where }, { making }) => placed({ handler: "static_response", abort: true }, where, making),
  file_server(words, { block, where }, { making }) {
    const told: Record<string, Json> = { handler: "file_server" };
    for (const line of block ?? []) {
      const [name = "", value = ""] = line.words.map(longNames);
      if (name === "root") told["root"] = value;
      if (name === "pass_thru") told["pass_thru"] = true;
    }
    return words.length > 1
      ? unknownHandler(`file_server ${words.join(" ")}`, where, making)
      : placed(told, where, making);
  },
} satisfies Record<string, Make>);

/** A status is a number where it is one. */
const statusOf = (written: string): Json => (/^\d{3}$/.test(written) ? Number(written) : written);
