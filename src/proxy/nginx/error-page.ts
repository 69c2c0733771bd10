import type { Content } from "./route.ts";
import { nearestAll, type Scope } from "./scope.ts";
import type { State } from "./state.ts";
import { interpolate } from "./variables.ts";

/** Where an error leads, and the status that replaces its own. */
export type ErrorPage = Extract<Content, { kind: "redirects" | "jumps" | "jumps-to-name" }> & {
  readonly status: number | null;
};

/** The page that is told for a status: `error_page 404 =200 /empty`; `null` where none is. ngx_http_core_module, "error_page". */
export function errorPage(scope: Scope, status: number, state: State): ErrorPage | null {
  const told = nearestAll(scope, "error_page").find(({ words }) =>
    words.slice(0, -1).includes(String(status)),
  );
  const written = told?.words.at(-1);
  if (told === undefined || written === undefined) return null;
  const overwrite = told.words.find((word) => word.startsWith("="));
  const other = overwrite === undefined || overwrite === "=" ? null : Number(overwrite.slice(1));
  const target = interpolate(written, state);
  if (written.startsWith("@")) return { kind: "jumps-to-name", name: written, status: other };
  if (/^https?:\/\/|^\$/.test(written))
    return {
      kind: "redirects",
      status: other !== null && other >= 300 ? other : 302,
      location: target,
    } as ErrorPage;
  if (target === null) return null;
  const [uri = "", query = ""] = target.split("?", 2);
  return { kind: "jumps", uri, query, status: other };
}
