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
    "filter-drops-flow",
    "forward-policy-drops",
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
    "target-is-own-host",
    "policy-may-deny",
  ],
  proves: [
    { "filter-drops-flow": true, "syn-unanswered": true },
    {
      "forward-policy-drops": true,
      "lies-on-way": true,
      "host-answers-otherwise": true,
      "syn-unanswered": true,
    },
  ],
  explains: ["syn-unanswered", "syn-ack-unacknowledged"],
  refines: null,
  explainedBy: ["local-firewall-blocks", "networkpolicy-denies-ingress", "networkpolicy-denies-egress"],
  toldApartBy: {
    "accept-queue-overflow": "on the server, before and after: nstat -asz TcpExtListenOverflows",
    "host-unreachable": "ping -c 3 {address}; on a host beside the server: nc -vz -w 2 {address} {port}",
  },
  summary: "A filter on the way to {address} drops the packets to port {port}: {rule}.",
  fix: [
    "At {router}: nft -a list ruleset; iptables-save -c (table {table}, chain {chain})",
    "At {router}: {remove}",
    "Or, before it: nft insert rule {filterChain} ip daddr {address} tcp dport {port} accept",
    "Where it is not known which hop: traceroute -n -T -p {port} {address}; the cloud security group and network ACL",
  ],
  prevention: ["Let filters reject instead of drop, and count what they drop: the fault then names itself."],
  source: "nft(8), VERDICT STATEMENT; RFC 2979, section 3.1",
};
