import { posix } from "node:path";
import { isInNetwork } from "../address-match.ts";
import { hostField, type ProxyRequest } from "../request.ts";
import { all, any, matches, not, type Truth } from "../truth.ts";

/** Longest rule that is read, in characters. */
const MOST_RULE = 20_000;
/** Parentheses inside parentheses, at most. */
const MOST_DEPTH = 50;

interface Reading {
  readonly tokens: readonly string[];
  at: number;
  readonly request: ProxyRequest;
}

/** Whether a rule fits a request; `null` where that cannot be told, or it is none. Traefik, "Routers: Rule". */
export function ruleFits(rule: string, request: ProxyRequest): Truth {
  if (rule.length > MOST_RULE) return null;
  const tokens = rule.match(/`[^`]*`|"(?:[^"\\]|\\.)*"|&&|\|\||[!(),]|\w+|[^\s]/g) ?? [];
  const reading: Reading = { tokens, at: 0, request };
  const fits = either(reading, 0);
  return fits === undefined || reading.at < tokens.length ? null : fits;
}

/** `undefined` where the text is no rule. */
type Parsed = Truth | undefined;

function either(reading: Reading, depth: number): Parsed {
  const parts: Truth[] = [];
  do {
    const part = both(reading, depth);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (takes(reading, "||"));
  return any(parts);
}

function both(reading: Reading, depth: number): Parsed {
  const parts: Truth[] = [];
  do {
    const part = single(reading, depth);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (takes(reading, "&&"));
  return all(parts);
}

function single(reading: Reading, depth: number): Parsed {
  if (depth > MOST_DEPTH) return undefined;
  if (takes(reading, "!")) {
    const part = single(reading, depth + 1);
    return part === undefined ? undefined : not(part);
  }
  if (takes(reading, "(")) {
    const part = either(reading, depth + 1);
    return takes(reading, ")") ? part : undefined;
  }
  const name = reading.tokens[reading.at] ?? "";
  if (!/^\w+$/.test(name)) return undefined;
  reading.at += 1;
  if (!takes(reading, "(")) return undefined;
  const words: string[] = [];
  while (!takes(reading, ")")) {
    const token = reading.tokens[reading.at];
    if (token === undefined) return undefined;
    reading.at += 1;
    if (token === ",") continue;
    if (!/^[`"]/.test(token) || token.length < 2) return undefined;
    words.push(token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, "$1") : token.slice(1, -1));
  }
  return fits(name.toLowerCase(), words, reading.request);
}

function takes(reading: Reading, token: string): boolean {
  if (reading.tokens[reading.at] !== token) return false;
  reading.at += 1;
  return true;
}

const hostOf = (request: ProxyRequest): string =>
  hostField(request).toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");

function fits(name: string, words: readonly string[], request: ProxyRequest): Truth {
  const [first = "", second] = words;
  const path = () => routingPath(request.path);
  switch (name) {
    case "host":
    case "hostheader":
      return any(
        words.map((word) =>
          /[{}]/.test(word) ? null : word.toLowerCase().replace(/\.$/, "") === hostOf(request),
        ),
      );
    case "hostsni":
      return any(words.map((word) => word === "*" || word.toLowerCase() === request.host.toLowerCase()));
    case "hostregexp":
      return any(words.map((word) => ofRegexp(word, hostOf(request))));
    case "hostsniregexp":
      return any(words.map((word) => ofRegexp(word, request.host.toLowerCase())));
    case "path":
      return any(words.map((word) => (/[{}]/.test(word) ? null : path() === word)));
    case "pathprefix":
      return any(words.map((word) => (/[{}]/.test(word) ? null : path().startsWith(word))));
    case "pathregexp":
      return any(words.map((word) => matches(word, path(), { whole: false })));
    case "method":
      return any(words.map((word) => word.toUpperCase() === request.method.toUpperCase()));
    case "header":
    case "headers":
      return ofHeader(first, request, (value) => value === second);
    case "headerregexp":
    case "headersregexp":
      return ofHeader(first, request, (value) => matches(second ?? "", value, { whole: false }));
    case "query":
      return ofQuery(words, request, (value, wanted) => value === wanted);
    case "queryregexp":
      return ofQuery(words, request, (value, wanted) => matches(wanted, value, { whole: false }));
    case "clientip": {
      const { client } = request;
      return client === null ? null : any(words.map((word) => isInNetwork(client, word)));
    }
    default:
      return null;
  }
}

/** The older form has its expressions in braces: what they mean there is another language. */
const ofRegexp = (word: string, text: string): Truth =>
  /\{\w+:/.test(word) ? null : matches(word, text, { whole: false });

function ofHeader(name: string, request: ProxyRequest, test: (value: string) => Truth): Truth {
  if (name.toLowerCase() === "host") return false;
  if (request.fields === undefined) return null;
  const value = request.fields[name.toLowerCase()];
  return value === undefined ? false : test(value);
}

function ofQuery(
  words: readonly string[],
  request: ProxyRequest,
  test: (value: string, wanted: string) => Truth,
): Truth {
  const query = new URLSearchParams(request.path.split("#", 1)[0]?.split("?").slice(1).join("?") ?? "");
  const pairs = words.every((word) => word.includes("="))
    ? words.map((word) => /^([^=]*)=(.*)$/.exec(word)?.slice(1) ?? [])
    : [words];
  return all(
    // Without a value only an empty one fits.
    pairs.map(([key = "", wanted = ""]) => any(query.getAll(key).map((value) => test(value, wanted)))),
  );
}

/** The path as rules see it: clean, without the escapes that mean nothing. */
export function routingPath(target: string): string {
  const [path = ""] = target.split(/[?#]/, 1);
  const plain = path.replaceAll(/%([0-9a-f]{2})/gi, (whole, hex: string) => {
    const letter = String.fromCharCode(Number.parseInt(hex, 16));
    // Reserved letters keep their escapes. RFC 3986, section 2.2.
    return /[!#$&'()*+,/:;=?@[\]%]/.test(letter) || letter > "~" ? whole : letter;
  });
  return plain.startsWith("/") ? cleanPath(plain) : plain;
}

/** Dots resolved and slashes merged, as an entry point hands a path on. */
export function cleanPath(path: string): string {
  const clean = posix.normalize(path);
  return path.endsWith("/") && !clean.endsWith("/") ? `${clean}/` : clean;
}

/** A path without the escapes that nothing needs: RFC 3986, section 6.2.2.2. */
export const plainPath = (path: string): string =>
  path.replaceAll(/%([0-9a-f]{2})/gi, (whole, hex: string) => {
    const letter = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\w.~-]/.test(letter) ? letter : whole;
  });
