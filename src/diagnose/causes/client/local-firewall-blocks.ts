import type { Cause } from "../../cause.ts";

/**
 * A rule of this very host keeps the connection from leaving it: an OUTPUT or POSTROUTING rule, or a cgroup program.
 *
 * Only EPERM says so to connect(2). A dropped SYN is sent again in silence, and a rejected one looks like the peer's word; the
 * kernel's counters tell: it was to be sent and never reached a device.
 */
export const localFirewallBlocks: Cause = {
  id: "local-firewall-blocks",
  boundary: "client",
  at: "client",
  must: ["own-host-holds-packets"],
  may: ["refusal-is-icmp", "icmp-rejects-at-once", "host-answers-otherwise", "nothing-of-host-answers"],
  never: ["some-attempt-connects", "conntrack-dropped", "syn-arrives-at-server"],
  proves: [
    { "connect-denied-locally": true },
    { "own-host-holds-packets": true, "conntrack-dropped": false },
    { "resolver-query-denied-here": true, "lookup-unanswered": true },
    { "resolver-query-denied-here": true, "lookup-slow": true },
    { "own-filter-blocks-flow": true, "syn-unanswered": true },
    { "own-filter-blocks-flow": true, "connect-refused": true },
    { "own-filter-blocks-flow": true, "connect-unreachable": true },
    { "own-filter-blocks-flow": true, "connect-prohibited": true },
    { "own-filter-blocks-flow": true, "connect-denied-locally": true },
  ],
  explains: [
    "resolver-query-denied-here",
    "lookup-unanswered",
    "lookup-slow",
    "connect-denied-locally",
    "syn-unanswered",
    "connect-refused",
    "connect-unreachable",
    "connect-prohibited",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "conntrack-table-full":
      "conntrack -S; sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max",
  },
  summary:
    "This host's own firewall stops the connection to {address}:{port}: its packets never reach a network device.",
  fix: [
    "Find the rule: nft list ruleset | grep -nE 'hook (output|postrouting)' -A 20; iptables-save | grep -E 'OUTPUT|POSTROUTING'",
    "nft insert rule inet filter output ip daddr {address} tcp dport {port} accept",
    "bpftool cgroup tree (for a systemd unit: IPAddressDeny=, RestrictAddressFamilies=)",
  ],
  prevention: ["Let OUTPUT rules reject and count instead of dropping: the fault then names itself."],
  source: "nft(8), VERDICT STATEMENT; Linux net/ipv4/ip_output.c, IpOutRequests and IpOutTransmits",
};
