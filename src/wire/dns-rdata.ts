import { typeName } from "./dns-codes.ts";
import { readName } from "./dns-name.ts";

/** The most octets of one record's data that are written out; more is cut with `…`. Keys and texts can have 64 KiB. */
const MAX_OCTETS_SHOWN = 1024;

/** Where the data of one record lies. */
interface RdataPlace {
  readonly octets: Uint8Array;
  readonly at: number;
  readonly length: number;
}

/** Reads big-endian numbers, names and texts of one record's data, and never past its end. */
class Cursor {
  private readonly octets: Uint8Array;
  private readonly end: number;
  position: number;

  constructor({ octets, at, length }: RdataPlace) {
    this.octets = octets;
    this.position = at;
    this.end = Math.min(at + length, octets.length);
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  /** A number of 1, 2 or 4 octets; NaN past the end. */
  number(width: 1 | 2 | 4): number {
    if (this.position + width > this.end) {
      this.position = this.end;
      return Number.NaN;
    }
    let value = 0;
    for (let i = 0; i < width; i += 1) value = value * 256 + (this.octets[this.position + i] ?? 0);
    this.position += width;
    return value;
  }

  /** A name, pointers included; `null` when it cannot be read or runs past the data. */
  name(): string | null {
    const read = readName(this.octets, this.position);
    if (read === null || read.end > this.end) return null;
    this.position = read.end;
    return read.name;
  }

  /** The next octets; fewer at the end. */
  take(count: number): Uint8Array {
    const taken = this.octets.subarray(this.position, Math.min(this.position + count, this.end));
    this.position += taken.length;
    return taken;
  }

  rest(): Uint8Array {
    return this.take(this.end - this.position);
  }
}

/** Reads the data of one type as text; `null` when it is malformed. */
type Rdata = (cursor: Cursor) => string | null;

const hex = (octets: Uint8Array): string =>
  Buffer.from(octets.subarray(0, MAX_OCTETS_SHOWN)).toString("hex") +
  (octets.length > MAX_OCTETS_SHOWN ? "…" : "");

const base64 = (octets: Uint8Array): string =>
  Buffer.from(octets.subarray(0, MAX_OCTETS_SHOWN)).toString("base64") +
  (octets.length > MAX_OCTETS_SHOWN ? "…" : "");

/** Printable text; everything else as `\DDD`. RFC 1035, section 5.1. */
function printable(octets: Uint8Array): string {
  let text = "";
  for (const octet of octets.subarray(0, MAX_OCTETS_SHOWN)) {
    text += octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : `\\${`${octet}`.padStart(3, "0")}`;
  }
  return text;
}

const numbers = (...values: readonly number[]): string | null =>
  values.some(Number.isNaN) ? null : values.join(" ");

const join = (...parts: readonly (string | null)[]): string | null =>
  parts.some((part) => part === null) ? null : parts.join(" ");

/** Seconds since 1970 as `YYYYMMDDHHMMSS`. RFC 4034, section 3.2. */
const signatureTime = (seconds: number): string =>
  Number.isNaN(seconds) ? "" : new Date(seconds * 1000).toISOString().replace(/[-T:]|\.\d+Z$/g, "");

/** An IPv6 address of 16 octets as RFC 5952 writes it. */
function ipv6Text(octets: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[i * 2] ?? 0) << 8) | (octets[i * 2 + 1] ?? 0));
  let [bestAt, bestLength] = [-1, 1];
  for (let at = 0; at < 8; at += 1) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length += 1;
    if (length > bestLength) [bestAt, bestLength] = [at, length];
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(":");
  return bestAt < 0
    ? text(groups)
    : `${text(groups.slice(0, bestAt))}::${text(groups.slice(bestAt + bestLength))}`;
}

const address =
  (octets: 4 | 16): Rdata =>
  (cursor) => {
    const read = cursor.rest();
    if (read.length !== octets) return null;
    return octets === 4 ? read.join(".") : ipv6Text(read);
  };

const oneName: Rdata = (cursor) => cursor.name();

const texts: Rdata = (cursor) => {
  const parts: string[] = [];
  while (!cursor.isAtEnd) {
    const length = cursor.number(1);
    const part = cursor.take(length);
    if (part.length < length) return null;
    parts.push(`"${printable(part)}"`);
    if (parts.length > 64) break;
  }
  return parts.join(" ");
};

