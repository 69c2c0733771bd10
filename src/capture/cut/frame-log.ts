import type { Applications } from "../application/index.ts";
import type { TrackedPacket } from "../flow/side-track.ts";
import type { TcpAnalysis } from "../tcp/tcp-analysis.ts";
import { type FlowFrames, KeptFrames, type WantedFrames } from "./kept-frames.ts";
import { type SentFrame, sentFrame } from "./sent-frame.ts";

/** Frames of all flows that are kept: the newest, some 10 MB. */
const MOST_LOGGED = 100_000;

/** The newest frames of all flows, for what comes only once: standard input, and files that grow. */
export class FrameLog implements Applications {
  private readonly log: SentFrame[] = [];
  private readonly totals = new Map<number, number>();
  private begin = 0;
  private readonly inner: Applications;
  private tcp: TcpAnalysis | null = null;

  /** @param inner is handed all packets as well. */
  constructor(inner: Applications) {
    this.inner = inner;
  }

  /** Tells from which analysis the relative numbers come; done before the first frame. */
  attach(tcp: TcpAnalysis): void {
    this.tcp = tcp;
  }

  segment(seen: TrackedPacket, stream: number, direction: 0 | 1): void {
    this.inner.segment(seen, stream, direction);
    if (this.tcp === null) return;
    const ordinal = (this.totals.get(stream) ?? 0) + 1;
    this.totals.set(stream, ordinal);
    const sent = sentFrame(seen, this.tcp, ordinal);
    if (this.log.length < MOST_LOGGED) this.log.push(sent);
    else {
      this.log[this.begin] = sent;
      this.begin = (this.begin + 1) % MOST_LOGGED;
    }
  }

  datagram(...args: Parameters<Applications["datagram"]>): void {
    this.inner.datagram(...args);
  }

  unreachable(...args: Parameters<Applications["unreachable"]>): void {
    this.inner.unreachable(...args);
  }

  /** Those of one flow that are still there. */
  framesOf(wanted: WantedFrames): FlowFrames {
    const kept = new KeptFrames(wanted);
    for (let index = 0; index < this.log.length; index += 1) {
      const sent = this.log[(this.begin + index) % this.log.length];
      if (sent !== undefined && sent.stream === wanted.stream) kept.add(sent);
    }
    return { frames: kept.chosen().frames, total: this.totals.get(wanted.stream) ?? 0 };
  }
}
