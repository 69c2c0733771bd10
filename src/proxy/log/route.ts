import { field, type LineFields } from "./line-fields.ts";

/** What of a request a log is searched for. */
export interface RouteAsked {
  /** Without port; `null` for any. */
  readonly host: string | null;
  /** Without query; `null` where the request has none: a TCP connection. */
  readonly path: string | null;
  readonly method: string | null;
  /** The matched route takes every path that begins so; `null` where only the path itself is the same route. */
  readonly prefix: string | null;
}

const SPACE = 0x20;
const SLASH = 0x2f;
const QUESTION = 0x3f;
const HASH = 0x23;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Tells lines of a route from others by their octets. */
export interface RouteMatch {
  /** The same host where the line has one, and the same path up to the query, or one below the prefix. */
  isOfRoute(line: LineFields): boolean;
  /** The path is the very one that was asked for, and the method too. */
  isRequest(line: LineFields): boolean;
}

export function matchRoute({ host, path, method, prefix }: RouteAsked): RouteMatch {
  const encoder = new TextEncoder();
  const wanted = path === null ? null : encoder.encode(path);
  const below = prefix === null ? null : encoder.encode(prefix);
  const name = host === null ? null : encoder.encode(host.toLowerCase());
  const word = method === null ? null : encoder.encode(method);
  const place: Place = { host: -1, hostEnd: -1, path: -1, pathEnd: -1, octets: new Uint8Array(0) };
  const isHost = (octets: Uint8Array, from: number, to: number): boolean => {
    if (name === null || from < 0) return true;
    if (to - from < name.length) return false;
    for (let index = 0; index < name.length; index += 1) {
      const octet = octets[from + index] ?? 0;
      if ((octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet) !== name[index]) return false;
    }
    return from + name.length === to || octets[from + name.length] === COLON;
  };
  const isOfRoute = (line: LineFields): boolean => {
    if (wanted === null) return true;
    if (below === null && isOther(line, wanted)) return false;
    if (!findPath(line, place)) return false;
    const { octets, path: from, pathEnd: to } = place;
    const isSame = to - from === wanted.length && startsWith(octets, from, to, wanted);
    if (!isSame && (below === null || !startsWith(octets, from, to, below))) return false;
    if (place.host >= 0) return isHost(octets, place.host, place.hostEnd);
    return !line.has(field.host) || isHost(line.octets, line.from(field.host), line.to(field.host));
  };
  return {
    isOfRoute,
    isRequest(line) {
      if (wanted === null) return true;
      if (!findPath(line, place)) return false;
      const { octets, path: from, pathEnd: to } = place;
      if (to - from !== wanted.length || !startsWith(octets, from, to, wanted)) return false;
      if (word === null) return true;
      const isSplit = line.has(field.method);
      const at = isSplit ? line.from(field.method) : line.from(field.request);
      if (at < 0) return true;
      const end = isSplit ? line.to(field.method) : at + word.length;
      return end - at === word.length && startsWith(line.octets, at, end, word);
    },
  };
}

/** Most lines of a busy log: their target begins with a slash and is plainly another path. */
function isOther(line: LineFields, wanted: Uint8Array): boolean {
  const { octets } = line;
  let at = line.from(field.target);
  if (at < 0) {
    at = line.from(field.request);
    const end = line.to(field.request);
    while (at >= 0 && at < end && octets[at] !== SPACE) at += 1;
    at += 1;
  }
  if (octets[at] !== SLASH) return false;
  for (let index = 1; index < wanted.length; index += 1) {
    const octet = octets[at + index];
    if (octet !== wanted[index]) return octet !== BACKSLASH;
  }
  return false;
}

/** Where the host of an absolute target and its path are. */
interface Place {
  octets: Uint8Array;
  host: number;
  hostEnd: number;
  path: number;
  pathEnd: number;
}

/** The path of a line, whose target may be absolute: HTTP/2 at haproxy is. `false` where there is none. */
function findPath(line: LineFields, place: Place): boolean {
  let { octets } = line;
  let from = line.from(field.target);
  let to = line.to(field.target);
  place.host = -1;
  if (from < 0) {
    from = line.from(field.request);
    if (from < 0) return false;
    const end = line.to(field.request);
    while (from < end && octets[from] !== SPACE) from += 1;
    from += 1;
    for (to = from; to < end && octets[to] !== SPACE; ) to += 1;
  }
  if (from >= to) return false;
  let escapeAt = from;
  while (escapeAt < to && octets[escapeAt] !== BACKSLASH) escapeAt += 1;
  if (escapeAt < to) {
    // Rare: an escape within the target.
    octets = Buffer.from(unescaped(octets, from, to, line.isJson));
    from = 0;
    to = octets.length;
  }
  if (octets[from] !== SLASH) {
    let at = from;
    while (at < to && octets[at] !== COLON) at += 1;
    if (octets[at + 1] !== SLASH || octets[at + 2] !== SLASH) return false;
    place.host = at + 3;
    for (from = at + 3; from < to && octets[from] !== SLASH && octets[from] !== QUESTION; ) from += 1;
    place.hostEnd = from;
    if (from >= to || octets[from] === QUESTION) return false;
  }
  let end = from;
  while (end < to && octets[end] !== QUESTION && octets[end] !== HASH) end += 1;
  place.octets = octets;
  place.path = from;
  place.pathEnd = end;
  return true;
}

function unescaped(octets: Uint8Array, from: number, to: number, isJson: boolean): string {
  const raw = Buffer.from(octets.buffer, octets.byteOffset + from, Math.min(to - from, 8192)).toString(
    "utf8",
  );
  if (isJson) {
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      return raw;
    }
  }
  return raw.replaceAll(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function startsWith(octets: Uint8Array, from: number, to: number, wanted: Uint8Array): boolean {
  if (to - from < wanted.length) return false;
  for (let index = 0; index < wanted.length; index += 1) {
    if (octets[from + index] !== wanted[index]) return false;
  }
  return true;
}

/** The same question of a host and a path that are known as texts. */
export function isSameRoute(
  { host, path }: { readonly host: string | null; readonly path: string | null },
  route: RouteAsked,
): boolean {
  if (route.host !== null && host !== null && host !== route.host.toLowerCase()) return false;
  if (route.path === null || path === null) return false;
  return path === route.path || (route.prefix !== null && path.startsWith(route.prefix));
}
