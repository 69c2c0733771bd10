import type { Draw } from "../../draw.ts";
import type { Host } from "../../world/index.ts";

/** What a device on the path does at a ClientHello. */
export interface Forger {
  /** The port of the connections that it looks into. */
  readonly port: number;
  /** Interfaces of the router that it listens on. */
  readonly device: string;
}

/**
 * Starts a device (Python, raw sockets) on a router that reads what passes: at a ClientHello it writes a reset to either end in the
 * other's name, with the sequence numbers that it saw and a TTL and IP identification of its own.
 */
export const startForger = (router: Host, { port, device }: Forger, draw: Draw) =>
  router.start({
    argv: [
      ...["python3", "-I", router.file("forger.py", script), device],
      ...[port, draw.pick([64, 128, 255, 47]), draw.integer(1, 65_535)].map(String),
    ],
    ready: { says: "reads" },
  });

const script = `import socket, struct, sys
device, port, ttl, ident = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
sniffer.bind((device, 0x0800))
writer = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
print("reads", flush=True)

def summed(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff

def reset(source, target, ports, seq, ack):
    fields = (*ports, seq, ack, 5 << 4, 0x14, 0)
    pseudo = source + target + struct.pack("!HH", 6, 20)
    whole = struct.pack("!HHIIBBHHH", *fields, summed(pseudo + struct.pack("!HHIIBBHHH", *fields, 0, 0)), 0)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, ident, 0, ttl, 6, 0, source, target)
    writer.sendto(head + whole, (socket.inet_ntoa(target), 0))

while True:
    packet, where = sniffer.recvfrom(65535)
    if where[2] == socket.PACKET_OUTGOING or packet[9] != 6:
        continue
    start = (packet[0] & 15) * 4
    source, target = packet[12:16], packet[16:20]
    sport, dport, seq, ack, offset = struct.unpack("!HHIIB", packet[start:start + 13])
    payload = packet[start + (offset >> 4) * 4:struct.unpack("!H", packet[2:4])[0]]
    # A handshake record that begins with a ClientHello. RFC 8446, sections 4 and 5.1.
    if dport != port or payload[:1] != b"\\x16" or payload[5:6] != b"\\x01":
        continue
    reset(target, source, (dport, sport), ack, (seq + len(payload)) & 0xffffffff)
    reset(source, target, (sport, dport), (seq + len(payload)) & 0xffffffff, ack)
    ident = (ident + 1) & 0xffff
`;
