import { type Clock, FaultlineError, type Ms } from "../base/index.ts";
import { type LiveCapture, type LiveState, recordLive } from "../capture/index.ts";
import { parseDuration } from "../config/index.ts";
import { type CaptureReport, captureRun } from "../incident/index.ts";
import { type CapturePage, captureText, markedFrames } from "../report/index.ts";
import { localVantage } from "../vantage/index.ts";
import { guiltyFlow } from "./capture-guilty.ts";
import { captureJsonText } from "./capture-json.ts";
import { exitStatus, type Io } from "./io.ts";

/** Options of `capture live` as commander gives them. */
export interface LiveArguments {
  readonly interface: string;
  readonly filter?: string;
  readonly for?: string;
  readonly last?: string;
  readonly write?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** It ends after this where nothing else is said; with `--last`, which waits for something to happen, after a day. */
const USUAL_TIME: Ms = 60_000;
const LONGEST_TIME: Ms = 86_400_000;
/** Octets that are captured at most, or held in memory with `--last`. */
const MOST_OCTETS = 256 * 1024 * 1024;
const MIB = 1024 * 1024;

/**
 * `faultline capture live`: records what passes, and says what went wrong in it. Ends by its limits or by the first ctrl-C with the whole
 * report and file; a second ctrl-C ends it at once.
 *
 * @returns the exit status of the contract; 2 where the file could not be written whole.
 */
export async function captureLiveCommand(
  args: LiveArguments,
  { io, clock, version }: { readonly io: Io; readonly clock: Clock; readonly version: string },
): Promise<number> {
  const last = args.last === undefined ? null : parseDuration(args.last, "--last");
  const usual = last === null ? USUAL_TIME : LONGEST_TIME;
  const time = args.for === undefined ? usual : parseDuration(args.for, "--for");
  if (args.write === "-") {
    throw new FaultlineError(
      "BAD_OPTION",
      "Cannot write the capture to standard output: the report goes there\nGive --write a file, for example --write live.pcap",
    );
  }
  const limits = `${amount(time)} and ${MOST_OCTETS / MIB} MiB at most`;
  const isTerminal = process.stderr.isTTY === true;
  if (isTerminal) io.err(`Capturing on ${args.interface}, ${limits}; ctrl-C ends it with the report\n`);
  const line = createLine(io, isTerminal);
  let capture: LiveCapture;
  try {
    capture = await recordLive({
      interface: args.interface,
      filter: args.filter ?? null,
      time,
      octets: MOST_OCTETS,
      last,
      write: args.write ?? null,
      vantage: localVantage("capture"),
      clock,
      signal: io.signal,
      onSecond: line.show,
    });
  } finally {
    line.clear();
  }
  const { report, page } = judge(capture, version);
  if (args.json === true) io.out(captureJsonText(page, report.incidents));
  else {
    io.out(captureText(page, { color: io.color, width: io.columns, verbose: args.verbose === true }));
    io.out(`\n${howItWent(capture, { args, limits })}\n`);
  }
  if (capture.fileSays !== null) {
    io.err(
      `Cannot write all of "${args.write}": the system refuses (${capture.fileSays})\nGive --write a file where there is room; the report is of all packets\n`,
    );
    return exitStatus.usage;
  }
  const { status } = report.run.diagnosis.verdict;
  if (status === "healthy") return exitStatus.healthy;
  return status === "inconclusive" ? exitStatus.inconclusive : exitStatus.fault;
}

function judge(
  { facts, framesOf, startedAt, took, endedBy, crowdedOut }: LiveCapture,
  version: string,
): { readonly report: CaptureReport; readonly page: CapturePage } {
  const times = { startedAt, finishedAt: startedAt + took, took, version };
  const judged = captureRun({ ...facts, vantage: "capture" }, times);
  const left = [
    ...(endedBy === "size" ? [`packets after the first ${MOST_OCTETS / MIB} MiB`] : []),
    ...(crowdedOut > 0 ? [`${crowdedOut} packets for which ${MOST_OCTETS / MIB} MiB had no room`] : []),
  ].map((needs) => ({
    boundary: "client" as const,
    needs,
    reason: "bounded" as const,
    allowBy: "a filter for the hosts in question: faultline capture live -f 'host ADDRESS'",
  }));
  const report = { ...judged, run: { ...judged.run, gaps: [...judged.run.gaps, ...left] } };
  const { run, flows, remarks, quality } = report;
  const flow = guiltyFlow(report, null);
  const wanted = flow === null ? null : { stream: flow.stream, marked: markedFrames(flow), ...endsOf(flow) };
  const ladder = flow === null || wanted === null ? null : { flow, ...framesOf(wanted) };
  return { report, page: { run, flows, remarks, captures: [quality], ladder, streamsAreWiresharks: false } };
}

const endsOf = ({ client, server }: CaptureReport["flows"][number]) => ({ client, server });

/** One line on a terminal that is written anew each second. */
function createLine(io: Io, isTerminal: boolean) {
  let before = { frames: 0, took: 0 };
  let isShown = false;
  return {
    show(state: LiveState) {
      if (!isTerminal) return;
      const rate = ((state.frames - before.frames) * 1_000) / Math.max(1, state.took - before.took);
      before = state;
      isShown = true;
      const parts = [
        amount(state.took),
        `${grouped(Math.round(rate))} packets/s`,
        `${grouped(state.frames)} packets`,
        `${(state.octets / MIB).toFixed(1)} MiB`,
        ...(state.flows === null ? [] : [`${grouped(state.flows)} connections`]),
        ...(state.flagged === null ? [] : [`${grouped(state.flagged)} flagged`]),
        ...(state.dropped === null || state.dropped === 0 ? [] : [`${grouped(state.dropped)} dropped`]),
      ];
      io.err(`\r\x1b[K${parts.join("  ").slice(0, io.columns - 1)}`);
    },
    clear() {
      if (isShown) io.err("\r\x1b[K");
    },
  };
}

function howItWent(
  { took, frames, copies, by, endedBy, sourceSays, facts }: LiveCapture,
  { args, limits }: { readonly args: LiveArguments; readonly limits: string },
): string {
  const { quality } = facts;
  const kept = args.last === undefined ? "" : `, the last ${args.last} of it kept`;
  const ends = {
    time: "its time was over",
    size: "its size was reached",
    signal: "it was stopped",
    source: `its source ended${sourceSays === null ? "" : `: ${sourceSays}`}`,
  };
  const lines = [
    `Captured ${amount(took)} on ${args.interface}${by === "tcpdump" ? " by tcpdump" : ""}: ${grouped(frames)} packets${kept}, ${quality.dropped === null ? "dropped ones not known" : `${grouped(quality.dropped)} dropped`}; ${ends[endedBy]} (${limits})`,
    ...(copies === 0
      ? []
      : [`${grouped(copies)} of them passed on another interface before and were read once`]),
    ...(args.write === undefined ? [] : [`Packets: ${args.write}`]),
  ];
  return lines.join("\n");
}

const HOUR: Ms = 3_600_000;
/** `60 s`, `1.5 s`, `24 h`. */
const amount = (time: Ms): string =>
  time >= HOUR ? `${Number((time / HOUR).toFixed(1))} h` : `${Number((time / 1_000).toFixed(1))} s`;

const grouped = (count: number): string => count.toLocaleString("en-US");
