import type { Cause } from "../../cause.ts";

/** The interfaces of Pods take packets that do not fit once they are wrapped. */
export const overlayMtuTooLarge: Cause = {
  id: "overlay-mtu-too-large",
  boundary: "cni",
  at: "path",
  onlyIn: "cluster",
  must: [],
  may: [],
  never: [],
  proves: [
    { "overlay-leaves-no-room": true, "large-vanishes": true },
    { "overlay-leaves-no-room": true, "answer-stalls": true },
    { "overlay-leaves-no-room": true, "sending-stalls": true },
    { "overlay-leaves-no-room": true, "answers-sent-again": true },
    { "overlay-leaves-no-room": true, "data-unacknowledged": true },
    { "overlay-leaves-no-room": true, "handshake-stops-midway": true },
    { "overlay-leaves-no-room": true, "no-answer-in-time": true, "small-passes": true },
    { "overlay-leaves-no-room": true, "handshake-unanswered": true, "small-passes": true },
  ],
  explains: [
    "answer-stalls",
    "no-answer-in-time",
    "sending-stalls",
    "answer-cut-short",
    "handshake-unanswered",
    "handshake-stops-midway",
    "deadline-missed",
    "proxy-answers-error",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy: "ping -M do -s SIZE from Pod to Pod on another node; ip -d link show",
  summary:
    "Pods of node {overlayNode} send up to {podMtu} octets, and {overlayDevice} has room for {roomOctets} ({overlayKind} adds {overhead}, underlay {underlayMtu}): large packets to other nodes vanish",
  fix: [
    "Set the plugin's MTU to {roomOctets} at most (CNI configuration: mtu; flannel, Calico, Cilium: their own setting), then start the Pods anew",
    "At once, on each node: iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss MSS (the room less 40)",
  ],
  prevention: [
    "Take the overlay's MTU from the underlay's, less what wrapping adds, and test with full packets between nodes",
  ],
  source: "RFC 7348, section 4.3; RFC 8926; ip-link(8)",
};
