import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `path`. */
export const pathRows: readonly CatalogueRow[] = [
  {
    id: "packet-loss",
    boundary: "path",
    meaning: "Packets are lost, and the loss lasts to the final destination.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "periodic-saturation",
    boundary: "path",
    meaning: "Loss or delay comes back at a fixed period, while something fills a link.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "latency-high",
    boundary: "path",
    meaning:
      "Without loss, the round trip alone misses the deadline or explains the symptom. A long, steady line that does neither is normal.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "mtu-black-hole",
    boundary: "path",
    meaning: "Packets above a size vanish and no ICMP message says so.",
    explainedBy: ["overlay-mtu-too-large"],
    explainedByAny: null,
  },
  {
    id: "routing-loop",
    boundary: "path",
    meaning: "The same routers answer again and again until the TTL runs out.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "firewall-drops",
    boundary: "path",
    meaning:
      "A filter lets the SYN, or the protocol's packets, vanish while other traffic to the host passes.",
    explainedBy: ["local-firewall-blocks", "networkpolicy-denies-ingress", "networkpolicy-denies-egress"],
    explainedByAny: null,
  },
  {
    id: "firewall-rejects",
    boundary: "path",
    meaning: "ICMP prohibited, or a reset made by a filter, answers the first packet in place of the host.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "host-unreachable",
    boundary: "path",
    meaning: "The last router says that the host cannot be reached, or nothing at all of the host answers.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "conntrack-table-full",
    boundary: "path",
    meaning: "A node on the path drops new flows, for its connection table is full.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "nat-ports-exhausted",
    boundary: "path",
    meaning: "Source NAT has no port left for this destination.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "ipv6-path-broken",
    boundary: "path",
    meaning:
      "IPv6 addresses are answered and routed here, none of them serves while IPv4 does; clients wait or fall back.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "router-not-forwarding",
    boundary: "path",
    meaning:
      "A router on the path does not forward (ip_forward, FORWARD policy). On a node of a cluster it is the row of `cni`.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "destination-nat-wrong",
    boundary: "path",
    meaning: "A port forward or DNAT rule is missing, or leads to the wrong host or port.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "throughput-limited",
    boundary: "path",
    meaning:
      "A transfer is slow by window, rate limit or loss, not by a late answer: the bandwidth-delay product or a shaper says so.",
    explainedBy: [],
    explainedByAny: null,
  },
];
