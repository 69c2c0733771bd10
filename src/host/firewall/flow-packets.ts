import { CLIENT_PORTS, NO_BITS, onePort, type Packet, UNKNOWN_BITS } from "./packet.ts";

/** The flow as its packets stand when they come to this host, or leave it. */
export interface FlowEnds {
  readonly client: string;
  readonly clientPort: number | null;
  readonly server: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** The SYN, or the first datagram. */
export function firstPacket({ client, clientPort, server, port, protocol }: FlowEnds): Packet {
  const source = { address: client, ports: clientPort === null ? CLIENT_PORTS : onePort(clientPort) };
  const destination = { address: server, ports: onePort(port) };
  return {
    way: "forward",
    stage: "opening",
    family: server.includes(":") ? 6 : 4,
    protocol: protocol === "tcp" ? 6 : 17,
    source,
    destination,
    input: "",
    output: "",
    tracking: "unseen",
    isKnown: true,
    mark: UNKNOWN_BITS,
    connectionMark: NO_BITS,
    original: { source, destination },
    translated: { source: false, destination: false },
    touched: [],
  };
}

/** A later packet of a connection that stands, on its way to the server: rules may have marked what they let pass. */
export const laterPacket = (ends: FlowEnds): Packet => ({
  ...firstPacket(ends),
  stage: "established",
  connectionMark: UNKNOWN_BITS,
});

/** What comes back to a packet: its ends changed about, and what connection tracking kept of it. */
export function answerTo(packet: Packet): Packet {
  const { tracking } = packet;
  return {
    ...packet,
    way: "back",
    source: packet.destination,
    destination: packet.source,
    input: "",
    output: "",
    tracking: "unseen",
    isKnown: tracking === null ? null : tracking !== "untracked",
    mark: UNKNOWN_BITS,
  };
}
