import type { CaptureQuality } from "../evidence/index.ts";
import {
  type ApplicationResults,
  type Applications,
  type CapturedApplications,
  createApplications,
} from "./application/index.ts";
import { CaptureAnalysis } from "./capture-analysis.ts";
import { type FlowFrames, FrameLog, readFlowFrames, type WantedFrames } from "./cut/index.ts";
import type { CaptureFacts } from "./incidents/incident.ts";
import type { ReadOptions } from "./open-capture.ts";
import { nameOfPieces, orderPieces, type PieceRead, readPieces } from "./pieces.ts";
import { qualityOf, startOf } from "./quality.ts";

/** What of a capture is told before it is judged. */
export type ReadingFacts = Omit<CaptureFacts, "vantage">;

/** One point of capture while its files are read, and what is known of it at any time. */
export class CaptureReading {
  readonly files: readonly string[];
  private readonly applications: Applications & ApplicationResults;
  private readonly log: FrameLog | null;
  private readonly analysis: CaptureAnalysis;
  private pieces: readonly PieceRead[] = [];

  private constructor(files: readonly string[], comesOnce: boolean) {
    this.files = files;
    this.applications = createApplications();
    this.log = comesOnce ? new FrameLog(this.applications) : null;
    this.analysis = new CaptureAnalysis({
      keepsFlows: true,
      applications: this.log ?? this.applications,
    });
    this.log?.attach(this.analysis.tcp);
  }

  /**
   * Begins to read files that are one capture in pieces; they are put into the order of time.
   *
   * @throws FaultlineError where one of them cannot be opened or is no capture.
   */
  static async begin(
    files: readonly string[],
    { signal, follow = false }: ReadOptions,
  ): Promise<CaptureReading> {
    return new CaptureReading(await orderPieces(files, signal), follow || files.includes("-"));
  }

  /**
   * Reads all there is; `onFrames` is called between blocks of the file.
   *
   * @throws FaultlineError where a file cannot be read.
   */
  async read(options: ReadOptions, onFrames: () => void = () => undefined): Promise<void> {
    this.pieces = await readPieces(this.files, options, (reader) => {
      this.analysis.read(reader);
      onFrames();
    });
  }

  /** Frames read so far. */
  get frames(): number {
    return this.analysis.counts.frames;
  }

  /** What is known by now: of what the connections carry, that which is complete. */
  facts(): ReadingFacts {
    return this.factsWith(this.applications.soFar());
  }

  /** What is known in the end; called once. */
  finish(): ReadingFacts & { readonly applications: CapturedApplications } {
    return this.factsWith(this.applications.finish());
  }

  private factsWith(applications: CapturedApplications) {
    const flows = this.analysis.tracks?.flows() ?? [];
    return { flows, quality: this.quality(flows), applications, startedAt: startOf(this.analysis) };
  }

  /** The frames of one flow: from the files again, or of those that come only once the newest. */
  framesOf(wanted: WantedFrames, signal: AbortSignal): Promise<FlowFrames> | FlowFrames {
    return this.log?.framesOf(wanted) ?? readFlowFrames(this.files, wanted, { signal });
  }

  private quality(flows: ReadingFacts["flows"]): CaptureQuality {
    const { analysis } = this;
    const notYet = { reader: null, compression: null, damage: null };
    const [first = { file: this.files[0] ?? "-", read: notYet }, ...rest] = this.pieces;
    const seen = { analysis, flows };
    const quality = qualityOf({ ...seen, source: first.file, read: first.read });
    if (this.files.length === 1) return quality;
    const others = rest.map(({ file, read }) => qualityOf({ ...seen, source: file, read }));
    const all = [quality, ...others];
    const drops = all.flatMap(({ dropped }) => (dropped === null ? [] : [dropped]));
    const damaged = all.find(({ damage }) => damage !== null);
    return {
      ...quality,
      file: nameOfPieces(this.files),
      linkTypes: [...new Set(all.flatMap(({ linkTypes }) => linkTypes))],
      dropped: drops.length === 0 ? null : drops.reduce((a, b) => a + b, 0),
      damage:
        damaged === undefined || damaged.damage === null
          ? null
          : { ...damaged.damage, what: `${damaged.damage.what} in ${damaged.file}` },
    };
  }
}
