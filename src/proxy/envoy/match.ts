import { isInNetwork } from "../address-match.ts";
import type { ProxyRequest } from "../request.ts";
import { at, entries, flag, has, items, number, type Tree, text } from "../tree.ts";
import { all, matches, not, type Truth } from "../truth.ts";
import { comparedHost } from "./virtual-host.ts";

/** What a request has that routes look at. */
export interface EnvoyRequest {
  readonly request: ProxyRequest;
  /** The field `Host`, without the port where the connection manager takes it away. */
  readonly host: string;
  /** Without query, as routes compare it. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export function envoyRequest(request: ProxyRequest, manager: Tree): EnvoyRequest {
  const [target = ""] = request.path.split("#", 1);
  const question = target.indexOf("?");
  let path = question === -1 ? target : target.slice(0, question);
  // RFC 3986, section 6: only where it is asked for.
  if (flag(manager, "normalize_path") === true) path = path.startsWith("/") ? normalized(path) : path;
  if (flag(manager, "merge_slashes") === true) path = path.replaceAll(/\/{2,}/g, "/");
  return {
    request,
    path,
    host: comparedHost(request, manager),
    query: new URLSearchParams(question === -1 ? "" : target.slice(question + 1)),
  };
}

/** Dots are resolved, and what needs no escape has none. RFC 3986, section 6.2.2. */
function normalized(path: string): string {
  const plain = path.replaceAll(/%([0-9a-f]{2})/gi, (whole, hex: string) => {
    const letter = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\w.~-]/.test(letter) ? letter : whole;
  });
  return URL.parse(`http://h${plain.replaceAll("\\", "/")}`)?.pathname ?? path;
}

/** The value of a field, `undefined` where it is not known; `null` where the request has none. */
export function fieldOf(name: string, { request, host }: EnvoyRequest): string | null | undefined {
  const lower = name.toLowerCase();
  if (lower === ":method") return request.method;
  if (lower === ":path") return request.path;
  if (lower === ":authority" || lower === "host") return host;
  if (lower === ":scheme") return request.scheme;
  return request.fields === undefined ? undefined : (request.fields[lower] ?? null);
}

/** `type.matcher.v3.StringMatcher`. */
export function stringMatches(matcher: Tree, value: string): Truth {
  const ignoresCase = flag(matcher, "ignore_case") === true;
  const fold = (word: string) => (ignoresCase ? word.toLowerCase() : word);
  const own = fold(value);
  for (const [key, test] of [
    ["exact", (word: string) => own === word],
    ["prefix", (word: string) => own.startsWith(word)],
    ["suffix", (word: string) => own.endsWith(word)],
    ["contains", (word: string) => own.includes(word)],
  ] as const) {
    const word = text(matcher, key);
    if (word !== null) return test(fold(word));
  }
  const expression = text(matcher, "safe_regex", "regex");
  return expression === null ? null : matches(expression, value, { whole: true });
}

/** `config.route.v3.HeaderMatcher`. */
export function headerMatches(matcher: Tree, request: EnvoyRequest): Truth {
  const value = fieldOf(text(matcher, "name") ?? "", request);
  if (value === undefined) return null;
  const isInverted = flag(matcher, "invert_match") === true;
  const present = flag(matcher, "present_match");
  if (present !== null) return isInverted ? not((value !== null) === present) : (value !== null) === present;
  const treatsMissing = flag(matcher, "treat_missing_header_as_empty") === true;
  // A field that is missing fits no other matcher, inverted or not.
  if (value === null && !treatsMissing) {
    const isBare = entries(matcher).every(([key]) => key === "name" || /invert/i.test(key));
    return isBare ? isInverted : false;
  }
  const fits = headerValueMatches(matcher, value ?? "");
  return isInverted ? not(fits) : fits;
}

