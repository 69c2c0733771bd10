import type { Proposition } from "../proposition.ts";

const seen = { scope: "host", strength: "states", abnormal: null } as const;
const ofPath = { scope: "path", strength: "states", abnormal: null } as const;

/** What the hosts on the flow's way say of it: where they send it, and what they do to it. */
export const wayVocabulary = {
  "lies-on-way": {
    ...seen,
    says: "the packets of the flow pass this host, or end at it",
    look: "On each hop, with the addresses of the flow: ip route get {address} from {clientAddress} iif DEVICE",
  },
  "no-route-here": {
    ...seen,
    says: "this host on the way has no route to the destination",
    look: "On each router: ip route get {address}",
  },
  "route-here-rejects": {
    ...seen,
    says: "this host on the way has a route that takes the destination and rejects or discards it",
    look: "On each router: ip route get {address}; ip route show table all | grep -E '^(blackhole|unreachable|prohibit)'",
  },
  "answers-lack-route": {
    ...seen,
    says: "this host has no route for the answers to the address that the request comes from, or one that rejects them",
    look: "On the server and each router: ip route get {clientAddress}",
  },
  "source-rejected-here": {
    ...seen,
    says: "this host drops the flow's packets since the way to their source leads over another interface (rp_filter)",
    look: "On each hop: ip route get {address} from {clientAddress} iif DEVICE; nstat -asz TcpExtIPReversePathFilter",
  },
  "points-back-here": {
    ...seen,
    says: "this host sends the flow's packets back to a host that they have passed",
    look: "On each router: ip route get {address}",
  },
  "gateway-here-unresolved": {
    ...seen,
    says: "the gateway that this host on the way sends the packets to does not answer ARP or neighbour discovery",
    look: "On each router: ip route get {address}; ip neighbour",
  },
  "neighbour-here-unresolved": {
    ...seen,
    says: "this host on the way takes the destination for a neighbour, and it does not answer ARP or neighbour discovery",
    look: "On each router: ip route get {address}; ip neighbour show {address}",
  },
  "device-here-down": {
    ...seen,
    says: "the interface of this host that the flow needs is down or has no carrier",
    look: "On each hop: ip -br link; ip route get {address}",
  },
  "wrong-route-here": {
    ...seen,
    says: "the route that this host chooses ends nowhere, and over another route of it the packets would arrive",
    look: "On each hop: ip route get {address}; ip route show to match {address}; ip rule",
  },
  "remote-taken-for-neighbour": {
    ...seen,
    says: "this host's own network covers the peer, which its own gateway on that network would reach and the link does not",
    look: "On both ends: ip -br address; ip route get PEER",
  },
  "own-range-hides-destination": {
    ...seen,
    says: "a network of this host's own covers the destination, which lives in another network behind another interface",
    look: "On each hop: ip route show to match {address}; ip -br address",
  },
  "forwarding-is-off": {
    ...seen,
    says: "this router does not forward: ip_forward is 0, or its FORWARD policy drops everything",
    look: "On each router: sysctl net.ipv4.ip_forward; nft list ruleset (hook forward)",
  },
  "forward-policy-drops": {
    ...seen,
    says: "the policy of this host's FORWARD chain drops the flow, as no rule of it takes it",
    look: "On each router: nft list ruleset (hook forward); iptables -S FORWARD",
  },
  "filter-drops-flow": {
    ...seen,
    says: "a rule of this host's packet filter drops packets of this flow",
    look: "On each hop: nft -a list ruleset; iptables-save -c",
  },
  "filter-rejects-flow": {
    ...seen,
    says: "a rule of this host's packet filter rejects packets of this flow, with ICMP or a reset",
    look: "On each hop: nft -a list ruleset | grep -n reject; iptables-save -c | grep REJECT",
  },
  "filter-resets-flow": {
    ...seen,
    says: "a rule of this host's packet filter resets connections of this flow that stand already",
    look: "On each router, before and after: nft -a list ruleset | grep -n 'reject with tcp reset'",
  },
  "own-filter-blocks-flow": {
    ...seen,
    says: "a rule of this very host's OUTPUT or POSTROUTING chain stops the flow",
    look: "On the client: nft -a list ruleset (hook output, postrouting); iptables-save -c",
  },
  "translation-leads-nowhere": {
    ...seen,
    says: "a destination NAT rule of this host sends the flow to a host or port that does not serve, or is missing",
    look: "On each NAT: nft -a list ruleset (hook prerouting); conntrack -L -d {address}",
  },
  "translation-ports-used-up": {
    ...seen,
    says: "the source NAT of this host found no free port for new connections",
    look: "On each NAT, before and after: conntrack -S (insert_failed); conntrack -L -d {address} | wc -l",
  },
  "translation-not-undone": {
    ...seen,
    says: "this host translates the destination, and the answers pass it by: they keep the address of the host behind",
    look: "On the server: ip route get {clientAddress}; on the client: tcpdump -nni any 'tcp[tcpflags] & tcp-syn != 0'",
  },
  "sees-one-direction": {
    ...seen,
    says: "the packets of only one direction of the flow pass this host",
    look: "On each router: tcpdump -nni any host {clientAddress} and host {address}",
  },
  "invalid-packets-counted": {
    ...seen,
    says: "the connection tracking of this host met packets that belong to no connection that it knows (INVALID)",
    look: "On each router, before and after: conntrack -S (invalid)",
  },
  "shaper-holds-back": {
    ...seen,
    says: "a rate limit (tbf, htb, police) at an interface of this host held packets back during the request",
    look: "On each hop, before and after: tc -s qdisc show",
  },
  "queue-fills-in-step": {
    ...seen,
    says: "a queue at {device} of this host fills, or drops, whenever the delay comes back, and is empty between",
    look: "On each hop, while the delay comes and goes: watch -n 0.2 tc -s qdisc show (backlog, dropped)",
  },
  "answers-leave-another-way": {
    ...ofPath,
    says: "the answers take another way than the requests came",
    look: "On each router: tcpdump -nni any host {clientAddress} and host {address}",
  },
  "hops-repeat": {
    ...ofPath,
    says: "the same routers answer again and again, up to the last TTL, and the destination never does",
    look: "On the client: traceroute -n -T -p {port} {address}",
  },
  "loss-at-destination": {
    ...ofPath,
    says: "a part of the probes that the destination itself should answer is lost",
    look: "On the client: mtr -rwzbc 100 -T -P {port} {address} (last line)",
  },
  "probe-finds-black-hole": {
    ...ofPath,
    says: "probes above a size vanish on the way, and no router says so",
    look: "On the client: tracepath -n {address}; ping -M do -s 1472 {address}",
  },
  "smaller-link-unlearnt": {
    ...seen,
    says: "this host on the way sends the packets on by a link that passes smaller ones than the end that sends has learnt of",
    look: "On each hop: ip link; on both ends: ip route get PEER (mtu)",
  },
  "tracker-forgets-sooner": {
    ...seen,
    says: "this host on the way tracks the flow, and forgets connections that are idle for less than this one was",
    look: "On each router: sysctl net.netfilter.nf_conntrack_tcp_timeout_established; conntrack -L -d {address}",
  },
  "answers-sent-again": {
    scope: "flow",
    strength: "states",
    abnormal: null,
    says: "the server sent the answer again and again, unacknowledged",
    look: "On the server: ss -tino dst {clientAddress} (timer:(on), retrans)",
  },
  "server-sent-reset": {
    scope: "flow",
    strength: "states",
    abnormal: null,
    says: "the server's own kernel sent the reset",
    look: "On the server: perf trace -e tcp:tcp_send_reset; tcpdump -nni any 'tcp[tcpflags] & tcp-rst != 0'",
  },
} as const satisfies Record<string, Proposition>;
