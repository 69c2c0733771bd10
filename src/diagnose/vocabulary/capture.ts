import type { Proposition } from "../proposition.ts";

/** What only the packets themselves show. */
export const captureVocabulary = {
  "syn-ack-unacknowledged": {
    says: "the server's SYN-ACK passed the point of capture {copies} times, and no acknowledgement of it came back",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "response", effect: "fails" },
    look: "On the client and on the server at once: tcpdump -nni any 'tcp[tcpflags] & tcp-syn != 0 and port {port}'",
  },
  "client-window-closed": {
    says: "the client of the connection has closed its receive window: its process does not read",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the client: ss -tinp dst {address} (Recv-Q that stays)",
  },
  "stands-still-by-loss": {
    says: "a connection stood still for {seconds} s, waiting for an acknowledgement, and segments were lost {where}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "path", effect: "slows" },
    look: "tshark -r FILE -q -z io,stat,0,'COUNT(tcp.analysis.retransmission)tcp.analysis.retransmission'",
  },
  "loses-a-share": {
    says: "packets are lost again and again, in one connection after the other: {lossSeen}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "path", effect: "slows" },
    look: "tshark -r FILE -q -z io,stat,0,'COUNT(tcp.analysis.retransmission)tcp.analysis.retransmission'",
  },
} as const satisfies Record<string, Proposition>;
