import { contentOf } from "./content.ts";
import type { Directive } from "./directive.ts";
import { errorPage } from "./error-page.ts";
import type { Socket } from "./listen.ts";
import { findLocation, type LocationName, nameOfLocation } from "./location.ts";
import { runRewrites } from "./rewrite.ts";
import type { Scope } from "./scope.ts";
import { namesOf, type ServerChosen } from "./server.ts";
import { keepCaptures, normalize, type State } from "./state.ts";

/** What a request comes to within a server. */
export type Content =
  | { readonly kind: "passes"; readonly by: Directive }
  | { readonly kind: "answers"; readonly status: number; readonly mayHavePage: boolean }
  | { readonly kind: "redirects"; readonly status: number; readonly location: string | null }
  | { readonly kind: "files"; readonly root: string | null }
  | { readonly kind: "unknown"; readonly why: string }
  /** Elsewhere in the same server: by its URI from the start, or at a named location. */
  | { readonly kind: "jumps"; readonly uri: string; readonly query: string | null }
  | { readonly kind: "jumps-to-name"; readonly name: string };

/** Where a request ends, and the blocks that hold there. */
export interface Route {
  readonly scope: Scope;
  readonly location: LocationName | null;
  readonly name: string;
  readonly where: string;
  readonly because: string;
  readonly content: Content;
  /** The rewrite phase answered, before addresses are looked at. */
  readonly isBeforeAccess: boolean;
  readonly state: State;
}

/** Everything that a walk through one server needs. */
export interface Walk {
  readonly outer: Scope;
  readonly chosen: ServerChosen;
  readonly state: State;
  /** Where relative folders begin; `null` where it is not known. */
  readonly prefix: string | null;
}

/** `NGX_HTTP_MAX_URI_CHANGES`: then nginx answers 500. */
const MOST_CHANGES = 10;

interface Place {
  readonly scope: Scope;
  readonly location: Directive | null;
  readonly because: string;
}

/** Walks a request through the phases of a server: its rewrites, a location, that one's rewrites, files, content. */
export function routeIn(walk: Walk, socket: Socket): Route {
  const { state, chosen } = walk;
  const base: Scope = [...walk.outer, chosen.server.block ?? []];
  const start: Place = { scope: base, location: null, because: chosen.because };
  if (state.request.scheme === "http" && socket.tls) {
    const plain: Content = { kind: "answers", status: 400, mayHavePage: true };
    return withPage(walk, ended(walk, start, plain, true), 497);
  }
  const read = normalize(state.request.path, !hasMergeOff(base));
  if (read === null) return ended(walk, start, { kind: "answers", status: 400, mayHavePage: false }, true);
  Object.assign(state, read);
  if (chosen.captures !== null) keepCaptures(state, chosen.captures);
  const route = follow(walk, base, null, 0);
  return route.content.kind === "answers" && route.content.mayHavePage
    ? withPage(walk, route, route.content.status)
    : route;
}

/** From the server's rewrites on, or from a named location on. */
function follow(walk: Walk, base: Scope, named: string | null, changes: number): Route {
  const { state } = walk;
  const start: Place = { scope: base, location: null, because: walk.chosen.because };
  if (named === null) {
    const first = runRewrites(base.at(-1) ?? [], state);
    if (first.kind !== "on") return ended(walk, start, rewriteEnd(first), true);
  }
  for (let round = changes; round <= MOST_CHANGES; round += 1) {
    const place = round === changes && named !== null ? atName(walk, base, named) : locate(walk, base);
    if ("content" in place) return place;
    const level = place.scope.at(-1) ?? [];
    const rewrites = place.location === null ? null : runRewrites(level, state);
    if (rewrites !== null && rewrites.kind !== "on") return ended(walk, place, rewriteEnd(rewrites), true);
    if (rewrites?.again === true) continue;
    const inside = rewrites?.inside ?? null;
    const within: Place = inside === null ? place : { ...place, scope: [...place.scope, inside] };
    const content = contentOf(walk, within.scope, within.location, inside);
    if (content.kind === "jumps" || content.kind === "jumps-to-name") {
      state.isUntouched = false;
      if (content.kind === "jumps")
        Object.assign(state, { uri: content.uri, query: content.query ?? state.query });
      return follow(walk, base, content.kind === "jumps" ? null : content.name, round + 1);
    }
    return ended(walk, within, content, false);
  }
  return ended(walk, start, { kind: "answers", status: 500, mayHavePage: false }, true);
}

