/** How well a route's host fits a request's: the more the better; `null` where it does not. */
export function hostFit(
  pattern: string | null,
  host: string,
  wildcard: "one-label" | "labels",
): number | null {
  const asked = host.toLowerCase().replace(/\.$/, "");
  if (pattern === null || pattern === "" || pattern === "*") return 0;
  const own = pattern.toLowerCase();
  if (!own.startsWith("*.")) return own === asked ? 10_000 + own.length : null;
  const suffix = own.slice(1);
  if (!asked.endsWith(suffix) || asked.length === suffix.length) return null;
  const rest = asked.slice(0, -suffix.length);
  // Ingress: "*.foo.com" covers one label more. Gateway API: it covers any number of labels.
  return wildcard === "one-label" && rest.includes(".") ? null : suffix.length;
}

/** How a route's path is compared. `unknown`: as its controller likes, or by a pattern. */
export type PathType = "exact" | "prefix" | "unknown";

/** How well a route's path fits: the longer the better, exact before prefix; `null` where it does not. */
export function pathFit(type: PathType, pattern: string, path: string): number | null {
  const asked = path.replace(/[?#].*$/s, "") || "/";
  if (type === "exact") return pattern === asked ? 2 * pattern.length + 1 : null;
  // Element by element: "/foo" is no prefix of "/foobar", and a slash at the end says nothing. Ingress, "Path types".
  const own = pattern.replace(/\/+$/, "");
  return asked === own || asked.startsWith(`${own}/`) ? 2 * own.length : null;
}
