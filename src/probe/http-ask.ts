import type { Duplex } from "node:stream";
import type { Clock, Ms } from "../base/index.ts";
import type { HttpExchange, HttpPing } from "../evidence/index.ts";
import type { HttpHead } from "../wire/index.ts";

/** One request as it goes onto the wire. */
export interface HttpRequest {
  readonly scheme: "http" | "https";
  /** For `Host` or `:authority`: the name, and the port where it is not the scheme's own. */
  readonly authority: string;
  /** Path and query. */
  readonly path: string;
  readonly method: string;
  /** What the caller adds, or puts in place of our own. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** So many zeros are sent as body. */
  readonly bodyOctets: number;
  /** The body itself, in place of zeros: `bodyOctets` long. */
  readonly content?: Uint8Array;
  /** Written in absolute form, for a forward proxy. RFC 9112, section 3.2.2. */
  readonly absoluteForm: boolean;
}

/** How much is read of one answer, and how long. */
export interface HttpBounds {
  /** Octets of content after which reading stops. */
  readonly bodyOctets: number;
  /** How long an answer may keep coming after its first octet. */
  readonly bodyTime: Ms;
  /** An answer of which nothing came for this long at the end of `bodyTime` is waited for: it may have stalled. */
  readonly quiet: Ms;
}

/** Enough to see the rate of a transfer on any link; more would be a load test. */
export const httpBounds: HttpBounds = { bodyOctets: 16 * 1024 * 1024, bodyTime: 10_000, quiet: 3_000 };

/** What a client of either version of HTTP needs. */
export interface HttpClientContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long the peer may be silent: before the first octet, and between two. */
  readonly timeout: Ms;
  readonly bounds: HttpBounds;
  /** Ask by a PING whether the connection lives while an answer over HTTP/2 is late. */
  readonly pings?: boolean;
}

/** What came of one request, before it is put into words. */
export interface RawAnswer {
  readonly outcome: HttpExchange["outcome"];
  readonly connectionEnd: HttpExchange["connectionEnd"];
  readonly error: string | null;
  readonly head: Pick<HttpHead, "status" | "reason" | "fields"> | null;
  readonly interim: readonly number[];
  readonly endsBy: HttpExchange["endsBy"];
  readonly promisedOctets: number | null;
  readonly bodyOctets: number;
  /** First octets of the content, at most `KEPT_BODY_OCTETS`. */
  readonly bodyStart: Uint8Array;
  /** First octets of what was no HTTP; empty otherwise. */
  readonly strange: Uint8Array;
  readonly requestHeadOctets: number;
  readonly sentOctets: number;
  readonly firstByte: Ms | null;
  readonly transfer: Ms | null;
  /** Fields that came behind the content; left out where none did, and over HTTP/1.1. RFC 9110, section 6.5. */
  readonly trailers?: HttpHead["fields"];
  /** Gaps in the answer above `PAUSE`; left out where they were not looked at. */
  readonly paused?: { readonly total: Ms; readonly longest: Ms };
  readonly ping?: HttpPing;
}

/** Packets of a line that is full come closer to each other: 300 kbit/s carry a full packet in this time. */
export const PAUSE: Ms = 40;

/** Enough for any error page; what is kept of it in the record is less. */
export const KEPT_BODY_OCTETS = 16 * 1024;

/** Sending a body may take this many times as long as the peer may be silent; then it is given up. */
export const SENDING_TIMES_TIMEOUT = 4;

/** Said of a request that the peer's kernel did not acknowledge, though TCP sent it again and again. */
export const UNACKNOWLEDGED = "unacknowledged";

/** Zeros to send. One TLS record's worth, so that what the kernel took is known in small steps. */
export const zeros = Buffer.alloc(16 * 1024);

/** A connection to speak HTTP on. It belongs to the caller until it is handed over. */
export type HttpStream = Duplex;
