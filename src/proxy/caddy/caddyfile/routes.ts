import { isDeepStrictEqual } from "node:util";
import { directed } from "./directive.ts";
import type { Entry } from "./entry.ts";
import type { JsonObject, Making, Route } from "./made.ts";
import { matcherOf } from "./matcher.ts";
import { sorted } from "./order.ts";
import { Refused } from "./refused.ts";
import type { Directed, Scope } from "./scope.ts";

/** Directives that are no part of the way of a request. */
const aside: ReadonlySet<string> = new Set(["tls", "bind", "log", "handle_errors"]);
/** Directives of which only the first that fits counts. */
const exclusive = ["handle", "rewrite", "root"] as const;

/** The routes that the lines of a block make: in their own order, or in that of the directives. */
export function routesOf(lines: readonly Entry[], outer: Scope, isSorted: boolean): readonly Route[] {
  const matchers = new Map<string, JsonObject>(outer.matchers);
  for (const line of lines) {
    const [name = ""] = line.words;
    if (name.startsWith("@")) matchers.set(name, matcherOf(line, outer.making));
  }
  const scope = { ...outer, matchers };
  const made: Directed[] = [];
  for (const line of lines) {
    const [name = ""] = line.words;
    if (name === "") throw new Refused(line.where, "a block stands here without a name");
    if (!name.startsWith("@") && !aside.has(name)) made.push(directed(line, scope));
  }
  const [first] = lines;
  const list = isSorted ? sorted(made, scope.order, first?.where ?? "") : made;
  const groups = new Map<string, string>();
  for (const name of exclusive)
    if (list.filter(({ directive }) => directive === name).length > 1)
      groups.set(name, outer.making.nextGroup());
  return list.flatMap(({ directive, routes }) => {
    const group = groups.get(directive);
    return group === undefined
      ? routes
      : routes.map((route) => moved({ ...route, group }, route, outer.making));
  });
}

/** Neighbours among the routes of a server with the same matchers become one: Caddy, `consolidateRoutes`. */
export function joined(routes: readonly Route[], making: Making): readonly Route[] {
  const made: Route[] = [];
  for (const route of routes) {
    const before = made.at(-1);
    const isSame =
      before !== undefined &&
      isDeepStrictEqual(before.match, route.match) &&
      (before.terminal ?? false) === (route.terminal ?? false) &&
      before.group === route.group;
    if (!isSame) made.push(route);
    else
      made.splice(-1, 1, moved({ ...before, handle: [...before.handle, ...route.handle] }, before, making));
  }
  return made;
}

/** A route in place of another keeps its place. */
function moved(route: Route, from: Route, making: Making): Route {
  const place = making.places.get(from);
  if (place !== undefined) making.places.set(route, place);
  return route;
}
