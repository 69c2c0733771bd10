import type { Cause } from "../../cause.ts";

/** A router on the path does not forward: ip_forward is off, or the policy of its FORWARD chain drops. */
export const routerNotForwarding: Cause = {
  id: "router-not-forwarding",
  boundary: "path",
  at: "path",
  must: ["forwarding-is-off"],
  may: ["nothing-of-host-answers", "unreachable-said-by-router", "forward-policy-drops"],
  never: [
    "some-attempt-connects",
    "host-answers-otherwise",
    "syn-arrives-at-server",
    "own-host-holds-packets",
    "next-hop-unresolved",
    "target-is-own-host",
  ],
  proves: [
    { "forwarding-is-off": true, "lies-on-way": true, "syn-unanswered": true },
    { "forwarding-is-off": true, "lies-on-way": true, "connect-unreachable": true },
  ],
  explains: ["syn-unanswered", "connect-unreachable"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "firewall-drops": "nft list ruleset (hook forward): a policy with rules that let others pass is a filter",
  },
  summary: "On the way to {address}, {router} does not forward: {switch}.",
  fix: [
    "At {router}: sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding; sysctl -a | grep '\\.forwarding'",
    "At {router}: sysctl -w net.ipv4.ip_forward=1 (or net.ipv6.conf.all.forwarding=1)",
    'At {router}: iptables -S FORWARD | head -1; nft list ruleset | grep -A 3 "hook forward"; iptables -P FORWARD ACCEPT',
  ],
  prevention: ["Set forwarding in /etc/sysctl.d, and let no container runtime set the FORWARD policy alone."],
  source: "RFC 1812, section 1.1.3; kernel doc ip-sysctl, ip_forward",
};
