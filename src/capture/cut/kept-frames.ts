import type { Endpoint, FlowFrame } from "../../evidence/index.ts";
import { flowFrame, type SentFrame } from "./sent-frame.ts";

/** Frames that are kept of the beginning and of the end of a flow. */
const MOST_AT_AN_END = 16;
/** Frames with a flag of the analysis that are kept of one flow. */
const MOST_FLAGGED = 64;

/** Of which flow the frames are wanted, and which of them are of interest for what is known of it already. */
export interface WantedFrames {
  readonly stream: number;
  /** Numbers of frames that are kept whatever they are. */
  readonly marked: ReadonlySet<number>;
  readonly client: Endpoint;
  readonly server: Endpoint;
}

/** Frames of one flow in their order, and how many it has in all. */
export interface FlowFrames {
  readonly frames: readonly FlowFrame[];
  readonly total: number;
}

/** The frames of one flow worth keeping: of both ends, the marked ones and those with a flag. */
export class KeptFrames {
  private seen = 0;
  private total = 0;
  private flagged = 0;
  private readonly head: SentFrame[] = [];
  private readonly tail: SentFrame[] = [];
  private readonly marked: ReadonlySet<number>;
  private readonly client: number | string;

  constructor({ marked, client, server }: WantedFrames) {
    this.marked = marked;
    this.client = client.port === server.port ? client.address : client.port;
  }

  add(sent: SentFrame): void {
    this.seen += 1;
    this.total = sent.ordinal;
    const isFlagged = sent.mask !== 0 && this.flagged < MOST_FLAGGED;
    if (isFlagged) this.flagged += 1;
    if (this.seen <= MOST_AT_AN_END || isFlagged || this.marked.has(sent.frame)) {
      this.head.push(sent);
      return;
    }
    this.tail.push(sent);
    if (this.tail.length > MOST_AT_AN_END) this.tail.shift();
  }

  chosen(): FlowFrames {
    const frames = [...this.head, ...this.tail]
      .toSorted((a, b) => a.ordinal - b.ordinal)
      .map((sent) => flowFrame(sent, sent.sender === this.client ? "client" : "server"));
    return { frames, total: this.total };
  }
}
