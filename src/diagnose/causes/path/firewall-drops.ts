import type { Cause } from "../../cause.ts";

/** A filter on the way drops the SYN of this flow and says nothing, while other traffic to the host passes. */
export const firewallDrops: Cause = {
  id: "firewall-drops",
  boundary: "path",
  at: "path",
  must: ["syn-unanswered"],
  may: [
    "host-answers-otherwise",
    "nothing-of-host-answers",
    "filter-counts-drops",
    "own-host-drops-answers",
    "listener-on-port",
  ],
  never: [
    "some-attempt-connects",
    "syn-arrives-at-server",
    "own-host-holds-packets",
    "reverse-path-dropped",
    "strange-answers-reset",
    "next-hop-unresolved",
  ],
  proves: [{ "filter-counts-drops": true }],
  explains: ["syn-unanswered"],
  refines: null,
  explainedBy: ["local-firewall-blocks", "networkpolicy-denies-ingress", "networkpolicy-denies-egress"],
  toldApartBy: {
    "accept-queue-overflow": "on the server, before and after: nstat -asz TcpExtListenOverflows",
    "host-unreachable": "ping -c 3 {address}; on a host beside the server: nc -vz -w 2 {address} {port}",
  },
  summary:
    "A filter on the way to {address} drops the SYN to port {port}, while other traffic to the host passes.",
  fix: [
    "Find the hop where it stops: traceroute -n -T -p {port} {address}",
    "On that hop: nft list ruleset; iptables-save -c; or the cloud security group and network ACL",
    "nft insert rule inet filter forward ip daddr {address} tcp dport {port} accept",
  ],
  prevention: ["Let filters reject instead of drop, and count what they drop: the fault then names itself."],
  source: "nft(8), VERDICT STATEMENT; RFC 2979, section 3.1",
};
