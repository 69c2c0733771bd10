import {
  type CaptureFrame,
  createDissector,
  createPacket,
  decodeDnsMessage,
  dissectQuoted,
  packetAddress,
} from "../../wire/index.ts";
import type { LiveFrame } from "./ring-frame.ts";

/** An end of a packet. */
export interface PacketEnd {
  readonly address: string;
  readonly port: number;
}

/** What may be kept of one frame, and for whom it was. */
interface HeadersKept {
  /** Octets from the frame's beginning on. */
  readonly octets: number;
  /** Both ends; of an ICMP error those of the packet that it quotes. */
  readonly ends: readonly [PacketEnd, PacketEnd];
  /** The name that is asked for over UDP; `null` for all else. */
  readonly asks: string | null;
}

const [ICMP, TCP, UDP, ICMP6] = [1, 6, 17, 58];
const [TCP_LEAST, UDP_OCTETS, ICMP_OCTETS] = [20, 8, 8];
/** Of the transport header that an ICMP error quotes: ports and, of TCP, the sequence number. RFC 792. */
const QUOTED_OCTETS = 8;

/**
 * Says how much of a frame is headers: of TCP to the end of its options, of UDP 8 octets and the message of DNS behind them, of an ICMP
 * error the headers that it quotes. What is nothing of these, or in fragments, is not kept. So no content of a request can be.
 *
 * @param dnsPorts Ports on which resolvers are asked.
 */
export function createHeadersOnly(
  dnsPorts: ReadonlySet<number>,
): (frame: LiveFrame & Partial<CaptureFrame>) => HeadersKept | null {
  const dissector = createDissector();
  const [packet, quoted] = [createPacket(), createPacket()];
  return (frame) => {
    const whole = { ...frame, number: 0, fileOffset: 0, interfaceIndex: 0 };
    if (!dissector.dissect(whole, packet) || packet.isFragment || packet.isReassembled) return null;
    const { view, at, protocol, captured } = packet;
    const before = at - frame.at;
    if (protocol === TCP && captured >= TCP_LEAST) {
      const header = Math.min(captured, (view.getUint8(at + 12) >> 4) * 4);
      return { octets: before + Math.max(TCP_LEAST, header), ends: endsOf(packet), asks: null };
    }
    if (protocol === UDP && captured >= UDP_OCTETS) {
      const ends = endsOf(packet);
      if (!ends.some(({ port }) => dnsPorts.has(port)))
        return { octets: before + UDP_OCTETS, ends, asks: null };
      const message = decodeDnsMessage(packet.octets.subarray(at + UDP_OCTETS, at + captured));
      const asks = message?.question?.name ?? null;
      return { octets: before + (asks === null ? UDP_OCTETS : captured), ends, asks };
    }
    if ((protocol !== ICMP && protocol !== ICMP6) || !dissectQuoted(packet, quoted)) return null;
    if (quoted.isFragment || quoted.captured < QUOTED_OCTETS) return null;
    if (quoted.protocol !== TCP && quoted.protocol !== UDP) return null;
    const inner = quoted.at - at;
    if (inner < ICMP_OCTETS) return null;
    return { octets: before + inner + QUOTED_OCTETS, ends: endsOf(quoted), asks: null };
  };
}

function endsOf(packet: ReturnType<typeof createPacket>): readonly [PacketEnd, PacketEnd] {
  const { view, at } = packet;
  return [
    { address: packetAddress(packet, "source"), port: view.getUint16(at) },
    { address: packetAddress(packet, "destination"), port: view.getUint16(at + 2) },
  ];
}
