import type { Ms } from "../base/index.ts";

/** One question that a look-up costs, in the order asked. */
export interface LookupQuestion {
  readonly name: string;
  readonly type: "A" | "AAAA";
  readonly server: string;
  /** Id of the exchange, where it was asked; `null` where it would have been asked and was not needed any more. */
  readonly exchange: string | null;
  readonly outcome:
    | "addresses"
    | "no-data"
    | "nxdomain"
    | "servfail"
    | "refused"
    | "other-rcode"
    | "silent"
    | "unreachable"
    | "malformed";
  readonly took: Ms;
}

/** One name resolved the way an application of this host resolves it: nsswitch, hosts file, search list, retries. */
export interface NameLookup {
  readonly name: string;
  /** Whose rules were followed. `system` asked the C library itself, getaddrinfo(3). */
  readonly rules: "glibc" | "musl" | "system";
  readonly outcome: "resolved" | "no-such-name" | "no-address" | "no-answer" | "failed";
  /** As getaddrinfo would name a failure: `EAI_AGAIN`, `EAI_NONAME` …; `null` when resolved. */
  readonly error: string | null;
  /** Where the answer is from; `null` when there is none. */
  readonly source: "files" | "dns" | "literal" | "other" | null;
  /** In the order in which a client tries them (RFC 6724). */
  readonly addresses: readonly string[];
  /** The name that was answered: the name itself, or the name with a suffix of the search list. */
  readonly answeredName: string | null;
  readonly canonicalName: string | null;
  readonly questions: readonly LookupQuestion[];
  readonly took: Ms;
}
