import {
  type CaptureFrame,
  createDissector,
  createPacket,
  type Packet,
  packetAddress,
} from "../../wire/index.ts";

/** Datagrams in pieces that are remembered at a time, and frames of one: more of either is no honest traffic. */
const MOST_DATAGRAMS = 4_096;
const MOST_PIECES = 8_192;
/** Seconds after which the rest of a datagram is not waited for: net.ipv4.ipfrag_time, ip-sysctl. */
const MOST_SECONDS = 30;

/** Knows in which frames the pieces of a datagram came that is put together only now. */
export class FragmentFrames {
  private readonly waiting = new Map<string, { readonly since: number; readonly frames: number[] }>();
  private readonly dissector = createDissector();
  private readonly alone = createPacket();

  /** Notes a piece of a datagram that is not whole yet. */
  see(packet: Packet, { number, seconds }: CaptureFrame): void {
    const key = keyOf(packet);
    const known = this.waiting.get(key);
    if (known !== undefined && seconds - known.since <= MOST_SECONDS) {
      if (known.frames.length < MOST_PIECES) known.frames.push(number);
      return;
    }
    // A map is in the order of insertion, so that the oldest is the first.
    this.waiting.delete(key);
    const [oldest] = this.waiting.keys();
    if (oldest !== undefined && this.waiting.size >= MOST_DATAGRAMS) this.waiting.delete(oldest);
    this.waiting.set(key, { since: seconds, frames: [number] });
  }

  /** The frames before this one whose pieces it makes whole. */
  madeWholeBy(frame: CaptureFrame): readonly number[] {
    // By itself it is a fragment still, whatever lies in what it makes whole: a tunnel's outer packet may be the one in pieces.
    this.dissector.dissect(frame, this.alone);
    const key = keyOf(this.alone);
    const { frames } = this.waiting.get(key) ?? { frames: [] };
    this.waiting.delete(key);
    return frames;
  }
}

/** The same for all fragments of a datagram. RFC 791, section 3.2; IPv6 numbers those of two addresses: RFC 8200, section 4.5. */
const keyOf = (packet: Packet): string =>
  `${packetAddress(packet, "source")} ${packetAddress(packet, "destination")} ${packet.ipId} ${packet.version === 4 ? packet.protocol : ""}`;
