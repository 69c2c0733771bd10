import type { Cause } from "../../cause.ts";

/** Packets above a size vanish on the way and no ICMP says so: handshake and small requests pass, everything large stands still. */
export const mtuBlackHole: Cause = {
  id: "mtu-black-hole",
  boundary: "path",
  at: "path",
  must: ["large-vanishes", "small-passes"],
  may: [
    "data-unacknowledged",
    "stall-has-losses",
    "answers-sent-again",
    "probe-finds-black-hole",
    "smaller-link-unlearnt",
  ],
  never: ["peer-window-closed", "target-is-own-host"],
  proves: [
    { "large-vanishes": true, "small-passes": true, "data-unacknowledged": true },
    { "large-vanishes": true, "small-passes": true, "answers-sent-again": true },
    { "large-vanishes": true, "small-passes": true, "probe-finds-black-hole": true },
    { "large-vanishes": true, "small-passes": true, "smaller-link-unlearnt": true },
    { "small-passes": true, "answers-sent-again": true, "smaller-link-unlearnt": true },
    { "small-passes": true, "answers-sent-again": true, "probe-finds-black-hole": true },
    { "small-passes": true, "data-unacknowledged": true, "probe-finds-black-hole": true },
    { "small-passes": true, "data-unacknowledged": true, "smaller-link-unlearnt": true },
    { "data-unacknowledged": true, "probe-finds-black-hole": true, "handshake-unanswered": true },
    { "answers-sent-again": true, "probe-finds-black-hole": true, "handshake-stops-midway": true },
    { "answers-sent-again": true, "smaller-link-unlearnt": true, "handshake-stops-midway": true },
    { "answers-sent-again": true, "probe-finds-black-hole": true, "handshake-unanswered": true },
    { "answers-sent-again": true, "smaller-link-unlearnt": true, "handshake-unanswered": true },
  ],
  explains: [
    "no-answer-in-time",
    "answer-stalls",
    "sending-stalls",
    "handshake-unanswered",
    "handshake-stops-midway",
    "deadline-missed",
  ],
  refines: null,
  explainedBy: ["overlay-mtu-too-large"],
  toldApartBy: {
    "receiver-not-reading": "ss -tino dst {address}: timer:(persist) is a closed window, timer:(on) is loss",
  },
  summary:
    "Large packets on the path to {address} vanish without an ICMP error ({octets} octets stand still): a path MTU black hole.",
  fix: [
    "tracepath -n {address}; ping -M do -s 1472 {address}, then smaller until it answers ({passesOctets} octets pass)",
    "ip link set {smallDevice} mtu {passesOctets}, or clamp on the router with the small link: iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu",
    "Let ICMP type 3 code 4 (and ICMPv6 type 2) through every filter",
    "sysctl -w net.ipv4.tcp_mtu_probing=1",
  ],
  prevention: [
    'Never filter "fragmentation needed"; set the MTU of tunnels and overlays to what the path carries.',
  ],
  source: "RFC 2923, section 2.1; RFC 4821; RFC 8201, section 4",
};
