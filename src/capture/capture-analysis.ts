import type { CapturedFlow } from "../evidence/index.ts";
import {
  type CaptureFrame,
  createDissector,
  createPacket,
  dissectQuoted,
  type FrameReader,
  type Packet,
} from "../wire/index.ts";
import type { Applications } from "./application/index.ts";
import { NEVER } from "./flow/pauses.ts";
import type { TrackedPacket } from "./flow/side-track.ts";
import { Tracks } from "./flow/tracks.ts";
import { FrameCounts } from "./frame-counts.ts";
import { takeStraight } from "./straight-line.ts";
import { TcpAnalysis } from "./tcp/tcp-analysis.ts";

const [ICMP, TCP, UDP, ICMP6] = [1, 6, 17, 58];
/** Conversations that are analysed: some 300 octets each. More are counted. */
const MOST_CONVERSATIONS = 3_000_000;

/** Who wants to know what of a capture. What is left out costs nothing. */
export interface Listeners {
  /** Called for each frame with a flag of the sequence analysis. */
  readonly onFlags?: (frame: number, stream: number, mask: number) => void;
  /** Keeps what each connection did. */
  readonly keepsFlows?: boolean;
  /** Takes the flows that are given up early, where there are too many to keep; the others are in `tracks`. */
  readonly onFlow?: (flow: CapturedFlow) => void;
  /** Reads what the connections carry. */
  readonly applications?: Applications;
  /** Called for each fragment that makes no packet whole. */
  readonly onFragment?: (packet: Packet, frame: CaptureFrame) => void;
}

/** Reads the frames of one capture, in one pass and bounded memory. */
export class CaptureAnalysis {
  readonly tcp = new TcpAnalysis(MOST_CONVERSATIONS);
  readonly counts = new FrameCounts();
  readonly tracks: Tracks | null;
  private readonly listeners: Listeners;
  private readonly wantsFlagsAlone: boolean;
  private readonly dissector = createDissector();
  private readonly packet = createPacket();
  private readonly quoted = createPacket();
  private readonly seen: TrackedPacket;

  constructor(listeners: Listeners) {
    this.listeners = listeners;
    this.tracks = listeners.keepsFlows === true ? new Tracks(this.tcp, listeners.onFlow) : null;
    this.wantsFlagsAlone = this.tracks === null && listeners.applications === undefined;
    this.seen = {
      packet: this.packet,
      header: this.tcp.header,
      mask: 0,
      frame: 0,
      // No whole number: see `NEVER`.
      now: NEVER,
      wireOctets: 0,
      repeatedAfter: NEVER,
    };
  }

  /** Reads all frames that the reader has by now. */
  read(reader: Pick<FrameReader, "next" | "frame">): void {
    while (reader.next()) this.take(reader.frame);
  }

  private take(frame: CaptureFrame): void {
    const { packet, counts, tcp } = this;
    const now = counts.count(frame);
    tcp.now = now;
    if (this.wantsFlagsAlone && takeStraight(tcp, frame)) {
      counts.tcp += 1;
      return;
    }
    if (!this.dissector.dissect(frame, packet)) {
      counts.other += 1;
      return;
    }
    if (packet.isFragment) {
      counts.fragments += 1;
      this.listeners.onFragment?.(packet, frame);
    } else if (packet.protocol === TCP) this.segment(frame, now);
    else if (packet.protocol === UDP) {
      counts.udp += 1;
      this.listeners.applications?.datagram(packet, frame.number, now);
    } else if (packet.protocol === ICMP || packet.protocol === ICMP6) this.icmp(frame, now);
    else counts.other += 1;
  }

  private segment(frame: CaptureFrame, now: number): void {
    const { tcp, packet, seen, listeners, tracks } = this;
    this.counts.tcp += 1;
    const mask = tcp.analyze(packet);
    if (mask < 0) return;
    if (mask > 0) listeners.onFlags?.(frame.number, tcp.conversation, mask);
    if (this.wantsFlagsAlone) return;
    seen.mask = mask;
    seen.frame = frame.number;
    seen.now = now;
    seen.wireOctets = frame.original;
    seen.repeatedAfter = tcp.repeatedAfter;
    tracks?.see(seen);
    listeners.applications?.segment(seen, tcp.conversation, tcp.direction);
  }

  private icmp(frame: CaptureFrame, now: number): void {
    const { packet, quoted, tcp, seen } = this;
    this.counts.icmp += 1;
    if (!dissectQuoted(packet, quoted)) return;
    if (quoted.protocol === TCP && !quoted.isFragment) {
      if (tcp.quote(quoted) < 0) return;
      seen.frame = frame.number;
      seen.now = now;
      this.tracks?.error(packet, seen);
    } else if (quoted.protocol === UDP)
      this.listeners.applications?.unreachable(packet, quoted, frame.number, now);
  }
}
