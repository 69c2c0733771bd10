import { addressOctets } from "../ip-address.ts";
import { hostOctets, writeAttribute } from "./attributes.ts";

/** A packet whose way is asked for. */
export interface RoutedPacket {
  readonly destination: string;
  readonly source?: string | undefined;
  /** Index of the interface that it comes in by; left out for one that the host sends itself. */
  readonly inputIndex?: number | undefined;
  /** Firewall mark. */
  readonly mark?: number | undefined;
  /** 6 TCP, 17 UDP. */
  readonly protocol?: number | undefined;
  readonly destinationPort?: number | undefined;
}

/** Give the route of the table, not what was made of it for this packet. Since Linux 4.13. */
export const FIB_MATCH = 0x2000;
/** Say which table answered. */
export const LOOKUP_TABLE = 0x1000;

const AF_INET = 2;
const AF_INET6 = 10;
const attribute = {
  destination: 1,
  source: 2,
  input: 3,
  mark: 16,
  protocol: 27,
  destinationPort: 29,
} as const;

/** The payload of RTM_GETROUTE for one packet; `null` where an address is not numeric or the families differ. */
export function encodeRouteRequest(packet: RoutedPacket, flags: number): Uint8Array | null {
  const destination = addressOctets(packet.destination);
  const source = packet.source === undefined ? undefined : addressOctets(packet.source);
  if (destination === null || source === null) return null;
  if (source !== undefined && source.length !== destination.length) return null;
  const head = new Uint8Array(12);
  head[0] = destination.length === 4 ? AF_INET : AF_INET6;
  head[1] = destination.length * 8;
  head[2] = (source?.length ?? 0) * 8;
  head.set(hostOctets(flags), 8);
  const parts = [head, writeAttribute(attribute.destination, destination)];
  if (source !== undefined) parts.push(writeAttribute(attribute.source, source));
  if (packet.inputIndex !== undefined)
    parts.push(writeAttribute(attribute.input, hostOctets(packet.inputIndex)));
  if (packet.mark !== undefined) parts.push(writeAttribute(attribute.mark, hostOctets(packet.mark)));
  if (packet.protocol !== undefined)
    parts.push(writeAttribute(attribute.protocol, Uint8Array.of(packet.protocol)));
  // A port without a protocol means nothing to the kernel.
  if (packet.protocol !== undefined && packet.destinationPort !== undefined) {
    const port = Uint8Array.of(packet.destinationPort >> 8, packet.destinationPort & 0xff);
    parts.push(writeAttribute(attribute.destinationPort, port));
  }
  return Buffer.concat(parts);
}
