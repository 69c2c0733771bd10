import type { EpochMs } from "../../base/index.ts";

/** What a part of a log line is. */
export const field = {
  client: 0,
  /** Method, target and version in one. */
  request: 1,
  method: 2,
  target: 3,
  host: 4,
  status: 5,
  took: 6,
  /** The upstream's address; several of them where several were tried. */
  upstream: 7,
  upstreamStatus: 8,
  upstreamConnect: 9,
  upstreamHead: 10,
  upstreamTook: 11,
  /** The product's own code: a termination state, response flags. */
  code: 12,
  /** What a product says in words besides its code. */
  detail: 13,
  requestId: 14,
  trace: 15,
  level: 16,
  message: 17,
  error: 18,
  /** The upstream by the proxy's name for it. */
  server: 19,
  /** haproxy's timers, as written: `TR/Tw/Tc/Tr/Ta`. */
  timers: 20,
  /** haproxy's captured headers. */
  captured: 21,
  /** An address, a colon and a port, whatever the family. */
  clientAndPort: 22,
  /** haproxy's frontend, with a tilde where it speaks TLS. */
  frontend: 23,
} as const;

export type Field = (typeof field)[keyof typeof field];

const FIELDS = 24;

/**
 * Where the parts of one line stand in its octets. One object is reused for all lines: nothing is copied, and no text is made of
 * what nobody asks for.
 */
export class LineFields {
  octets: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** NaN where the line has none. */
  time: EpochMs = Number.NaN;
  /** Values are parts of JSON strings, with its escapes. */
  isJson = false;
  /** The line that a part was put for, by its number: no line clears the parts of the one before. */
  readonly #line = new Uint32Array(FIELDS);
  #current = 1;
  readonly #from = new Int32Array(FIELDS);
  readonly #to = new Int32Array(FIELDS);
  /** Milliseconds in one unit of the value; 0 where its unit stands behind it. */
  readonly #scale = new Float64Array(FIELDS);

  begin(octets: Uint8Array, start: number, end: number): void {
    this.octets = octets;
    this.start = start;
    this.end = end;
    this.time = Number.NaN;
    this.isJson = false;
    this.#current = (this.#current + 1) >>> 0;
  }

  put(which: Field, from: number, to: number, scale = 1): void {
    this.#line[which] = this.#current;
    this.#from[which] = from;
    this.#to[which] = to;
    this.#scale[which] = scale;
  }

  clear(which: Field): void {
    this.#line[which] = 0;
  }

  /** -1 where the line does not have it. */
  from(which: Field): number {
    return this.#line[which] === this.#current ? (this.#from[which] ?? -1) : -1;
  }

  to(which: Field): number {
    return this.#to[which] ?? 0;
  }

  scale(which: Field): number {
    return this.#scale[which] ?? 1;
  }

  /** Whether the line has a value there: a dash, and nothing, stand for none. */
  has(which: Field): boolean {
    const from = this.from(which);
    const length = this.to(which) - from;
    return from >= 0 && length > 0 && !(length === 1 && this.octets[from] === 0x2d);
  }

  /** The text of a part, at most `most` octets of it; `null` where there is none. */
  text(which: Field, most = 2048): string | null {
    if (!this.has(which)) return null;
    const from = this.from(which);
    const raw = textOf(this.octets, from, Math.min(this.to(which), from + most));
    return this.isJson ? unescapeJson(raw) : unescapeHex(raw);
  }

  /** A whole number of few digits, read without a text; NaN where it is none. */
  whole(which: Field): number {
    const from = this.from(which);
    const to = this.to(which);
    if (from < 0 || to === from || to - from > 9) return Number.NaN;
    let value = 0;
    for (let at = from; at < to; at += 1) {
      const octet = (this.octets[at] ?? 0) - 0x30;
      if (octet < 0 || octet > 9) return Number.NaN;
      value = value * 10 + octet;
    }
    return value;
  }
}

/** Octets as text; what is no UTF-8 becomes replacement characters. */
export const textOf = (octets: Uint8Array, from: number, to: number): string =>
  Buffer.from(octets.buffer, octets.byteOffset + from, Math.max(0, to - from)).toString("utf8");

/** A part of a JSON string; as it is where it was cut. */
function unescapeJson(raw: string): string {
  if (!raw.includes("\\")) return raw;
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === "string" ? value : raw;
  } catch {
    return raw;
  }
}

/** nginx writes `\x22`, Apache `\"`. */
const unescapeHex = (raw: string): string =>
  raw.includes("\\")
    ? raw.replaceAll(
        /\\(?:x([0-9A-Fa-f]{2})|(["\\]))/g,
        (_, hex: string | undefined, plain: string | undefined) =>
          hex === undefined ? (plain ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : raw;
