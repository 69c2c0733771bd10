import { createApplications } from "../application/index.ts";
import { CaptureAnalysis } from "../capture-analysis.ts";
import { type FlowFrames, FrameLog, type WantedFrames } from "../cut/index.ts";
import type { CaptureFacts } from "../incidents/incident.ts";
import { qualityOf, startOf } from "../quality.ts";
import { linkTypes } from "./live-link.ts";
import { OneFrameReader } from "./one-frame-reader.ts";
import type { LiveFrame } from "./ring-frame.ts";
import { SecondCopies } from "./second-copies.ts";

/** Analyses frames as they come; what was seen before on another interface is counted and not read. */
export class LiveReading {
  readonly copies = new SecondCopies();
  /** Frames with a flag of the sequence analysis. */
  flagged = 0;
  readonly #reader: OneFrameReader;
  readonly #applications = createApplications();
  readonly #log = new FrameLog(this.#applications);
  readonly #analysis = new CaptureAnalysis({
    keepsFlows: true,
    applications: this.#log,
    onFlags: () => {
      this.flagged += 1;
    },
  });

  /** @param name Of the interface: `eth0`, `any`. */
  constructor(name: string) {
    this.#reader = new OneFrameReader(name);
    this.#log.attach(this.#analysis.tcp);
  }

  /** TCP connections so far. */
  get flows(): number {
    return this.#analysis.tcp.conversations.count;
  }

  take(frame: LiveFrame): void {
    if (frame.linkType === linkTypes.cooked && this.copies.isCopy(frame)) {
      this.#reader.pass();
      return;
    }
    this.#reader.show(frame);
    this.#analysis.read(this.#reader);
  }

  /** What is known in the end; called once. `dropped` by the kernel, and how the capture is called. */
  finish(dropped: number | null, file: string): Omit<CaptureFacts, "vantage"> {
    this.#reader.dropped = dropped;
    const analysis = this.#analysis;
    const flows = analysis.tracks?.flows() ?? [];
    const read = { reader: this.#reader, compression: null, damage: null };
    return {
      flows,
      quality: qualityOf({ source: file, read, analysis, flows }),
      applications: this.#applications.finish(),
      startedAt: startOf(analysis),
    };
  }

  /** The newest frames of one flow. */
  framesOf(wanted: WantedFrames): FlowFrames {
    return this.#log.framesOf(wanted);
  }
}
