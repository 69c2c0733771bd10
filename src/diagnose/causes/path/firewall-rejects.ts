import type { Cause } from "../../cause.ts";

/** A filter answers in the place of the host: by ICMP prohibited or port unreachable, or by a reset of its own. */
export const firewallRejects: Cause = {
  id: "firewall-rejects",
  boundary: "path",
  at: "path",
  must: ["answered-in-its-place"],
  may: [
    "icmp-rejects-at-once",
    "refusal-is-icmp",
    "listener-on-port",
    "host-answers-otherwise",
    "nothing-of-host-answers",
    "filter-rejects-flow",
    // A rule on the server's own host answers as that host does.
    "reset-is-the-ends-own",
    "reset-is-a-strangers",
  ],
  never: ["own-host-holds-packets", "next-hop-unresolved", "no-route-said", "hops-run-out"],
  proves: [
    { "icmp-rejects-at-once": true, "connect-unreachable": true, "no-route-said": false },
    { "connect-refused": true, "refusal-is-icmp": true, "own-host-holds-packets": false },
    { "connect-prohibited": true, "own-host-holds-packets": false },
    // Over a way that others may translate, a refusal can be a port forward's that leads elsewhere.
    { "connect-refused": true, "listener-on-port": true, "target-is-own-host": true },
    // A capture nearer to the server has no such reset.
    { "reset-is-a-strangers": true, "connect-refused": true },
    { "filter-rejects-flow": true, "lies-on-way": true, "connect-refused": true },
    { "filter-rejects-flow": true, "lies-on-way": true, "connect-unreachable": true },
    { "filter-rejects-flow": true, "lies-on-way": true, "connect-prohibited": true },
    { "filter-rejects-flow": true, "lies-on-way": true, "connect-reset": true },
  ],
  explains: ["connect-refused", "connect-unreachable", "connect-prohibited", "connect-reset"],
  refines: null,
  explainedBy: [],
  toldApartBy: { "port-not-listening": "on the server: ss -ltn 'sport = :{port}'; nft list ruleset" },
  summary: "A filter, not the service, rejects the connection to {address}:{port}: {rule}.",
  fix: [
    "tcpdump -nnvi any 'icmp or tcp[tcpflags] & tcp-rst != 0' names who answers",
    "At {router}: nft -a list ruleset | grep -n reject; iptables-save -c | grep REJECT",
    "At {router}: {remove}",
    "Or, before it: nft insert rule {filterChain} ip daddr {address} tcp dport {port} accept",
  ],
  prevention: [
    "Keep filter rules with the service that they belong to, and test the path from the clients after each change.",
  ],
  source: "RFC 1812, section 5.2.7.1; nft(8), REJECT STATEMENT",
};
