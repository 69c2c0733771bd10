import { type Field, field, type LineFields } from "./line-fields.ts";
import type { LogFormat } from "./log-format.ts";
import type { TimeReader } from "./time-reader.ts";

/** Within so many octets a line says when it was written. */
const FRONT = 100;
/** Places of a line that are tried. */
const MOST_TRIES = 12;
/** Octets of a line in which the parts of a request are looked for. */
const MOST_LOOKED_AT = 4096;

/** The time at the front of a line of any form; NaN where there is none. `reader.end` is then behind it. */
export function findTime(octets: Uint8Array, start: number, end: number, reader: TimeReader): number {
  const stop = Math.min(end, start + FRONT);
  let tries = 0;
  for (let at = start; at < stop && tries < MOST_TRIES; at += 1) {
    const octet = octets[at] ?? 0;
    const before = at === start ? 0x5b : (octets[at - 1] ?? 0);
    const isDigit = octet >= 0x30 && octet <= 0x39;
    if (!isDigit && !(octet >= 0x41 && octet <= 0x5a)) continue;
    if (!isBorder(before)) continue;
    // A bare number is a time where a line begins, or where it is said to be one.
    const isNumber = isDigit && octets[at + 4] !== 0x2d && octets[at + 4] !== 0x2f && octets[at + 2] !== 0x2f;
    if (isNumber && before !== 0x5b && before !== 0x3d && octets[at + 2] !== 0x20) continue;
    tries += 1;
    const time = reader.read(octets, at, end);
    if (!Number.isNaN(time)) return time;
  }
  return Number.NaN;
}

/** A space, a tab, a bracket, a quote, an equals sign, or the end of a syslog priority. */
const isBorder = (octet: number): boolean =>
  octet === 0x20 ||
  octet === 0x09 ||
  octet === 0x5b ||
  octet === 0x28 ||
  octet === 0x22 ||
  octet === 0x3d ||
  octet === 0x3e ||
  octet === 0x7c;

const request =
  /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT)[ :]{1,3}["']?((?:https?:\/\/[^\s"'<>/]{1,255})?\/[^\s"'<>]{0,2000})["']?(?: HTTP\/\d(?:\.\d)?)?["']?(?:[ ,:-]{1,4}(?:status[=: ]{1,2})?([1-5]\d\d)\b)?/;
const level =
  /\b(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|CRIT(?:ICAL)?|FATAL|SEVERE|PANIC|ALERT|EMERG)\b/i;
const lasted = /(?:^|[\s(=:[])(\d{1,9}(?:\.\d{1,9})?\s?(?:ms|s|us|\xc2\xb5s|ns|sec))(?=[\s),;\]"']|$)/;

/** `key=value` and `key: value`, as logfmt and people write them. */
const pairs =
  /\b(method|path|uri|url|status|status_code|host|vhost|duration|elapsed|took|latency|request_id|req_id|requestId|x-request-id|trace_id|traceparent|level|severity|msg)[=:]\s?(?:"([^"]{0,400})"|([^\s",;)\]]{1,400}))/gi;

const fieldOf: Readonly<Record<string, Field>> = {
  method: field.method,
  path: field.target,
  uri: field.target,
  url: field.target,
  status: field.status,
  status_code: field.status,
  vhost: field.host,
  duration: field.took,
  elapsed: field.took,
  took: field.took,
  latency: field.took,
  request_id: field.requestId,
  req_id: field.requestId,
  requestid: field.requestId,
  "x-request-id": field.requestId,
  trace_id: field.trace,
  traceparent: field.trace,
  level: field.level,
  severity: field.level,
  msg: field.message,
};

/** A line of text with a time in front; what it says of a request is found by how people write it. */
export function plainFormat(time: TimeReader): LogFormat {
  return {
    name: "text",
    isHaproxy: false,
    read(octets, start, end, line) {
      line.begin(octets, start, end);
      const at = findTime(octets, start, end, time);
      if (Number.isNaN(at)) return false;
      line.time = at;
      readParts(octets, time.end, end, line);
      return true;
    },
  };
}

/** Puts what a text says of a request: one character of it is one octet, so that its places are those of the line. */
function readParts(octets: Uint8Array, start: number, end: number, line: LineFields): void {
  const text = Buffer.from(
    octets.buffer,
    octets.byteOffset + start,
    Math.min(end - start, MOST_LOOKED_AT),
  ).toString("latin1");
  const put = (which: Field, at: number, value: string, scale = 1) => {
    if (line.from(which) < 0 && value !== "") line.put(which, start + at, start + at + value.length, scale);
  };
  const found = request.exec(text);
  if (found !== null) {
    const [whole, method = "", target = "", status = ""] = found;
    put(field.method, found.index, method);
    put(field.target, found.index + whole.indexOf(target, method.length), target);
    put(field.status, found.index + whole.length - status.length, status);
  }
  for (const pair of text.matchAll(pairs)) {
    const [whole, key = "", quoted, bare = ""] = pair;
    const which = fieldOf[key.toLowerCase()];
    const value = quoted ?? bare;
    const at = pair.index + whole.length - value.length - (quoted === undefined ? 0 : 1);
    // The unit stands behind the number, or nobody says which it is.
    if (which !== undefined) put(which, at, value, which === field.took ? 0 : 1);
  }
  const word = level.exec(text.slice(0, 200));
  if (word !== null) put(field.level, word.index, word[0]);
  const length = lasted.exec(text);
  if (length?.[1] !== undefined)
    put(field.took, length.index + length[0].length - length[1].length, length[1], 0);
}
