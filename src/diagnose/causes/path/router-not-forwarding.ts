import type { Cause } from "../../cause.ts";

/** A router on the path does not forward: ip_forward is off, or the policy of its FORWARD chain drops. */
export const routerNotForwarding: Cause = {
  id: "router-not-forwarding",
  boundary: "path",
  at: "path",
  must: ["forwarding-is-off"],
  may: ["nothing-of-host-answers", "unreachable-said-by-router"],
  never: [
    "some-attempt-connects",
    "host-answers-otherwise",
    "syn-arrives-at-server",
    "own-host-holds-packets",
    "next-hop-unresolved",
  ],
  proves: [{ "forwarding-is-off": true, "syn-unanswered": true }],
  explains: ["syn-unanswered", "connect-unreachable"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "A router on the way to {address} does not forward packets.",
  fix: [
    "On each router: sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding",
    "sysctl -w net.ipv4.ip_forward=1",
    'iptables -S FORWARD | head -1; nft list ruleset | grep -A 3 "hook forward"',
  ],
  prevention: ["Set forwarding in /etc/sysctl.d, and let no container runtime set the FORWARD policy alone."],
  source: "RFC 1812, section 1.1.3; kernel doc ip-sysctl, ip_forward",
};
