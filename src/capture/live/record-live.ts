import type { Clock, EpochMs, Ms } from "../../base/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import type { FlowFrames, WantedFrames } from "../cut/index.ts";
import type { CaptureFacts } from "../incidents/incident.ts";
import { openCaptureFile } from "./capture-file.ts";
import { KeptFrames } from "./kept-frames.ts";
import { linkTypes } from "./live-link.ts";
import { LiveReading } from "./live-reading.ts";
import { type LiveAsked, type LiveSource, openLiveSource } from "./live-source.ts";

/** A capture that is to be made. */
export interface LiveOptions extends LiveAsked {
  /** It ends after so long at the latest. */
  readonly time: Ms;
  /** Octets of frames that are taken, or with `last` held in memory, at most. */
  readonly octets: number;
  /** Only what passed this long before the end is kept; `null` for everything. */
  readonly last: Ms | null;
  /** Where the frames are written as pcap; `null` for nowhere. */
  readonly write: string | null;
  readonly vantage: Vantage;
  readonly clock: Clock;
  /** Ends the capture: what was captured by then is analysed and written. */
  readonly signal: AbortSignal;
  /** Told once a second how it stands. */
  readonly onSecond?: (state: LiveState) => void;
}

/** How a capture stands. */
export interface LiveState {
  readonly took: Ms;
  readonly frames: number;
  readonly octets: number;
  /** TCP connections, and frames with a flag of the sequence analysis; `null` where they are counted only at the end. */
  readonly flows: number | null;
  readonly flagged: number | null;
  readonly dropped: number | null;
}

/** What a capture came to. */
export interface LiveCapture {
  readonly facts: Omit<CaptureFacts, "vantage">;
  /** The newest frames of one flow. */
  readonly framesOf: (wanted: WantedFrames) => FlowFrames;
  readonly by: LiveSource["by"];
  readonly startedAt: EpochMs;
  readonly took: Ms;
  /** Frames that passed, before what `last` left out; of them those that were seen before on another interface. */
  readonly frames: number;
  readonly copies: number;
  /** Frames of the last while for which there was no room. */
  readonly crowdedOut: number;
  readonly endedBy: "time" | "size" | "signal" | "source";
  /** Why the source ended by itself, and why the file is not whole; `null` where they are as they should be. */
  readonly sourceSays: string | null;
  readonly fileSays: string | null;
}

/** Octets of a pcap record's header: they count to the size. */
const RECORD_OCTETS = 16;
const SECOND: Ms = 1_000;

/**
 * Captures until the time is over, so many octets have come or the signal comes, and reads what it captured. Copies on other interfaces
 * are written, and not analysed.
 *
 * @throws FaultlineError for what the user gave, and without CAP_NET_RAW.
 */
export async function recordLive(options: LiveOptions): Promise<LiveCapture> {
  const { last, clock, signal } = options;
  const [startedAt, ticks] = [clock.now(), clock.ticks()];
  const whole = Promise.withResolvers<"size">();
  const seen = { frames: 0, octets: 0, isOver: false };
  const kept = last === null ? null : new KeptFrames(last, options.octets);
  const live = new LiveReading(options.interface);
  const out: { file: ReturnType<typeof openCaptureFile> | null } = { file: null };
  const source = await openLiveSource(options, options.vantage, (frame) => {
    if (seen.isOver) return;
    seen.frames += 1;
    seen.octets += frame.captured + RECORD_OCTETS;
    if (kept !== null) return kept.add(frame);
    live.take(frame);
    out.file?.write(frame);
    if (seen.octets < options.octets) return;
    seen.isOver = true;
    whole.resolve("size");
  });
  let fileSays: string | null = null;
  let ended: { readonly by: LiveCapture["endedBy"]; readonly says: string | null };
  let took: Ms;
  try {
    if (options.write !== null) out.file = openCaptureFile(options.write);
    const tell = setInterval(() => {
      const counted = kept === null ? { flows: live.flows, flagged: live.flagged } : null;
      const state = { took: clock.ticks() - ticks, frames: seen.frames, dropped: source.dropped() };
      const octets = kept?.octets ?? seen.octets;
      options.onSecond?.({
        ...state,
        octets,
        flows: counted?.flows ?? null,
        flagged: counted?.flagged ?? null,
      });
    }, SECOND);
    try {
      ended = await untilEnd({ source, whole: whole.promise, time: options.time, signal });
    } finally {
      clearInterval(tell);
    }
  } finally {
    took = clock.ticks() - ticks;
    const until = clock.now();
    await source.close();
    kept?.visit(until, (frame) => {
      live.take(frame);
      out.file?.write(frame);
    });
    fileSays = out.file?.close(source.linkType() ?? linkTypes.ethernet) ?? null;
  }
  return {
    facts: live.finish(source.dropped(), options.write ?? `live-${options.interface}`),
    framesOf: (wanted) => live.framesOf(wanted),
    by: source.by,
    startedAt,
    took,
    frames: seen.frames,
    copies: live.copies.count,
    crowdedOut: kept?.crowdedOut ?? 0,
    endedBy: ended.by,
    sourceSays: ended.says,
    fileSays,
  };
}

/** Whatever comes first. */
async function untilEnd(given: {
  readonly source: LiveSource;
  readonly whole: Promise<"size">;
  readonly time: Ms;
  readonly signal: AbortSignal;
}): Promise<{ readonly by: LiveCapture["endedBy"]; readonly says: string | null }> {
  const { source, whole, time, signal } = given;
  const over = Promise.withResolvers<"time" | "signal">();
  const timer = setTimeout(() => over.resolve("time"), time);
  const stop = () => over.resolve("signal");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const by = source.ended.then((says) => ({ by: "source" as const, says }));
    const others = Promise.race([over.promise, whole]).then((end) => ({ by: end, says: null }));
    return await Promise.race([by, others]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