/** The location for the URI, with what `limit_except` and `internal` make of it. */
function locate(walk: Walk, base: Scope): Place | Route {
  const { state, chosen } = walk;
  const found = findLocation(base.at(-1) ?? [], state.uri);
  const start: Place = { scope: base, location: null, because: chosen.because };
  if (found === null)
    return ended(walk, start, { kind: "unknown", why: "an expression of a location cannot be tried" }, false);
  if (found.captures !== null) keepCaptures(state, found.captures);
  const location = found.chain.at(-1) ?? null;
  const scope: Scope = [...base, ...found.chain.map(({ block }) => block ?? [])];
  const because = `${chosen.because}; ${found.because}`;
  if (found.lacksSlash)
    return ended(
      walk,
      { scope, location, because },
      { kind: "redirects", status: 301, location: `${state.uri}/` },
      true,
    );
  if (
    location !== null &&
    state.isUntouched &&
    (location.block ?? []).some(({ name }) => name === "internal")
  )
    return ended(
      walk,
      { scope, location, because },
      { kind: "answers", status: 404, mayHavePage: true },
      true,
    );
  const kind = location === null ? null : nameOfLocation(location).kind;
  state.hasLocation = kind !== null && kind !== "regex" && kind !== "regex-no-case";
  return { scope: exceptMethods(scope, state.request.method), location, because };
}

function atName(walk: Walk, base: Scope, name: string): Place | Route {
  const location = (base.at(-1) ?? []).find(
    (each) => each.name === "location" && nameOfLocation(each).text === name,
  );
  const because = `${walk.chosen.because}; sent on to ${name}`;
  if (location === undefined)
    return ended(
      walk,
      { scope: base, location: null, because },
      { kind: "answers", status: 500, mayHavePage: false },
      true,
    );
  walk.state.hasLocation = false;
  return { scope: [...base, location.block ?? []], location, because };
}

/** GET means HEAD too. ngx_http_core_module, "limit_except". */
function exceptMethods(scope: Scope, method: string): Scope {
  const limit = (scope.at(-1) ?? []).find(({ name }) => name === "limit_except");
  const isNamed = limit?.words.some((word) => word === method || (word === "GET" && method === "HEAD"));
  return limit === undefined || isNamed === true ? scope : [...scope, limit.block ?? []];
}

const hasMergeOff = (scope: Scope) =>
  scope.flat().some(({ name, words }) => name === "merge_slashes" && words[0] === "off");

function rewriteEnd(end: Exclude<ReturnType<typeof runRewrites>, { kind: "on" }>): Content {
  if (end.kind === "answers")
    return { kind: "answers", status: end.status, mayHavePage: end.status >= 400 && !end.hasText };
  return end;
}

/** An error may have a page, and a page may be a location that sends the request on. */
function withPage(walk: Walk, route: Route, status: number): Route {
  const page = errorPage(route.scope, status, walk.state);
  if (page === null) return route;
  if (page.kind === "redirects") return { ...route, content: page };
  walk.state.isUntouched = false;
  if (page.kind === "jumps") Object.assign(walk.state, { uri: page.uri, query: page.query });
  const base: Scope = [...walk.outer, walk.chosen.server.block ?? []];
  const next = follow(walk, base, page.kind === "jumps" ? null : page.name, 1);
  // A page that is a file, or another error, is still the answer to the first error.
  return next.content.kind === "passes" || next.content.kind === "redirects"
    ? { ...next, because: `${route.because}; error_page of ${status}; ${next.because}` }
    : { ...route, content: { kind: "answers", status: page.status ?? status, mayHavePage: false } };
}

function ended(
  walk: Walk,
  { scope, location, because }: Place,
  content: Content,
  isBeforeAccess: boolean,
): Route {
  const { chosen, state } = walk;
  const server = namesOf(chosen.server)[0] || "without a name";
  const name =
    location === null ? `server ${server}` : `server ${server}, location ${location.words.join(" ")}`;
  return {
    scope,
    location: location === null ? null : nameOfLocation(location),
    name,
    where: (location ?? chosen.server).where,
    because,
    content,
    isBeforeAccess,
    state,
  };
}
