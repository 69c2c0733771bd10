import type { Ms } from "../../base/index.ts";
import type { DnsRecord, Endpoint, FrameMark } from "../../evidence/index.ts";

/** One question to one server and what came back, as the point of capture saw it. RFC 1035, RFC 6891, RFC 8914. */
export interface CapturedDns {
  /** The connection that carried it; `null` for UDP. */
  readonly stream: number | null;
  readonly transport: "udp" | "tcp";
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly id: number;
  readonly name: string;
  readonly type: string;
  /** Multicast or link-local name resolution: nobody needs to answer. RFC 6762, RFC 4795. */
  readonly isMulticast: boolean;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  readonly ednsSize: number | null;
  /** `null` where only the answer is in the capture. */
  readonly query: FrameMark | null;
  /** The same query again, with the same id and from the same port; at most 8 marks. */
  readonly repeats: readonly FrameMark[];
  readonly sent: number;
  /** The same client had asked the same question, with another id or port, within 30 s, and had no answer; its frame. */
  readonly retryOf: number | null;
  /** The same question over UDP was answered truncated; the frame of that answer. */
  readonly afterTruncated: number | null;
  readonly answer: FrameMark | null;
  /** Further answers to it. */
  readonly moreAnswers: number;
  /** The first query to the answer; `null` without both. */
  readonly took: Ms | null;
  /**
   * - `answered`: an answer to this question came from the server that was asked.
   * - `other-source`: only from another address or port came one. `unreachable`: ICMP said that nobody is there.
   * - `unanswered`: nothing came within 5 s, the resolver's own timeout (resolv.conf(5)); or TCP ended without.
   * - `waiting`: the capture ends before that. `malformed`: the answer cannot be read.
   * - `unasked`: the question is not in the capture. `cut`: an answer came, of which the capture holds too little to read it.
   */
  readonly outcome:
    | "answered"
    | "other-source"
    | "unreachable"
    | "unanswered"
    | "waiting"
    | "malformed"
    | "unasked"
    | "cut";
  /** Where the answer came from, if not from the server. */
  readonly answeredFrom: Endpoint | null;
  /** The ICMP error that quotes it. */
  readonly icmpError: {
    readonly mark: FrameMark;
    readonly from: string;
    readonly type: number;
    readonly code: number;
  } | null;
  readonly rcode: string | null;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticated: boolean;
  readonly extendedErrors: readonly { readonly code: number; readonly name: string; readonly text: string }[];
  /** At most 16 of each section. */
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  /** Data of the question's type at the end of the CNAME chain. */
  readonly addresses: readonly string[];
  readonly negativeTtl: number | null;
  /** Octets of the answer. */
  readonly octets: number;
}

/** One name that was looked up with one suffix after the other. resolv.conf(5), search and ndots. */
export interface SearchListWalk {
  readonly client: string;
  readonly first: FrameMark;
  readonly last: FrameMark;
  /** In the order asked: `db`, `db.shop.example`, `db.example` … at most 16. */
  readonly names: readonly string[];
  /** Questions, over all types, and those that were answered NXDOMAIN. */
  readonly questions: number;
  readonly notFound: number;
}

/** The A and the AAAA question for one name that one socket sent together. getaddrinfo(3). */
export interface AddressPair {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly name: string;
  /** Frames of the questions, and times of their answers; `null` where none came. */
  readonly a: FrameMark;
  readonly aaaa: FrameMark;
  readonly aTook: Ms | null;
  readonly aaaaTook: Ms | null;
}

/** What the questions of a capture show together. Lists are bounded; the counts are of all. */
export interface DnsPatterns {
  /** At most 100. */
  readonly searchLists: readonly SearchListWalk[];
  /** Pairs of which exactly one question was answered at first, at most 100; and all pairs. */
  readonly halfAnsweredPairs: readonly AddressPair[];
  readonly pairs: number;
  /** Questions asked again 5 s after, within 0.1 s: the resolver's timeout. At most 100 marks of the second one. */
  readonly fiveSecondRetries: readonly FrameMark[];
  readonly fiveSecondRetryCount: number;
}