/** The types of an NSEC record's bit map. RFC 4034, section 4.1.2. */
function bitMapTypes(cursor: Cursor): string | null {
  const types: string[] = [];
  while (!cursor.isAtEnd) {
    const [window, length] = [cursor.number(1), cursor.number(1)];
    const bits = cursor.take(length);
    if (Number.isNaN(window) || Number.isNaN(length) || length > 32 || bits.length < length) return null;
    for (const [index, octet] of bits.entries()) {
      for (let bit = 0; bit < 8; bit += 1) {
        if ((octet & (0x80 >> bit)) !== 0) types.push(typeName(window * 256 + index * 8 + bit));
      }
    }
  }
  return types.join(" ");
}

const serviceKeys = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"];

/** One SvcParam as text. RFC 9460, section 2.1 and 7. */
function serviceParameter(key: number, value: Uint8Array): string {
  const name = serviceKeys[key] ?? `key${key}`;
  if (value.length === 0) return name;
  if (name === "port" && value.length === 2) return `port=${((value[0] ?? 0) << 8) | (value[1] ?? 0)}`;
  if (name === "ipv4hint" || name === "ipv6hint") {
    const width = name === "ipv4hint" ? 4 : 16;
    const hints: string[] = [];
    for (let at = 0; at + width <= value.length && hints.length < 64; at += width) {
      const one = value.subarray(at, at + width);
      hints.push(width === 4 ? one.join(".") : ipv6Text(one));
    }
    return `${name}=${hints.join(",")}`;
  }
  if (name === "alpn") {
    const ids: string[] = [];
    for (let at = 0; at < value.length && ids.length < 64; at += 1 + (value[at] ?? 0)) {
      ids.push(printable(value.subarray(at + 1, at + 1 + (value[at] ?? 0))));
    }
    return `alpn=${ids.join(",")}`;
  }
  return `${name}=${base64(value)}`;
}

const service: Rdata = (cursor) => {
  const head = join(numbers(cursor.number(2)), cursor.name());
  const parameters: string[] = [];
  while (!cursor.isAtEnd) {
    const [key, length] = [cursor.number(2), cursor.number(2)];
    const value = cursor.take(length);
    if (Number.isNaN(key) || Number.isNaN(length) || value.length < length) return null;
    if (parameters.push(serviceParameter(key, value)) > 64) break;
  }
  return head === null ? null : [head, ...parameters].join(" ");
};

const rdataOf: Readonly<Record<string, Rdata>> = {
  A: address(4),
  AAAA: address(16),
  NS: oneName,
  CNAME: oneName,
  DNAME: oneName,
  PTR: oneName,
  SOA: (c) =>
    join(c.name(), c.name(), numbers(c.number(4), c.number(4), c.number(4), c.number(4), c.number(4))),
  MX: (c) => join(numbers(c.number(2)), c.name()),
  TXT: texts,
  SRV: (c) => join(numbers(c.number(2), c.number(2), c.number(2)), c.name()),
  DS: (c) => join(numbers(c.number(2), c.number(1), c.number(1)), hex(c.rest())),
  DNSKEY: (c) => join(numbers(c.number(2), c.number(1), c.number(1)), base64(c.rest())),
  RRSIG: (c) => {
    const covered = c.number(2);
    const head = numbers(c.number(1), c.number(1), c.number(4));
    const times = `${signatureTime(c.number(4))} ${signatureTime(c.number(4))}`;
    return Number.isNaN(covered)
      ? null
      : join(typeName(covered), head, times, numbers(c.number(2)), c.name(), base64(c.rest()));
  },
  NSEC: (c) => join(c.name(), bitMapTypes(c)),
  CAA: (c) => {
    const [flags, length] = [c.number(1), c.number(1)];
    const tag = c.take(length);
    return Number.isNaN(length) ? null : join(numbers(flags), printable(tag), `"${printable(c.rest())}"`);
  },
  SVCB: service,
  HTTPS: service,
};

/**
 * The data of one record as text, as a zone file has it. RFC 1035, 3596, 2782, 4034, 9460.
 *
 * A type that is not known is written as RFC 3597, section 5, does: `\# 4 c0000201`. `null` when malformed.
 */
export function rdataText(type: string, place: RdataPlace): string | null {
  const cursor = new Cursor(place);
  const read = rdataOf[type];
  return read === undefined ? `\\# ${place.length} ${hex(cursor.rest())}` : read(cursor);
}
