import { type JsonKey, jsonKeys, plainHost, proxyKeys, unitOf } from "./json-keys.ts";
import { field, type LineFields, textOf } from "./line-fields.ts";
import type { LogFormat } from "./log-format.ts";
import type { TimeReader } from "./time-reader.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const LIST = 0x5b;
const LIST_END = 0x5d;

/** Objects inside of objects that are looked into: `request.headers.host`. */
const DEPTH = 4;
/** Keys of one line that are looked at. */
const MOST_KEYS = 400;

/**
 * One JSON object on a line, of whatever product: its keys say what they are. A line that was cut off gives what stands before
 * the cut. What may stand before the object (a prefix of syslog) is passed over.
 */
export function jsonFormat(time: TimeReader): LogFormat {
  let line: LineFields;
  let octets: Uint8Array;
  let end = 0;
  let keys = 0;
  let timeRank = 0;
  const ranks = new Int16Array(32);
  let product = "";
  const host = { from: -1, to: -1 };
  let isProxy = false;

  /** Behind the string whose opening quote is at `at`. */
  const afterString = (at: number): number => {
    for (let index = at + 1; index < end; index += 1) {
      if (octets[index] === BACKSLASH) index += 1;
      else if (octets[index] === QUOTE) return index + 1;
    }
    return end;
  };
  const skipSpace = (at: number): number => {
    let index = at;
    while (index < end && ((octets[index] ?? 0) <= 0x20 || octets[index] === 0x2c || octets[index] === 0x3a))
      index += 1;
    return index;
  };
  const put = (key: JsonKey, from: number, to: number) => {
    if (key.isTime) {
      const value = timeRank <= key.rank ? Number.NaN : time.read(octets, from, to);
      if (Number.isNaN(value)) return;
      line.time = value;
      timeRank = key.rank;
      return;
    }
    if (line.from(key.field) >= 0 && (ranks[key.field] ?? 0) <= key.rank) return;
    ranks[key.field] = key.rank;
    line.put(key.field, from, to, key.scale);
  };
  /** A value and what is in it; behind it. */
  const value = (at: number, path: string, depth: number): number => {
    const first = octets[at];
    if (first === OPEN) return object(at, path, depth + 1);
    const key = path === "" ? undefined : jsonKeys.get(path);
    if (first === LIST) return list(at, path, depth);
    const isString = first === QUOTE;
    const after = isString ? afterString(at) : afterPlain(at);
    const [from, to] = isString ? [at + 1, octets[after - 1] === QUOTE ? after - 1 : after] : [at, after];
    if (key !== undefined && !isNull(from, to, isString)) put(key, from, to);
    if (path === plainHost) Object.assign(host, { from, to });
    const owner = proxyKeys.get(path);
    if (owner !== undefined) {
      isProxy = true;
      if (owner !== "") product = owner;
    }
    if (path === "logger" && textOf(octets, from, to).startsWith("http.")) product = "caddy";
    return after;
  };
  const isNull = (from: number, to: number, isString: boolean): boolean =>
    from === to || (!isString && octets[from] === 0x6e);
  const afterPlain = (at: number): number => {
    let index = at;
    while (index < end && octets[index] !== 0x2c && octets[index] !== CLOSE && octets[index] !== LIST_END)
      index += 1;
    return Math.max(index, at + 1);
  };
  /** Of a list the first value counts: headers are lists. */
  const list = (at: number, path: string, depth: number): number => {
    let index = skipSpace(at + 1);
    let isFirst = true;
    while (index < end && octets[index] !== LIST_END) {
      index = skipSpace(depth < DEPTH ? value(index, isFirst ? path : "", depth + 1) : end);
      isFirst = false;
    }
    return index + 1;
  };
  const object = (at: number, path: string, depth: number): number => {
    let index = skipSpace(at + 1);
    while (index < end && octets[index] === QUOTE && keys < MOST_KEYS) {
      keys += 1;
      const after = afterString(index);
      const name = textOf(octets, index + 1, Math.min(after - 1, index + 65)).toLowerCase();
      const inner = path === "" ? name : `${path}.${name}`;
      index = skipSpace(after);
      if (index >= end) return end;
      index = skipSpace(depth <= DEPTH ? value(index, inner, depth) : end);
    }
    return octets[index] === CLOSE ? index + 1 : end;
  };
  return {
    name: "json",
    isHaproxy: false,
    read(source, start, stop, fields) {
      fields.begin(source, start, stop);
      let from = start;
      while (from < stop && from < start + 200 && source[from] !== OPEN) from += 1;
      if (source[from] !== OPEN || source[skipTo(source, from + 1, stop)] !== QUOTE) return false;
      fields.isJson = true;
      [line, octets, end, keys, timeRank, product, isProxy] = [fields, source, stop, 0, 99, "", false];
      host.from = -1;
      object(from, "", 0);
      // A plain `host` is the request's only where a proxy writes; elsewhere it names the machine.
      if (isProxy && line.from(field.host) < 0 && host.from >= 0) line.put(field.host, host.from, host.to);
      if (line.from(field.took) >= 0 && Number.isNaN(line.scale(field.took))) {
        const isWritten = octets[line.to(field.took)] === QUOTE;
        const scale = isWritten ? 0 : unitOf(product);
        if (scale === null) line.clear(field.took);
        else line.put(field.took, line.from(field.took), line.to(field.took), scale);
      }
      return !Number.isNaN(line.time);
    },
  };
}

function skipTo(octets: Uint8Array, at: number, stop: number): number {
  let index = at;
  while (index < stop && (octets[index] ?? 0) <= 0x20) index += 1;
  return index;
}
