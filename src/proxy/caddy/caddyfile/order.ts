import { insertionSort } from "./address.ts";
import type { Entry } from "./entry.ts";
import type { Route } from "./made.ts";
import { Refused } from "./refused.ts";
import type { Directed } from "./scope.ts";

/** The order in which Caddy tries directives. Caddy, "Caddyfile Directives: Directive order". */
const usual: readonly string[] = [
  ...["tracing", "map", "vars", "fs", "root", "log_append", "skip_log", "log_skip", "log_name", "header"],
  ...["copy_response_headers", "request_body", "redir", "method", "rewrite", "uri", "try_files", "basicauth"],
  ...["basic_auth", "forward_auth", "request_header", "encode", "push", "intercept", "templates", "invoke"],
  ...["handle", "handle_path", "route", "abort", "error", "copy_response", "respond", "metrics"],
  ...["reverse_proxy", "php_fastcgi", "file_server", "acme_server"],
];

/** The order with the options `order NAME first|last|before OTHER|after OTHER`. */
export function orderOf(options: readonly Entry[]): readonly string[] {
  let order = usual;
  for (const { words, where } of options) {
    const [option, name = "", position, other = ""] = words;
    if (option !== "order") continue;
    const rest = order.filter((each) => each !== name);
    const at = rest.indexOf(other);
    if (position === "first") order = [name, ...rest];
    else if (position === "last") order = [...rest, name];
    else if ((position === "before" || position === "after") && at !== -1)
      order = rest.toSpliced(position === "before" ? at : at + 1, 0, name);
    else throw new Refused(where, `the order of ${name} is not understood`);
  }
  return order;
}

/** Go sorts lists up to this length by insertion. */
const SHORT = 20;

/** Sorts what directives make as Caddy does: by directive, then the more special path first. */
export function sorted(
  list: readonly Directed[],
  order: readonly string[],
  where: string,
): readonly Directed[] {
  const positions = new Map(order.map((name, index) => [name, index]));
  // What is not known may come at any place: it is taken first, so that nothing behind it is said with certainty.
  const position = ({ directive }: Directed) => positions.get(directive) ?? -1;
  const isBefore = (a: Directed, b: Directed): boolean => {
    if (a.directive !== b.directive) return position(a) < position(b);
    const isMore = isMoreSpecial(a.routes[0], b.routes[0]);
    return a.directive === "vars" ? !isMore : isMore;
  };
  const made = insertionSort(list, isBefore);
  if (list.length > SHORT)
    for (const [index, item] of made.entries())
      if (item.directive !== "vars" && made.slice(index + 1).some((later) => isBefore(later, item)))
        throw new Refused(where, "the order of its directives cannot be told without Caddy");
  return made;
}

function isMoreSpecial(a: Route | undefined, b: Route | undefined): boolean {
  const [first, second] = [onlyPath(a), onlyPath(b)];
  if (first !== null && second !== null)
    return first.replace(/\*$/, "") === second.replace(/\*$/, "")
      ? first.length < second.length
      : first.length > second.length;
  return (a?.match?.length ?? 0) > 0 && (b?.match?.length ?? 0) === 0;
}

/** The path of a route that matches one path. */
function onlyPath(route: Route | undefined): string | null {
  const [set, ...others] = route?.match ?? [];
  const paths = others.length > 0 ? undefined : set?.["path"];
  if (!Array.isArray(paths) || paths.length !== 1) return null;
  const [path] = paths;
  return typeof path === "string" && path !== "" ? path : null;
}
