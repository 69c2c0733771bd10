/** One zone cut on the way down to a name. */
export interface DnsTraceStep {
  readonly zone: string;
  /** Servers that were asked, as `name address`. */
  readonly servers: readonly string[];
  readonly outcome:
    | "referral"
    | "answer"
    | "nxdomain"
    | "no-data"
    | "lame"
    | "silent"
    | "refused"
    | "servfail";
  /** Ids of the exchanges. */
  readonly exchanges: readonly string[];
}

/**
 * The authorities' own answer: found by walking down from the root hints or from a zone cut, by the NS records, or
 * given by a configured resolver that is itself an authority for the name (the AA bit).
 */
export interface DnsTrace {
  readonly name: string;
  readonly type: string;
  readonly from: "root-hints" | "zone-cut" | "ns-records" | "resolver";
  readonly steps: readonly DnsTraceStep[];
  /** What the authorities say in the end; `null` when none answered. */
  readonly answer: {
    readonly rcode: string;
    /** Addresses at the end of the aliases, where the type is one of addresses. */
    readonly addresses: readonly string[];
    /** Data of the records of the type asked, whatever it is. */
    readonly data: readonly string[];
    readonly serial: number | null;
  } | null;
  /** Seconds that the authority lets a denial be kept, by its SOA; `null` when it did not say. RFC 2308, section 5. */
  readonly negativeTtl: number | null;
  /** Authorities of the zones on the way that do not answer as authorities, as `name address`. */
  readonly lameServers: readonly string[];
  /** Authorities of one zone gave different answers. */
  readonly authoritiesDisagree: boolean;
}
