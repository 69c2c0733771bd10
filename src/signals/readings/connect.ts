import type { Reading } from "../signal.ts";

/** A connect answered by RST or ICMP port unreachable. Source: tcp(7), icmp_err_convert in the kernel. */
export const refused: Reading = {
  proves: "Something answered at once: the packet reached a host or a filter that rejects.",
  doesNotProve:
    "That the host itself answered. A REJECT rule and a Service without endpoints look the same to connect.",
  boundaries: ["tcp", "service", "path"],
  causes: ["port-not-listening", "bound-to-loopback-only", "firewall-rejects", "no-ready-endpoints"],
  strength: "names-actor",
  next: ["on the server: ss -ltnp", "tcpdump -ni any 'host ADDRESS and (tcp[13] & 4 != 0 or icmp)'"],
};

/** A connect that nothing answered. Source: tcp(7), tcp_syn_retries. */
export const connectSilent: Reading = {
  proves: "The SYN was sent and no answer came before the timer fired.",
  doesNotProve:
    "Where it was lost: a filter, a dead host, a full queue and a lost answer all look like this.",
  boundaries: ["path", "tcp", "cni", "response"],
  causes: ["firewall-drops", "host-unreachable", "accept-queue-overflow", "return-route-missing"],
  strength: "timer",
  next: [
    "ping -c3 ADDRESS",
    "traceroute -T -p PORT ADDRESS",
    "on the server: tcpdump -ni any tcp port PORT; nstat -az TcpExtListenOverflows",
  ],
};

/** No host at that address answered its neighbours, or a router said so. */
export const hostUnreachable: Reading = {
  proves:
    "A router, or this kernel after unanswered ARP or neighbour discovery, gave the host up. A filter may also say so.",
  doesNotProve: "That the host is down: REJECT with icmp-host-prohibited gives the same errno.",
  boundaries: ["link", "path", "route"],
  causes: ["neighbour-unresolved", "host-unreachable", "firewall-rejects", "gateway-unreachable"],
  strength: "symptom",
  next: ["ip route get ADDRESS", "ip neigh show", "tcpdump -ni any 'icmp or arp'"],
};

/** No way to the network: this kernel's own answer, or a router's. */
export const networkUnreachable: Reading = {
  proves: "This kernel, or a router that answered, has no route to the address.",
  doesNotProve:
    "That the other family fails as well: an IPv6 address without an IPv6 route is the usual case.",
  boundaries: ["route", "path"],
  causes: ["no-route", "route-blackholed", "ipv6-path-broken"],
  strength: "names-actor",
  next: ["ip route get ADDRESS", "ip -6 route show default"],
};

/** A filter that says so. */
export const prohibited: Reading = {
  proves: "A filter or router refused the packet by policy and said so.",
  doesNotProve: "Which rule it was; the sender of the ICMP message tells where.",
  boundaries: ["path", "cni", "route"],
  causes: ["firewall-rejects", "route-blackholed"],
  strength: "names-actor",
  next: ["tcpdump -vni any icmp or icmp6", "nft list ruleset | grep -n reject"],
};

/** The own kernel said no to the own packet. */
export const deniedHere: Reading = {
  proves:
    "This host's own kernel refused to send: an OUTPUT rule, a cgroup program, seccomp or a missing right.",
  doesNotProve: "Anything about the network: no packet left.",
  boundaries: ["client"],
  causes: ["local-firewall-blocks"],
  strength: "names-actor",
  next: ["nft list ruleset", "iptables -S OUTPUT", "bpftool cgroup tree"],
};

/** connect without a local port. Source: ip(7), ip_local_port_range. */
export const noLocalPort: Reading = {
  proves: "The kernel found no local address and port for this connection.",
  doesNotProve: "Which of the two: the range is used up, or the address to bind is not this host's.",
  boundaries: ["client"],
  causes: ["ephemeral-ports-exhausted", "time-wait-churn"],
  strength: "names-actor",
  next: ["ss -Htan dst ADDRESS | wc -l", "sysctl net.ipv4.ip_local_port_range", "ip addr"],
};

/** A limit on open files. Source: getrlimit(2). */
export const noDescriptors: Reading = {
  proves: "The process (EMFILE) or the whole system (ENFILE) may open no more files or sockets.",
  doesNotProve: "Why they are used up: leak, load, or a limit set too low.",
  boundaries: ["client", "app"],
  causes: ["file-descriptors-exhausted", "close-wait-leak"],
  strength: "names-actor",
  next: ["ls /proc/PID/fd | wc -l; grep files /proc/PID/limits", "ss -tanp state close-wait"],
};

/** Memory for sockets. */
export const noMemory: Reading = {
  proves: "The kernel had no memory or buffer for the socket.",
  doesNotProve: "That the network fails.",
  boundaries: ["client"],
  causes: [],
  strength: "names-actor",
  next: ["cat /proc/net/sockstat", "sysctl net.ipv4.tcp_mem", "dmesg | tail"],
};

/** A datagram above the known MTU. */
export const messageTooLong: Reading = {
  proves: "A packet with DF set is larger than the MTU that the kernel knows for the way.",
  doesNotProve: "That packets vanish: here the sender was told.",
  boundaries: ["path", "cni"],
  causes: ["mtu-black-hole", "overlay-mtu-too-large"],
  strength: "names-actor",
  next: ["tracepath -n ADDRESS", "ip route get ADDRESS"],
};

/** No socket of that family can be made or used here. */
export const familyMissing: Reading = {
  proves: "This host cannot use addresses of that family.",
  doesNotProve: "That the service fails over the other family.",
  boundaries: ["client", "dns", "link"],
  causes: ["no-address-record", "no-address"],
  strength: "names-actor",
  next: ["ip -6 addr", "sysctl net.ipv6.conf.all.disable_ipv6"],
};

/** The own interface is down. */
export const interfaceDown: Reading = {
  proves: "The kernel says that the interface or the network of this host is down.",
  doesNotProve: "Anything about the far side.",
  boundaries: ["link"],
  causes: ["interface-down"],
  strength: "names-actor",
  next: ["ip -br link", "ip route get ADDRESS"],
};