function headerValueMatches(matcher: Tree, value: string): Truth {
  if (has(matcher, "string_match")) return stringMatches(at(matcher, "string_match"), value);
  if (has(matcher, "range_match")) {
    const start = number(matcher, "range_match", "start") ?? 0;
    const end = number(matcher, "range_match", "end") ?? 0;
    return /^-?\d+$/.test(value) && Number(value) >= start && Number(value) < end;
  }
  for (const [key, test] of [
    ["exact_match", (word: string) => value === word],
    ["prefix_match", (word: string) => value.startsWith(word)],
    ["suffix_match", (word: string) => value.endsWith(word)],
    ["contains_match", (word: string) => value.includes(word)],
  ] as const) {
    const word = text(matcher, key);
    if (word !== null) return test(word);
  }
  const expression = text(matcher, "safe_regex_match", "regex");
  if (expression !== null) return matches(expression, value, { whole: true });
  // Only a name: that the field is there.
  return entries(matcher).every(([key]) => key === "name" || /invert|treat/i.test(key)) ? true : null;
}

/** Whether a route's match fits, by what Envoy looks at. `config.route.v3.RouteMatch`. */
export function routeMatches(
  match: Tree,
  request: EnvoyRequest,
): { readonly fits: Truth; readonly because: string } {
  const path = pathMatches(match, request);
  const fits = all([
    path.fits,
    ...items(match, "headers").map((header) => headerMatches(header, request)),
    ...items(match, "query_parameters").map((parameter) => parameterMatches(parameter, request)),
    ...(has(match, "runtime_fraction")
      ? [fractionMatches(at(match, "runtime_fraction", "default_value"))]
      : []),
    ...(has(match, "grpc") ? [isGrpc(request)] : []),
    ...(has(match, "tls_context") ||
    has(match, "dynamic_metadata") ||
    has(match, "filter_state") ||
    has(match, "cookies")
      ? [null]
      : []),
  ]);
  return { fits, because: path.because };
}

function pathMatches(
  match: Tree,
  { path }: EnvoyRequest,
): { readonly fits: Truth; readonly because: string } {
  const isExact = flag(match, "case_sensitive") !== false;
  const own = isExact ? path : path.toLowerCase();
  const word = (key: string) => {
    const written = text(match, key);
    return written === null ? null : isExact ? written : written.toLowerCase();
  };
  const prefix = word("prefix");
  if (prefix !== null) return { fits: own.startsWith(prefix), because: `the path begins with ${prefix}` };
  const whole = word("path");
  if (whole !== null) return { fits: own === whole, because: `the path is ${whole}` };
  const separated = word("path_separated_prefix");
  if (separated !== null)
    return {
      fits: own === separated || own.startsWith(`${separated}/`),
      because: `the path is ${separated} or below it`,
    };
  const expression = text(match, "safe_regex", "regex");
  if (expression !== null)
    return {
      fits: matches(expression, path, { whole: true }),
      because: `the path fits ${expression.slice(0, 200)}`,
    };
  return { fits: has(match, "connect_matcher") ? false : null, because: "by a matcher that is not known" };
}

function parameterMatches(matcher: Tree, { query }: EnvoyRequest): Truth {
  const value = query.get(text(matcher, "name") ?? "");
  const present = flag(matcher, "present_match");
  if (present !== null) return (value !== null) === present;
  if (value === null) return false;
  return has(matcher, "string_match") ? stringMatches(at(matcher, "string_match"), value) : true;
}

const denominators: Readonly<Record<string, number>> = {
  HUNDRED: 100,
  TEN_THOUSAND: 10_000,
  MILLION: 1_000_000,
};

function fractionMatches(fraction: Tree): Truth {
  const share =
    (number(fraction, "numerator") ?? 0) / (denominators[text(fraction, "denominator") ?? "HUNDRED"] ?? 100);
  return share >= 1 ? true : share <= 0 ? false : null;
}

const isGrpc = (request: EnvoyRequest): Truth => {
  const type = fieldOf("content-type", request);
  return type === undefined ? null : type !== null && /^application\/grpc(?:$|\+)/.test(type);
};

/** `config.core.v3.CidrRange` and an address. */
export const inRange = (range: Tree, address: string | null): Truth =>
  address === null ? null : isInNetwork(address, rangeText(range));

export const rangeText = (range: Tree): string =>
  `${text(range, "address_prefix") ?? ""}/${number(range, "prefix_len") ?? 0}`;
