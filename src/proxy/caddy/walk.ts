import type { AddressRule } from "../../evidence/index.ts";
import { at, entries, has, items, type Tree, text, texts, where } from "../tree.ts";
import { type CaddyRequest, setsFit } from "./match.ts";
import { filled, rewritten } from "./rewrite.ts";

/** The handler that answers a request, and what was met on the way there. */
export interface Walked {
  readonly end:
    | { readonly kind: "handler"; readonly handler: Tree; readonly request: CaddyRequest }
    | { readonly kind: "unknown"; readonly why: string; readonly at: Tree }
    /** No handler answered: Caddy answers 200 without a body. */
    | { readonly kind: "nothing" };
  /** The matching routes, the outermost first. */
  readonly routes: readonly Tree[];
  /** Handlers of `request_body` that it passed. */
  readonly bodies: readonly Tree[];
  /** Routes on the source address that it fits. */
  readonly rules: readonly AddressRule[];
}

/** Routes and handlers that one request passes at most. */
const MOST_STEPS = 20_000;
const MOST_DEPTH = 30;

/** Handlers that answer in place of the ones behind them. */
const answering: ReadonlySet<string> = new Set([
  "reverse_proxy",
  "static_response",
  "file_server",
  "error",
  "acme_server",
]);
/** Handlers that look at a request or change what is no matter here, and hand it on. */
const passing: ReadonlySet<string> = new Set([
  ...["headers", "encode", "vars", "templates", "push", "tracing", "map", "copy_response_headers"],
  ...["log_append", "intercept", "authentication", "rate_limit", "cache"],
]);

/** Goes through routes in order, as Caddy does: a matching route's handlers, then the next routes unless it is terminal. */
export function walk(routes: readonly Tree[], start: CaddyRequest): Walked {
  const bodies: Tree[] = [];
  const rules: AddressRule[] = [];
  const trail: Tree[] = [];
  let steps = 0;
  let request = start;
  const through = (list: readonly Tree[], depth: number): Walked["end"] | "on" | "ended" => {
    const done = new Set<string>();
    for (const route of list) {
      steps += 1;
      if (steps > MOST_STEPS || depth > MOST_DEPTH)
        return { kind: "unknown", why: "it has too many routes", at: route };
      const group = text(route, "group") ?? "";
      if (group !== "" && done.has(group)) continue;
      const fits = setsFit(items(route, "match"), request);
      if (fits === false) continue;
      if (fits === null) {
        if (isHarmless(route)) continue;
        return {
          kind: "unknown",
          why: "whether a route takes it depends on what is not known of it",
          at: route,
        };
      }
      if (group !== "") done.add(group);
      trail.push(route);
      rules.push(...rulesOf(route));
      const end = handlers(items(route, "handle"), depth);
      if (end !== "on") return end;
      if (text(route, "terminal") === "true") return "ended";
      trail.pop();
    }
    return "on";
  };
  const handlers = (list: readonly Tree[], depth: number): Walked["end"] | "on" | "ended" => {
    for (const handler of list) {
      const name = text(handler, "handler") ?? "";
      if (name === "subroute") {
        const end = through(items(handler, "routes"), depth + 1);
        if (end !== "on") return end;
      } else if (name === "rewrite") request = rewritten(handler, request);
      else if (name === "request_body") bodies.push(handler);
      else if (name === "file_server" && text(handler, "pass_thru") === "true")
        return { kind: "unknown", why: "a file server hands on what it has no file for", at: handler };
      else if (items(handler, "handle_response").some(isForAll))
        return { kind: "unknown", why: "what it answers decides what happens next", at: handler };
      else if (answering.has(name)) return { kind: "handler", handler, request };
      else if (!passing.has(name))
        return { kind: "unknown", why: `the handler ${name} is not known`, at: handler };
    }
    return "on";
  };
  const end = through(routes, 0);
  return { end: end === "on" || end === "ended" ? { kind: "nothing" } : end, routes: trail, bodies, rules };
}

/** Whether what is done with an upstream's answer is done with good ones too: so is another server asked whether a request may go on. */
const isForAll = (answer: Tree): boolean => {
  const codes = texts(answer, "match", "status_code");
  return codes.length === 0 || codes.some((code) => /^2/.test(code));
};

/** A route that only looks, whatever it matches. */
const isHarmless = (route: Tree): boolean =>
  text(route, "terminal") !== "true" &&
  items(route, "handle").every((handler) => passing.has(text(handler, "handler") ?? ""));

/** Ranges in a route's matchers: those that it is for, and with `not` those that it is not for. */
function rulesOf(route: Tree): readonly AddressRule[] {
  const isRefusal = items(route, "handle").some((handler) => refuses(handler, 0));
  return items(route, "match").flatMap((set) => [
    ...ranges(set, isRefusal ? "deny" : "allow"),
    ...items(set, "not").flatMap((other) => ranges(other, isRefusal ? "allow" : "deny")),
    ...(isRefusal && items(set, "not").some((other) => ranges(other, "deny").length > 0)
      ? [{ verdict: "deny", source: "all", where: where(set) } as const]
      : []),
  ]);
}

const ranges = (set: Tree, verdict: AddressRule["verdict"]): readonly AddressRule[] =>
  ["remote_ip", "client_ip"].flatMap((name) =>
    texts(set, name, "ranges").map((source) => ({ verdict, source, where: where(at(set, name)) })),
  );

/** Whether a handler turns requests away: 401, 403, or a connection that is cut. */
function refuses(handler: Tree, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  const name = text(handler, "handler");
  if (name === "subroute")
    return items(handler, "routes").some((route) =>
      items(route, "handle").some((inner) => refuses(inner, depth + 1)),
    );
  const status = text(handler, "status_code");
  return (
    (name === "static_response" || name === "error") &&
    (status === "403" || status === "401" || text(handler, "abort") === "true")
  );
}

/** The field `Location` that a handler sets, filled in. */
export function locationOf(handler: Tree, request: CaddyRequest): string | null {
  const [, written] = entries(handler, "headers").find(([key]) => key.toLowerCase() === "location") ?? [];
  const [first] = written === undefined || !has(written) ? [] : texts(written);
  return first === undefined ? null : filled(first, request);
}
