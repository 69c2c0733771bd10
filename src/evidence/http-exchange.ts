import type { Ms } from "../base/index.ts";

/** One HTTP request and its answer. RFC 9110, RFC 9112, RFC 9113. */
export interface HttpExchange {
  readonly address: string;
  readonly port: number;
  readonly protocol: "http/1.1" | "h2";
  /** Whether the request was written for a forward proxy, in absolute form. RFC 9112, section 3.2.2. */
  readonly throughProxy: boolean;
  /** What was sent before the first octet of HTTP, or of TLS. proxy-protocol.txt. */
  readonly preamble: "none" | "proxy-v1";
  readonly method: string;
  /** Without query: that may hold secrets. */
  readonly url: string;
  readonly requestBodyOctets: number;
  /** Octets of the request's head. */
  readonly requestHeadOctets: number;
  /** Which request of its connection this is, counted from 1. */
  readonly onConnection: number;
  /** How long the connection was idle before it; 0 for the first. */
  readonly idleBefore: Ms;
  /**
   * - `answered`: the whole answer came. `truncated`: it ended before the length that was promised.
   * - `no-answer`: nothing came in time. `stalled`: it began and stopped. `closed`: FIN before an answer. `reset`: RST before an answer.
   * - `goaway`: HTTP/2 connection refused; `stream-reset`: HTTP/2 stream refused.
   * - `not-http`: what came is no HTTP. `malformed`: it began as HTTP and broke its grammar.
   * - `bounded`: we stopped reading at our own limit of octets or time while more was coming: no fault.
   */
  readonly outcome:
    | "answered"
    | "truncated"
    | "no-answer"
    | "stalled"
    | "closed"
    | "reset"
    | "goaway"
    | "stream-reset"
    | "not-http"
    | "malformed"
    | "bounded";
  /** How the connection stood when we stopped: still open, ended by the peer's FIN, or by RST. */
  readonly connectionEnd: "open" | "fin" | "reset";
  /**
   * The kernel's, OpenSSL's or HTTP/2's word for what ended it; `null` where nothing failed. `unacknowledged`: no more was waited
   * for, since the peer's kernel took nothing of what TCP sent again and again (proc(5), /proc/net/tcp).
   */
  readonly error: string | null;
  /** Statuses of interim answers that came before. RFC 9110, section 15.2. */
  readonly interim: readonly number[];
  /** First octets as printable text where it is no HTTP; `null` otherwise. */
  readonly strangeAnswer: string | null;
  /** Which protocol those octets are of: `tls`, `ssh` …; `null` where none is known by them, or it was HTTP. */
  readonly strangeProtocol: string | null;
  readonly status: number | null;
  readonly reason: string | null;
  /** Header fields that say who spoke and why; never cookies or credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** First 2 KiB of an error's body as text, without markup; `null` when proper. */
  readonly errorBody: string | null;
  /** Who, by its own words, wrote the answer: an intermediary, the origin, or not said. */
  readonly answeredBy: "intermediary" | "origin" | "unknown";
  /** Where the proxy's configuration states that it answers so by itself: `haproxy.cfg:27`. Left out where none does. */
  readonly byRule?: string;
  /** What kind of intermediary or server it says it is: `nginx`, `haproxy`, `envoy` …; `null` when it does not say. */
  readonly software: string | null;
  /** `grpc-status` of a call by gRPC, and its `grpc-message`; `null` where none came, left out where none was asked for. */
  readonly grpcStatus?: number | null;
  readonly grpcMessage?: string | null;
  readonly promisedOctets: number | null;
  /** How the end of the body is found: length, chunks, the end of the connection; `null` before there is a head. */
  readonly endsBy: "none" | "length" | "chunks" | "close" | "frames" | null;
  readonly bodyOctets: number;
  /** Where a redirect leads, without query; `null` when it is none. */
  readonly location: string | null;
  /** The redirect leads to a URL that this attempt has asked for already, query and all; `null` when it is none. */
  readonly locationSeenBefore: boolean | null;
  /** The answer set a cookie. Its value is never kept. */
  readonly setsCookie: boolean;
  /** Tells the server that set a load balancer's cookie from the others: the cookie's name and a digest. Left out where none was set. */
  readonly serverCookie?: string;
  /** How many octets of the request body were sent before the answer or the end. */
  readonly sentOctets: number;
  readonly phases: {
    /** Request sent whole to first octet of the answer. */
    readonly firstByte: Ms | null;
    /** First to last octet of the answer. */
    readonly transfer: Ms | null;
  };
  /** Time in which nothing came between the first octet and the last, of gaps above 40 ms. Left out by older versions, and over HTTP/2. */
  readonly paused?: { readonly total: Ms; readonly longest: Ms };
  /** A PING that was sent while the answer was late. Left out where none was, where the answer came right after it, and by older versions. RFC 9113, section 6.7. */
  readonly ping?: HttpPing;
  readonly took: Ms;
}

/** A PING on the connection of a request. Peers answer it without asking what stands behind them. */
export interface HttpPing {
  /** Silence before it. */
  readonly sentAfter: Ms;
  /** `null` where no answer came. */
  readonly roundTrip: Ms | null;
  /** How long its answer was waited for, where none came; `null` where one did. */
  readonly waited: Ms | null;
  /** The peer ended the connection for it: GOAWAY with ENHANCE_YOUR_CALM. */
  readonly isRefused: boolean;
}
