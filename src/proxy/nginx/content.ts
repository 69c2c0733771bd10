import { isAbsolute, join } from "node:path";
import type { Directive } from "./directive.ts";
import { nameOfLocation, passOf } from "./location.ts";
import type { Content, Walk } from "./route.ts";
import { nearest, nearestAll, type Scope } from "./scope.ts";
import { interpolate } from "./variables.ts";

/** What answers in a place: files that `try_files` finds, an upstream, or files as they lie. */
export function contentOf(
  walk: Walk,
  scope: Scope,
  location: Directive | null,
  inside: readonly Directive[] | null,
): Content {
  // `try_files` is not handed down: a block of `if` has none.
  const tried = (inside ?? location?.block ?? walk.chosen.server.block ?? []).find(
    ({ name }) => name === "try_files",
  );
  if (tried !== undefined) {
    const end = tryFiles(walk, scope, location, tried);
    if (end !== null) return end;
  }
  const level = location?.block ?? [];
  const limited = scope.at(-1) ?? [];
  // Only the nameless blocks, `if` and `limit_except`, take over what their location does.
  const pass = location === null ? null : (passOf(inside ?? []) ?? passOf(limited) ?? passOf(level));
  if (pass !== null) return { kind: "passes", by: pass };
  const other = level.find(({ name }) => handlers.test(name));
  if (other !== undefined) return otherContent(other);
  return staticContent(walk, scope, location);
}

/** Directives that answer by themselves. */
const handlers =
  /^(?:stub_status|empty_gif|flv|mp4|dav_methods|perl|js_content|content_by_lua.*|echo|api|status)$/;

const otherContent = ({ name }: Directive): Content =>
  name === "stub_status" || name === "empty_gif"
    ? { kind: "answers", status: 200, mayHavePage: false }
    : { kind: "unknown", why: `"${name}" decides by itself` };

/** The folder that files lie in, without the slash at its end; `null` where it cannot be told. */
function rootOf({ state, prefix }: Walk, scope: Scope): string | null {
  const root = interpolate(nearest(scope, "root")?.words[0] ?? "html", state);
  if (root === null) return null;
  const whole = isAbsolute(root) ? root : prefix === null ? null : join(prefix, root);
  return whole === null ? null : whole.replace(/\/+$/, "");
}

/** The file that a URI means in a place; `null` where it cannot be told. */
function fileOf(walk: Walk, scope: Scope, location: Directive | null, uri: string): string | null {
  const alias = location?.block?.find(({ name }) => name === "alias")?.words[0];
  if (alias === undefined) {
    const root = rootOf(walk, scope);
    return root === null ? null : root + uri;
  }
  const folder = interpolate(alias, walk.state);
  if (folder === null || location === null || !isAbsolute(folder)) return null;
  const { kind, text } = nameOfLocation(location);
  return kind === "regex" || kind === "regex-no-case" ? folder : folder + uri.slice(text.length);
}

function tryFiles(
  walk: Walk,
  scope: Scope,
  location: Directive | null,
  { words, where }: Directive,
): Content | null {
  const { state } = walk;
  const fallback = words.at(-1) ?? "";
  for (const word of words.slice(0, -1)) {
    const uri = interpolate(word, state);
    const path = uri === null ? null : fileOf(walk, scope, location, uri.startsWith("/") ? uri : `/${uri}`);
    const kind = path === null ? null : state.kindOfFile(path.replace(/\/+$/, ""));
    if (uri === null || kind === null)
      return {
        kind: "unknown",
        why: `whether the files of "try_files" at ${where} are there cannot be told`,
      };
    if (kind !== (uri.endsWith("/") ? "folder" : "file")) continue;
    state.uri = uri;
    return null;
  }
  if (fallback.startsWith("="))
    return { kind: "answers", status: Number(fallback.slice(1)), mayHavePage: true };
  if (fallback.startsWith("@")) return { kind: "jumps-to-name", name: fallback };
  const target = interpolate(fallback, state);
  if (target === null)
    return { kind: "unknown", why: `the last word of "try_files" at ${where} cannot be told` };
  const [uri = "", query] = target.split("?", 2);
  return { kind: "jumps", uri, query: query ?? null };
}

/** Files as they lie: `index` for a folder, 404 for what is known to be missing. ngx_http_index_module, ngx_http_static_module. */
function staticContent(walk: Walk, scope: Scope, location: Directive | null): Content {
  const { state } = walk;
  const root = rootOf(walk, scope);
  const files: Content = { kind: "files", root };
  const method = state.request.method;
  if (state.uri.endsWith("/")) {
    const told = nearestAll(scope, "index").flatMap(({ words }) => words);
    for (const name of told.length === 0 ? ["index.html"] : told) {
      const word = interpolate(name, state);
      const uri = word === null ? null : word.startsWith("/") ? word : state.uri + word;
      const path = uri === null ? null : fileOf(walk, scope, location, uri);
      const kind = path === null ? null : state.kindOfFile(path);
      if (uri === null || kind === null) return files;
      if (kind === "file" || word?.startsWith("/")) return { kind: "jumps", uri, query: null };
    }
    const folder = fileOf(walk, scope, location, state.uri);
    const isListed = nearest(scope, "autoindex")?.words[0] === "on";
    const kind = folder === null ? null : state.kindOfFile(folder.replace(/\/+$/, ""));
    if (kind === "missing") return { kind: "answers", status: 404, mayHavePage: true };
    return kind === "folder" && !isListed ? { kind: "answers", status: 403, mayHavePage: true } : files;
  }
  const path = fileOf(walk, scope, location, state.uri);
  const kind = path === null ? null : state.kindOfFile(path);
  if (kind === "missing") return { kind: "answers", status: 404, mayHavePage: true };
  if (kind === "folder") return { kind: "redirects", status: 301, location: `${state.uri}/` };
  return kind === "file" && method === "POST" ? { kind: "answers", status: 405, mayHavePage: true } : files;
}
