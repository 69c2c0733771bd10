/** What a rule or a chain's policy does to a packet. `unknown`: an expression that was not understood decides. */
export type FirewallVerdict =
  | "accept"
  | "drop"
  | "reject-icmp"
  | "reject-reset"
  | "dnat"
  | "snat"
  | "masquerade"
  | "redirect"
  | "notrack"
  | "unknown";

/** A rule that takes packets of the request's flow. */
export interface FirewallMatch {
  readonly way: "forward" | "back";
  readonly hook: "ingress" | "prerouting" | "input" | "forward" | "output" | "postrouting" | "egress";
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  /** For `nft delete rule … handle N`; `null` for a policy. */
  readonly handle: number | null;
  /** As nft(8) writes it. */
  readonly rule: string;
  readonly verdict: FirewallVerdict;
  /** Where destination NAT leads, else `null`. */
  readonly newDestination: { readonly address: string | null; readonly port: number | null } | null;
  readonly isPolicy: boolean;
  /** For a policy: rules of its chain that may let a packet pass; 0: the chain stops all. Absent for rules, and in older records. */
  readonly passingRules?: number;
  /** False where the rule also depends on what the ruleset does not tell: a rate, a mark, a set that programs fill, a packet's size. */
  readonly isCertain: boolean;
  /** The rule's own counter, `null` without one. */
  readonly packets: number | null;
}

/** What a host's packet filter does to the request's flow, judged rule by rule when it was read. */
export interface Firewall {
  /** `nft` shows the rules of iptables-nft as well; legacy tables are seen by iptables-legacy alone. */
  readonly tool: "nft" | "iptables-legacy";
  readonly rulesSeen: number;
  /** The first packet of the flow, and its answer. `null`: something not understood decides. */
  readonly passes: { readonly forward: boolean | null; readonly back: boolean | null };
  /** Rules with a verdict that the flow's packets meet, in their order. */
  readonly matches: readonly FirewallMatch[];
  /**
   * Rules that stop, or may stop, packets of the connection once it stands. Left out where this host translates the flow, and in
   * records of older versions.
   */
  readonly whenEstablished?: readonly FirewallMatch[];
  /**
   * At the host that the answers are for: rules that stop them where they come in by another interface than the one that the way
   * back to their sender leads by. Absent in records of older versions.
   */
  readonly byOtherInterfaces?: readonly { readonly device: string; readonly match: FirewallMatch }[];
}
