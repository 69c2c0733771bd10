import type { Ms } from "../../base/index.ts";
import type { Endpoint, FrameMark, Side } from "../../evidence/index.ts";

/** One request over HTTP and its answer, as the point of capture saw them. RFC 9110, RFC 9112, RFC 9113. */
export interface CapturedHttp {
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: "http/1.1" | "h2";
  /** Packets of both ends are in the capture: else that no answer is there says nothing. */
  readonly bothEndsSeen: boolean;
  /** Which request of its connection this is, counted from 1, as far as the capture has them. */
  readonly onConnection: number;
  /** Number of the stream of HTTP/2; `null` for HTTP/1. */
  readonly http2Stream: number | null;
  /** `null` where the request is not in the capture. */
  readonly method: string | null;
  /** Of the Host field or `:authority`; `null` where there was none. */
  readonly host: string | null;
  /** Without query, user name and password; `*` and the authority of CONNECT as they are. At most 1,024 characters. */
  readonly path: string | null;
  /** The request is in absolute form: written for a forward proxy. RFC 9112, section 3.2.2. */
  readonly throughProxy: boolean;
  readonly requestFirst: FrameMark | null;
  /** The last octet of the request that was seen, its body included. */
  readonly requestLast: FrameMark | null;
  readonly requestHeadOctets: number;
  /** `null`: by chunks, or not known. */
  readonly requestPromised: number | null;
  readonly requestBodyOctets: number;
  readonly requestIsWhole: boolean;
  /** The client waits for 100 before it sends the body. RFC 9110, section 10.1.1. */
  readonly expectsContinue: boolean;
  /** From the end of the exchange before, on this connection, to this request; 0 for the first. */
  readonly idleBefore: Ms;
  /** Statuses of interim answers. RFC 9110, section 15.2. */
  readonly interim: readonly number[];
  readonly status: number | null;
  readonly answerFirst: FrameMark | null;
  /** The last octet of the answer that was seen. */
  readonly answerLast: FrameMark | null;
  /** How the end of the body is found; `null` before there is a head. */
  readonly endsBy: "none" | "length" | "chunks" | "close" | "frames" | null;
  readonly promisedOctets: number | null;
  readonly bodyOctets: number;
  /** Octets of both bodies that were sent, as the sequence numbers say, and are not in the capture. */
  readonly missingOctets: number;
  /** Fields that say who spoke and why, never cookies or credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Who wrote the answer by its own words, the body not looked at. */
  readonly software: string | null;
  readonly answeredBy: "intermediary" | "origin" | "unknown";
  /** Where a redirect leads, without query; `null` for none. */
  readonly location: string | null;
  /**
   * - `answered`: the whole answer came. `truncated`: the connection ended before the length that was promised.
   * - `closed`, `reset`: FIN or RST before an answer. `goaway`, `stream-reset`: HTTP/2 refused it.
   * - `waiting`: the capture ends before an answer. `stalled`: it ends in the midst of one.
   * - `malformed`: the answer broke the grammar. `not-http`: it is none.
   * - `unknown`: octets are missing in the capture where it would be decided.
   */
  readonly outcome:
    | "answered"
    | "truncated"
    | "closed"
    | "reset"
    | "goaway"
    | "stream-reset"
    | "waiting"
    | "stalled"
    | "malformed"
    | "not-http"
    | "unknown";
  /** HTTP/2's word for what ended it. */
  readonly error: string | null;
  /** Last octet of the request to the first one of the answer; 0 where the answer came before. */
  readonly firstByte: Ms | null;
  /** First to last octet of the answer. */
  readonly transfer: Ms | null;
  /** The longest time without a new octet within the answer; `null` where it is in one piece. */
  readonly longestPause: Ms | null;
  /** Which end first sent FIN or RST after the request began, before the next request; `null` where none did. */
  readonly end: { readonly by: Side; readonly how: "fin" | "reset"; readonly mark: FrameMark } | null;
  /**
   * The server had closed the connection when the request came to the point of capture, or closed it without having read it: the
   * marks of its FIN, before or after the request, and of the RST that answers it. `null` where the request did not cross any.
   */
  readonly crossed: { readonly fin: FrameMark | null; readonly reset: FrameMark | null } | null;
  /** The answer says that the connection ends with it, or the request asks so. RFC 9112, section 9.6. */
  readonly saysClose: boolean;
}
