import { isInNetwork } from "../address-match.ts";
import { find, pcre } from "../pattern.ts";
import { hostField } from "../request.ts";
import type { Directive } from "./directive.ts";
import { namesOf, plainHost } from "./server.ts";
import type { State } from "./state.ts";

/** Variables that depend on variables, at most. */
const MOST_DEPTH = 16;

/** A text with its variables replaced; `null` where one of them cannot be told. */
export function interpolate(text: string, state: State, depth = 0): string | null {
  let isKnown = true;
  const replaced = text.replaceAll(
    /\$(?:(\d)|(\w+)|\{(\w+)\})/g,
    (_, digit?: string, bare?: string, braced?: string) => {
      if (digit !== undefined) return state.captures[Number(digit)] ?? "";
      const value = variable(bare ?? braced ?? "", state, depth);
      if (value === null) isKnown = false;
      return value ?? "";
    },
  );
  return isKnown ? replaced : null;
}

/** The value of a variable; `null` where it cannot be told. */
export function variable(name: string, state: State, depth = 0): string | null {
  const set = state.variables.get(name);
  if (set !== undefined) return set;
  if (depth > MOST_DEPTH) return null;
  const table = state.http.find(
    (each) => (each.name === "map" || each.name === "geo") && each.words.at(-1) === `$${name}`,
  );
  if (table !== undefined) return table.name === "map" ? mapped(table, state, depth) : located(table, state);
  return builtIn(name, state);
}

function builtIn(name: string, { request, uri, query, tls, server }: State): string | null {
  const { fields } = request;
  const [, kind, rest = ""] = /^(http|arg|cookie)_(.+)$/.exec(name) ?? [];
  if (name === "http_host") return hostField(request);
  if (kind === "http") return fields === undefined ? null : (fields[rest.replaceAll("_", "-")] ?? "");
  if (kind === "arg") {
    const pair = query.split("&").find((each) => each.split("=", 1)[0]?.toLowerCase() === rest.toLowerCase());
    return pair === undefined ? "" : pair.slice(rest.length + 1);
  }
  if (kind === "cookie") {
    if (fields === undefined) return null;
    const pair = (fields["cookie"] ?? "").split(/;\s*/).find((each) => each.startsWith(`${rest}=`));
    return pair?.slice(rest.length + 1) ?? "";
  }
  switch (name) {
    case "host":
      return request.host === ""
        ? (namesOf({ name: "", words: [], where: "", block: server })[0] ?? "")
        : plainHost(request.host);
    case "uri":
    case "document_uri":
      return uri;
    case "request_uri":
      return request.path;
    case "args":
    case "query_string":
      return query;
    case "is_args":
      return query === "" ? "" : "?";
    case "scheme":
      return tls ? "https" : "http";
    case "https":
      return tls ? "on" : "";
    case "server_port":
      return String(request.port);
    case "server_addr":
      return request.address;
    case "server_name":
      return namesOf({ name: "", words: [], where: "", block: server })[0] ?? "";
    case "remote_addr":
    case "binary_remote_addr":
      return request.client;
    case "request_method":
      return request.method;
    case "content_length":
      return request.bodyOctets === 0 ? "" : String(request.bodyOctets);
    default:
      return null;
  }
}

/** `map $from $to { … }`: exact texts, then masks of hosts, then expressions in order, then the default. ngx_http_map_module. */
function mapped(table: Directive, state: State, depth: number): string | null {
  const [source = ""] = table.words;
  const value = interpolate(source, state, depth + 1);
  const rows = table.block ?? [];
  if (value === null) return null;
  const isVolatile = ({ name, words }: Directive) =>
    words.length === 0 && (name === "hostnames" || name === "volatile");
  const lower = value.toLowerCase();
  const asText = rows.find(
    (row) =>
      !isVolatile(row) &&
      row.name !== "default" &&
      !row.name.startsWith("~") &&
      row.name.replace(/^\\/, "").toLowerCase() === lower,
  );
  const result = (row: Directive | undefined) => interpolate(row?.words[0] ?? "", state, depth + 1);
  if (asText !== undefined) return result(asText);
  if (
    rows.some(({ name, words }) => name === "hostnames" && words.length === 0) &&
    rows.some(({ name }) => /^\*?\.|\.\*$/.test(name))
  )
    return null;
  for (const row of rows.filter(({ name }) => name.startsWith("~"))) {
    const ignoresCase = row.name.startsWith("~*");
    const expression = pcre(row.name.slice(ignoresCase ? 2 : 1), { ignoresCase });
    const found = expression === null ? undefined : find(expression, value);
    if (found === undefined) return null;
    if (found !== null) {
      for (const [name, text] of Object.entries(found.groups ?? {})) state.variables.set(name, text ?? "");
      const [target = ""] = row.words;
      return interpolate(
        target.replaceAll(/\$(\d)/g, (_, digit: string) => found[Number(digit)] ?? ""),
        state,
        depth + 1,
      );
    }
  }
  return result(rows.find(({ name }) => name === "default"));
}

/** `geo $address $to { … }`: the longest network that holds the address. ngx_http_geo_module. */
function located(table: Directive, state: State): string | null {
  const rows = table.block ?? [];
  if (rows.some(({ name }) => name === "ranges" || name === "proxy" || name === "include")) return null;
  const address = table.words.length > 1 ? interpolate(table.words[0] ?? "", state) : state.request.client;
  if (address === null) return null;
  const bits = (network: string) => Number(network.split("/")[1] ?? 128);
  const best = rows
    .filter(({ name }) => isInNetwork(address, name) === true)
    .toSorted((a, b) => bits(b.name) - bits(a.name))[0];
  return (best ?? rows.find(({ name }) => name === "default"))?.words[0] ?? "";
}
