import type { Endpoint } from "../../evidence/index.ts";
import { type Packet, packetAddress } from "../../wire/index.ts";
import type { Kept } from "./captured-applications.ts";
import type { CapturedQuic } from "./captured-quic.ts";
import { Keep } from "./keep.ts";
import { quicVersion } from "./quic-keys.ts";
import { longPackets } from "./quic-packets.ts";
import { QuicTrack } from "./quic-track.ts";

const MOST_CONNECTIONS = 20_000;
const HEADER = 8;
/** The least datagram with a client's Initial packet. RFC 9000, section 14.1. */
const LEAST_INITIAL = 1_200;

/** The connections of QUIC in a capture, found by their ends. */
export class QuicConnections {
  private readonly tracks = new Map<string, QuicTrack>();
  /** Short keys of those, so that other datagrams cost little. */
  private readonly hashes = new Set<number>();
  private leftOut = 0;

  take(packet: Packet, frame: number, now: number): void {
    const { octets, view, at, captured } = packet;
    const source = view.getUint16(at);
    const destination = view.getUint16(at + 2);
    const hash = hashOf(packet, source, destination);
    const first = octets[at + HEADER] ?? 0;
    if (!this.hashes.has(hash) && (first & 0xc0) !== 0xc0) return;
    const from = { address: packetAddress(packet, "source"), port: source };
    const to = { address: packetAddress(packet, "destination"), port: destination };
    const datagram = octets.subarray(at + HEADER, at + captured);
    const sent = this.tracks.get(keyOf(from, to));
    const track =
      sent ??
      this.tracks.get(keyOf(to, from)) ??
      this.begin({ client: from, server: to }, datagram, { frame, now });
    if (track === null) return;
    this.hashes.add(hash);
    track.take(
      track.client.port === from.port && track.client.address === from.address ? "client" : "server",
      datagram,
      frame,
      now,
    );
  }

  unreachable(client: Endpoint, server: Endpoint, error: NonNullable<CapturedQuic["icmpError"]>): void {
    const track = this.tracks.get(keyOf(client, server));
    if (track !== undefined) track.icmpError ??= error;
  }

  finish(): Kept<CapturedQuic> {
    const kept = new Keep<CapturedQuic>();
    for (const track of this.tracks.values()) {
      const result = track.result();
      const weight = result.answeredHandshake ? (result.firstAnswerTook ?? 0) : Number.POSITIVE_INFINITY;
      if (kept.wants(weight)) kept.add(result, weight, result.first.frame);
    }
    const all = kept.all();
    return { kept: all.kept, leftOut: all.leftOut + this.leftOut };
  }

  /** A client's first packet begins a connection; what comes in mid-flow has no readable beginning. */
  private begin(
    ends: { readonly client: Endpoint; readonly server: Endpoint },
    datagram: Uint8Array,
    mark: { readonly frame: number; readonly now: number },
  ): QuicTrack | null {
    if (datagram.length < LEAST_INITIAL) return null;
    const [packet] = longPackets(datagram);
    if (packet === undefined || !isBeginning(packet)) return null;
    if (this.tracks.size >= MOST_CONNECTIONS) {
      this.leftOut += 1;
      return null;
    }
    const track = new QuicTrack(ends, packet, mark);
    this.tracks.set(keyOf(ends.client, ends.server), track);
    return track;
  }
}

/** An Initial packet of a version that is known, of a draft, or reserved to try out negotiation. RFC 9000, section 15. */
function isBeginning({ kind, version, destinationId }: ReturnType<typeof longPackets>[number]): boolean {
  if (kind !== "initial" || destinationId.length < 8) return false;
  const isKnown = version === quicVersion.v1 || version === quicVersion.v2;
  return isKnown || version >>> 8 === 0xff0000 || (version & 0x0f0f0f0f) === 0x0a0a0a0a;
}

const keyOf = (client: Endpoint, server: Endpoint): string =>
  `${client.address} ${client.port} ${server.address} ${server.port}`;

/** The same for both directions; IPv6 by the last words of the addresses. */
function hashOf(packet: Packet, source: number, destination: number): number {
  const words = packet.source0 ^ packet.source3 ^ packet.destination0 ^ packet.destination3;
  return Math.imul(words, 0x9e3779b1) ^ Math.imul(source + destination, 0x85ebca6b);
}
