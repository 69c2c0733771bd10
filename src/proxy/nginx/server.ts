import { find, pcre } from "../pattern.ts";
import type { Directive } from "./directive.ts";
import type { Listen, Socket } from "./listen.ts";

/** The server that takes a request, and why. */
export interface ServerChosen {
  readonly server: Directive;
  readonly listen: Listen;
  readonly because: string;
  readonly isDefault: boolean;
  readonly captures: RegExpExecArray | null;
}

/** Names of a server as written; a server without any takes requests without a host. */
export function namesOf(server: Directive): readonly string[] {
  const names = (server.block ?? [])
    .filter(({ name }) => name === "server_name")
    .flatMap(({ words }) => words);
  return names.length === 0 ? [""] : names.map((name) => (name.startsWith("~") ? name : name.toLowerCase()));
}

/** A host as nginx compares it: small letters, without the dot of the root. `ngx_http_validate_host()`. */
export const plainHost = (host: string): string => host.toLowerCase().replace(/\.$/, "");

/**
 * Chooses among the servers of one socket by the host: the exact name, the longest name that begins with an asterisk, the
 * longest that ends with one, the first expression, the default server.
 *
 * @returns `null` where an expression before the one that fits cannot be tried.
 */
export function chooseServer(socket: Socket, written: string): ServerChosen | null {
  const host = plainHost(written);
  const named = withoutConflicts(
    socket.members.flatMap((member) => namesOf(member.server).map((name) => ({ ...member, name }))),
  );
  const chosen = ({ server, listen, name }: (typeof named)[number], because: string): ServerChosen => ({
    server,
    listen,
    because: `server_name "${name}" ${because} ${host === "" ? "a request without a host" : host}`,
    isDefault: false,
    captures: null,
  });
  const exact = named.find(({ name }) => name === host);
  if (exact !== undefined) return chosen(exact, "is");

  const leading = named
    .filter(({ name }) => /^\*?\../.test(name) && host !== "")
    .filter(({ name }) => host.endsWith(name.replace(/^\*/, "")) || name === `.${host}`)
    .filter(({ name }) => host !== name.replace(/^\*/, ""))
    .toSorted((a, b) => b.name.replace(/^\*/, "").length - a.name.replace(/^\*/, "").length);
  if (leading[0] !== undefined) return chosen(leading[0], "fits");

  const trailing = named
    .filter(({ name }) => name.endsWith(".*") && host.startsWith(name.slice(0, -1)))
    .filter(({ name }) => host.length > name.length - 1)
    .toSorted((a, b) => b.name.length - a.name.length);
  if (trailing[0] !== undefined) return chosen(trailing[0], "fits");

  if (host !== "")
    for (const each of named.filter(({ name }) => name.startsWith("~"))) {
      // Hosts come in small letters, and nginx compiles expressions with capitals without regard to case.
      const expression = pcre(each.name.slice(1), { ignoresCase: /[A-Z]/.test(each.name) });
      const found = expression === null ? undefined : find(expression, host);
      if (found === undefined) return null;
      if (found !== null) return { ...chosen(each, "fits"), captures: found };
    }

  const fallback = socket.members.find(({ listen }) => listen.isDefault) ?? socket.members[0];
  if (fallback === undefined) return null;
  const isTold = fallback.listen.isDefault ? "the default_server" : "the first server";
  return {
    server: fallback.server,
    listen: fallback.listen,
    because: `no server_name fits ${host === "" ? "a request without a host" : host}; it is ${isTold} of ${socket.address}:${fallback.listen.port}`,
    isDefault: true,
    captures: null,
  };
}

/** Names that an earlier one already stands for are ignored, with a warning in the log: `ngx_hash_add_key()`. */
function withoutConflicts<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  const exact = new Set<string>();
  const wildcard = new Set<string>();
  const isNew = (set: Set<string>, key: string) => !set.has(key) && set.add(key).size > 0;
  return all.filter(({ name }) => {
    if (name.startsWith("~")) return true;
    if (name.startsWith("*.")) return isNew(wildcard, name.slice(1));
    if (name.endsWith(".*")) return isNew(wildcard, name);
    // `.example.org` takes the plain name for itself even where it is then ignored for its wildcard.
    if (name.startsWith(".")) return isNew(exact, name.slice(1)) && isNew(wildcard, name);
    return isNew(exact, name);
  });
}
