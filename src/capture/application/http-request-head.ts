/** The head of a request, without what may hold secrets. RFC 9112, section 3. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  readonly host: string | null;
  readonly isAbsolute: boolean;
  readonly headOctets: number;
  readonly body:
    | { readonly by: "none" }
    | { readonly by: "length"; readonly octets: number }
    | { readonly by: "chunks" };
  readonly expectsContinue: boolean;
  readonly saysClose: boolean;
}

/** Octets of a request's head at most: twice what common servers take. */
const MOST_REQUEST_HEAD = 64 * 1024;
const MOST_PATH = 1_024;
const MOST_HOST = 255;
const LF = 0x0a;
const CR = 0x0d;

const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\S+) HTTP\/1\.(\d)$/;

/** Reads the head of a request at the beginning of octets: `null` where it is not whole, `malformed` where it is none. */
export function readRequestHead(octets: Uint8Array): RequestHead | "malformed" | null {
  let start = 0;
  while (octets[start] === CR || octets[start] === LF) start += 1;
  const end = headEnd(octets, start);
  if (end < 0) return octets.length > MOST_REQUEST_HEAD ? "malformed" : null;
  const text = Buffer.from(octets.buffer, octets.byteOffset + start, end - start).toString("latin1");
  const [first = "", ...lines] = text.split(/\r?\n/);
  const match = requestLine.exec(first);
  if (match === null) return "malformed";
  const [, method = "", target = "", minor = "1"] = match;
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (wanted.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  const connection = fields.get("connection") ?? "";
  return {
    method,
    ...targetOf(target, fields.get("host") ?? null),
    headOctets: end,
    body: bodyOf(fields),
    expectsContinue: /^100-continue$/i.test(fields.get("expect") ?? ""),
    saysClose: /\bclose\b/i.test(connection) || (minor === "0" && !/\bkeep-alive\b/i.test(connection)),
  };
}

const wanted: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "expect",
  "connection",
]);

function bodyOf(fields: ReadonlyMap<string, string>): RequestHead["body"] {
  if (/(^|[,\s])chunked\s*$/i.test(fields.get("transfer-encoding") ?? "")) return { by: "chunks" };
  const length = fields.get("content-length") ?? "";
  const octets = /^\d{1,15}$/.test(length) ? Number(length) : 0;
  return octets === 0 ? { by: "none" } : { by: "length", octets };
}

/** Path and host; in absolute form the host is that of the target. RFC 9112, section 3.2. */
function targetOf(target: string, host: string | null): Pick<RequestHead, "path" | "host" | "isAbsolute"> {
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)([^?#]*)/.exec(target);
  const path = absolute === null ? target.replace(/[?#].*$/, "") : (absolute[2] ?? "") || "/";
  const named = absolute === null ? (host ?? null) : (absolute[1] ?? null);
  return {
    path: path.slice(0, MOST_PATH),
    host: named === null ? null : named.slice(0, MOST_HOST),
    isAbsolute: absolute !== null,
  };
}

/** Behind the empty line; -1 where it has not come. */
function headEnd(octets: Uint8Array, start: number): number {
  for (let at = octets.indexOf(LF, start); at !== -1; at = octets.indexOf(LF, at + 1)) {
    if (octets[at + 1] === LF) return at + 2;
    if (octets[at + 1] === CR && octets[at + 2] === LF) return at + 3;
  }
  return -1;
}
