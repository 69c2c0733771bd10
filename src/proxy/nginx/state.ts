import type { ProxyRequest } from "../request.ts";
import type { Directive } from "./directive.ts";

/** A request while nginx works on it. */
export interface State {
  readonly request: ProxyRequest;
  /** The block `http`. */
  readonly http: readonly Directive[];
  readonly server: readonly Directive[];
  readonly tls: boolean;
  /** Decoded, without query, dots and double slashes taken out. */
  uri: string;
  query: string;
  captures: readonly (string | undefined)[];
  /** Set by `set` and by named groups; `null` where the value cannot be told. */
  readonly variables: Map<string, string | null>;
  /** The URI is still as it came. */
  isUntouched: boolean;
  /** The location's own prefix still leads the URI: `proxy_pass` with a URI may replace it. */
  hasLocation: boolean;
  /** What a file is, as far as it is known; asking takes the question down. */
  readonly kindOfFile: (path: string) => FileKind | null;
}

export type FileKind = "file" | "folder" | "missing";

/** The URI and query of a request line: `%41` decoded, `//` and dots resolved. `null` where nginx answers 400. `ngx_http_parse_complex_uri()`. */
export function normalize(path: string, mergesSlashes: boolean): { uri: string; query: string } | null {
  const [beforeHash = ""] = path.split("#", 1);
  const mark = beforeHash.indexOf("?");
  const raw = mark === -1 ? beforeHash : beforeHash.slice(0, mark);
  const query = mark === -1 ? "" : beforeHash.slice(mark + 1);
  if (!raw.startsWith("/") || /%(?![0-9a-fA-F]{2})|%00/.test(raw)) return null;
  const decoded = decode(raw);
  const parts: string[] = [];
  const pieces = decoded.split("/").slice(1);
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    if (piece === "" && !isLast && mergesSlashes) continue;
    if (piece === ".") {
      if (isLast) parts.push("");
    } else if (piece === "..") {
      if (parts.length === 0) return null;
      parts.pop();
      if (isLast) parts.push("");
    } else parts.push(piece);
  }
  return { uri: `/${parts.join("/")}`, query };
}

/** Octets that are no UTF-8 stay as one character each. */
function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    // No UTF-8: every octet is a character by itself, as expressions of nginx see it.
    return raw.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}

/** Takes over what an expression has found. */
export function keepCaptures(state: State, found: RegExpExecArray): void {
  state.captures = [...found];
  for (const [name, value] of Object.entries(found.groups ?? {})) state.variables.set(name, value ?? "");
}
