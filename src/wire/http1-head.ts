/** The head of an HTTP/1 answer, as sent. RFC 9112, sections 4 and 5. */
export interface HttpHead {
  /** `1.0` or `1.1`. */
  readonly version: string;
  /** 100 to 999: more than the standard has, since proxies invent their own. */
  readonly status: number;
  /** May be empty. */
  readonly reason: string;
  /** Names in lower case, in the order sent, repeated where they are. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** With the empty line that ends it. */
  readonly headOctets: number;
}

/** What the first octets of an answer are. `incomplete`: it can still become a head. */
export type HeadRead =
  | { readonly outcome: "head"; readonly head: HttpHead }
  | { readonly outcome: "incomplete" }
  | { readonly outcome: "not-http" }
  | { readonly outcome: "too-large" };

/** The least that a common client takes: browsers 256 KiB and more, curl 300 KiB. RFC 9110, section 5.4 sets no limit. */
export const MAX_HEAD_OCTETS = 256 * 1024;

const STATUS_LINE = /^HTTP\/(\d\.\d) (\d{3})(?: (.*))?$/;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Reads the head of an answer from the first octets of a connection.
 *
 * Takes a bare LF for a line's end, and skips empty lines before the status line. RFC 9112, section 2.2.
 */
export function readHttpHead(octets: Uint8Array): HeadRead {
  const start = skipEmptyLines(octets);
  if (!canBeHttp(octets, start)) return { outcome: "not-http" };
  const end = findEnd(octets, start);
  if (end === null) return { outcome: octets.length >= MAX_HEAD_OCTETS ? "too-large" : "incomplete" };
  const lines = Buffer.from(octets.buffer, octets.byteOffset + start, end - start)
    .toString("latin1")
    .split("\n")
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const [statusLine = "", ...fieldLines] = lines;
  const match = STATUS_LINE.exec(statusLine);
  if (match === null) return { outcome: "not-http" };
  const [, version = "", status = "", reason = ""] = match;
  if (Number(status) < 100) return { outcome: "not-http" };
  const head = {
    version,
    status: Number(status),
    reason: reason.trim(),
    fields: readFields(fieldLines),
    headOctets: end,
  };
  return { outcome: "head", head };
}

/** Values of a field joined as RFC 9110, section 5.3 allows; `null` where it was not sent. */
export function fieldOf(fields: HttpHead["fields"], name: string): string | null {
  const values = fields.filter(([known]) => known === name).map(([, value]) => value);
  return values.length === 0 ? null : values.join(", ");
}

const CR = 0x0d;
const LF = 0x0a;

function skipEmptyLines(octets: Uint8Array): number {
  let start = 0;
  while (octets[start] === CR || octets[start] === LF) start += 1;
  return start;
}

/** Whether what is there so far is the beginning of `HTTP/1.`. */
function canBeHttp(octets: Uint8Array, start: number): boolean {
  return [..."HTTP/1."].every((letter, index) => {
    const octet = octets[start + index];
    return octet === undefined || octet === letter.charCodeAt(0);
  });
}

/** Index behind the empty line that ends the head; `null` where it has not come yet. */
function findEnd(octets: Uint8Array, start: number): number | null {
  let lineStart = start;
  for (let at = octets.indexOf(LF, start); at !== -1; at = octets.indexOf(LF, at + 1)) {
    if (at - lineStart === 0 || (at - lineStart === 1 && octets[lineStart] === CR)) return at + 1;
    lineStart = at + 1;
  }
  return null;
}

/** Lines that are no fields are left out: a server that sends them is odd, and its answer is still readable. */
function readFields(lines: readonly string[]): HttpHead["fields"] {
  const fields: [string, string][] = [];
  for (const line of lines) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`; // Folding of old: RFC 9112, section 5.2.
      continue;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    if (FIELD_NAME.test(name)) fields.push([name.toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return fields;
}
