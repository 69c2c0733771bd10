import { items, type Tree, texts } from "../tree.ts";

/** Names in the host matchers of routes, subroutes included. */
export function hostsIn(routes: readonly Tree[], depth = 0): readonly string[] {
  if (depth > 10) return [];
  return routes.flatMap((route) => [
    ...items(route, "match").flatMap((set) => texts(set, "host")),
    ...items(route, "handle").flatMap((handler) => hostsIn(items(handler, "routes"), depth + 1)),
  ]);
}
