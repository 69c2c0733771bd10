import type { Cause } from "../../cause.ts";

/** The last router says that it cannot reach the host, or nothing at all of the host answers. */
export const hostUnreachable: Cause = {
  id: "host-unreachable",
  boundary: "path",
  at: "path",
  must: ["nothing-of-host-answers"],
  may: ["unreachable-said-by-router"],
  never: [
    "host-answers-otherwise",
    "some-attempt-connects",
    "own-host-holds-packets",
    "reverse-path-dropped",
    "strange-answers-reset",
    "next-hop-unresolved",
    "no-route-said",
    "hops-run-out",
    "icmp-rejects-at-once",
    "syn-arrives-at-server",
    "target-is-own-host",
  ],
  proves: [
    {
      "connect-unreachable": true,
      "unreachable-said-by-router": true,
      "icmp-rejects-at-once": false,
      "no-route-said": false,
    },
  ],
  explains: ["connect-unreachable", "syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "firewall-drops": "ping -c 3 {address}; on a host beside the server: nc -vz -w 2 {address} {port}",
    "router-not-forwarding": "sysctl net.ipv4.ip_forward on each router",
    "return-route-missing": "on the server: ip route get {clientAddress}",
  },
  summary: "The host {address} cannot be reached: nothing of it answers.",
  fix: [
    "See whether the host is up and has this address: its console, its hypervisor, its switch port",
    "From a host beside it: ping -c 3 {address}; ip neighbour show {address}",
    "traceroute -n -T -p {port} {address}: the last router that answers is the one before",
  ],
  prevention: [
    "Watch hosts from a second place on the same link, so that a dead host and a dead path differ at a glance.",
  ],
  source: "RFC 792; RFC 1812, section 5.2.7.1",
};
