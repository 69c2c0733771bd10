import type { ProxyRequest } from "../request.ts";
import { hostField } from "../request.ts";
import { convert } from "./converter.ts";
import type { HaproxyProxy } from "./proxy.ts";

/** A value that a sample gives. `none`: there is none. `unknown`: it cannot be told from here. */
export type Sample =
  | { readonly type: "text"; readonly values: readonly string[] }
  | { readonly type: "number"; readonly values: readonly number[] }
  | { readonly type: "address"; readonly value: string }
  | { readonly type: "none" }
  | { readonly type: "unknown" };

/** A request while haproxy works on it. */
export interface Transaction {
  readonly request: ProxyRequest;
  readonly tls: boolean;
  /** The client's address; `null` where it cannot be told. */
  source: string | null;
  method: string;
  /** With query; `null` once it is set to something that cannot be told. */
  path: string | null;
  /** Fields that rules have set, `null` for a value that cannot be told; over those of the request. */
  readonly fields: Map<string, string | null>;
  readonly variables: Map<string, Sample>;
  readonly proxies: readonly HaproxyProxy[];
  /** Lines of a file of patterns or of a map; `null` where it could not be read. */
  readonly lines: (path: string) => readonly string[] | null;
}

const text = (...values: readonly string[]): Sample => ({ type: "text", values });
const number = (...values: readonly number[]): Sample => ({ type: "number", values });
const none: Sample = { type: "none" };
const unknown: Sample = { type: "unknown" };

/** Counters of a running haproxy: taken as nothing yet, so that a limit is not taken for a route. */
const counters =
  /^(?:sc\d?_|src_(?!port$|is_local$)|table_|be_(?:conn|sess)|fe_(?:conn|sess|req)|queue$|avg_queue|srv_(?:conn|sess|queue)|connslots|act_conn)/;

/** The value of `hdr(host),lower`. haproxy's configuration manual, section 7.3. */
export function sample(expression: string, transaction: Transaction): Sample {
  const [first = "", ...converters] = splitOutside(expression);
  let value = fetched(first, transaction);
  for (const converter of converters) value = convert(value, converter, transaction);
  return value;
}

/** Splits at commas that are in no parentheses. */
export function splitOutside(expression: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of expression) {
    if (letter === "(") depth += 1;
    else if (letter === ")") depth -= 1;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** A field's value after the rules. `undefined`: the request has none. `null`: it cannot be told. */
export function field(name: string, { fields, request }: Transaction): string | null | undefined {
  const set = fields.get(name);
  if (set !== undefined) return set;
  if (name === "host") return hostField(request) === "" ? undefined : hostField(request);
  if (name === "content-length" && request.fields?.[name] === undefined)
    return request.bodyOctets > 0 ? String(request.bodyOctets) : undefined;
  return request.fields === undefined ? null : request.fields[name];
}

function fetched(written: string, transaction: Transaction): Sample {
  const [, name = "", argument = ""] = /^([\w.]+)(?:\((.*)\))?$/.exec(written) ?? [];
  const { request, tls } = transaction;
  const path = transaction.path?.split("?")[0] ?? null;
  const maybe = (value: string | null | undefined): Sample =>
    value === undefined ? none : value === null ? unknown : text(value);
  const word = (argument.split(",")[0] ?? "").replaceAll(/^["']|["']$/g, "").toLowerCase();
  if (counters.test(name)) return number(0);
  switch (name) {
    case "hdr":
    case "req.hdr":
    case "req.hdrs": {
      const value = field(word, transaction);
      return value == null ? maybe(value) : text(...value.split(",").map((part) => part.trim()));
    }
    case "req.fhdr":
      return maybe(field(word, transaction));
    case "hdr_cnt":
    case "req.hdr_cnt": {
      const value = field(word, transaction);
      return value === null ? unknown : number(value === undefined ? 0 : value.split(",").length);
    }
    case "hdr_val":
    case "req.hdr_val": {
      const value = field(word, transaction);
      return value == null
        ? maybe(value)
        : number(...value.split(",").map((part) => Number.parseInt(part, 10) || 0));
    }
    case "req.cook":
    case "cook": {
      const value = field("cookie", transaction);
      if (value == null) return maybe(value);
      const pair = value.split(/;\s*/).find((each) => each.startsWith(`${argument}=`));
      return maybe(pair?.slice(argument.length + 1));
    }
    case "path":
      return maybe(path);
    case "pathq":
    case "url":
    case "capture.req.uri":
      return maybe(transaction.path);
    case "query":
      return maybe(transaction.path === null ? null : (transaction.path.split("?")[1] ?? undefined));
    case "url_param":
    case "urlp": {
      if (transaction.path === null) return unknown;
      const pairs = (transaction.path.split("?")[1] ?? "").split("&");
      return maybe(pairs.find((each) => each.startsWith(`${argument}=`))?.slice(argument.length + 1));
    }
    case "base": {
      const host = field("host", transaction);
      return path === null || host === null ? unknown : text((host ?? "") + path);
    }
    case "method":
      return text(transaction.method);
    case "src":
      return transaction.source === null ? unknown : { type: "address", value: transaction.source };
    case "dst":
      return request.address === null ? unknown : { type: "address", value: request.address };
    case "dst_port":
      return number(request.port);
    case "ssl_fc":
      return number(tls ? 1 : 0);
    case "ssl_fc_has_sni":
      return number(tls && request.host !== "" ? 1 : 0);
    case "ssl_fc_sni":
      return tls ? maybe(request.host === "" ? undefined : request.host) : none;
    case "req.ssl_sni":
    case "req_ssl_sni":
      return !tls && (request.scheme === "https" || request.scheme === "tls")
        ? maybe(request.host || undefined)
        : none;
    case "req.ssl_hello_type":
    case "req_ssl_hello_type":
      return !tls && (request.scheme === "https" || request.scheme === "tls") ? number(1) : none;
    case "req.body_size":
    case "req.body_len":
      return number(request.bodyOctets);
    case "nbsrv":
    case "srv_is_up":
      return number(name === "nbsrv" ? countServers(argument, transaction) : 1);
    case "always_true":
      return number(1);
    case "always_false":
      return number(0);
    case "bool":
      return number(argument === "true" || argument === "1" ? 1 : 0);
    case "int":
      return number(Number(argument));
    case "str":
      return text(argument);
    case "var":
      return transaction.variables.get(argument.split(",")[0] ?? "") ?? none;
    default:
      return unknown;
  }
}

/** As if all were up: what the configuration means when nothing is broken. */
function countServers(name: string, { proxies }: Transaction): number {
  const proxy = proxies.find((each) => each.name === name && each.section.kind !== "frontend");
  return (proxy?.section.lines ?? []).filter(
    ({ words }) => (words[0] === "server" || words[0] === "server-template") && !words.includes("disabled"),
  ).length;
}
