import { type Clock, FaultlineError } from "../base/index.ts";
import { CaptureReading, exportForm } from "../capture/index.ts";
import { startOf } from "../evidence/index.ts";
import { captureRun } from "../incident/index.ts";
import { captureHtml, captureText, jsonLine } from "../report/index.ts";
import { type Compared, readBoth } from "./capture-both.ts";
import { writeCut } from "./capture-cut.ts";
import { exportTo } from "./capture-export.ts";
import { followCapture } from "./capture-follow.ts";
import { keepHeapSmall } from "./capture-heap.ts";
import { captureJsonText } from "./capture-json.ts";
import { pageOf } from "./capture-page.ts";
import type { CapturePoint } from "./capture-points.ts";
import { exitStatus, type Io } from "./io.ts";
import { saveFile } from "./save-file.ts";

/** The options of `capture`. */
export interface CaptureArguments {
  readonly json?: boolean;
  readonly html?: string;
  readonly export?: string;
  readonly cut?: string;
  readonly follow?: boolean;
  readonly stream?: string;
  readonly verbose?: boolean;
  readonly withPayload?: boolean;
}

/** What the command is given of its surroundings. */
export interface CaptureContext {
  readonly io: Io;
  readonly clock: Clock;
  readonly version: string;
}

/**
 * `faultline capture FILE…`: what went wrong in a capture, in which connection, who did it, and how sure that is.
 *
 * @returns the exit status of the contract.
 */
export async function captureCommand(
  points: readonly CapturePoint[],
  args: CaptureArguments,
  context: CaptureContext,
): Promise<number> {
  keepHeapSmall();
  const { io } = context;
  const stream = streamOf(args.stream);
  mustFit(points, args);
  const form = args.export === undefined ? null : await exportForm(args.export);
  const both =
    args.follow === true ? await followCapture(points, args, context) : await readOnce(points, context);
  const { reading, report, captures, applications } = both;
  // What was followed was ended by the user; the rest is bounded by what was read.
  const signal = args.follow === true ? new AbortController().signal : io.signal;
  const shown = await pageOf({ reading, report, captures, stream }, signal);
  const places = points.flatMap(({ at }) => (at === null ? [] : [at]));
  const page = places.length === captures.length ? { ...shown, places } : shown;
  const notes: string[] = [];
  if (args.html !== undefined) await saveFile(args.html, captureHtml(page));
  if (args.export !== undefined && form !== null) {
    const exported = { flows: report.flows, applications, startedAt: both.startedAt };
    notes.push(await exportTo(args.export, exported, form));
  }
  if (args.cut !== undefined) {
    if (page.ladder === null) notes.push("Cut nothing: no connection is to blame; name one with --stream N");
    else {
      const { files } = reading;
      const asked = { files, flow: page.ladder.flow, applications, path: args.cut, signal };
      notes.push(await writeCut({ ...asked, keepsPayload: args.withPayload === true }));
    }
  }
  const style = { color: io.color, width: io.columns, verbose: args.verbose === true };
  if (args.json === true || both.printsLines) {
    const json = captureJsonText(page, report.incidents);
    io.out(both.printsLines ? jsonLine(JSON.parse(json)) : json);
  } else io.out(captureText(page, style));
  for (const note of notes) io.err(`${note}\n`);
  const { status } = report.run.diagnosis.verdict;
  if (status === "healthy") return exitStatus.healthy;
  return status === "inconclusive" ? exitStatus.inconclusive : exitStatus.fault;
}

/** Reads one capture, or two and compares them. */
async function readOnce(
  points: readonly CapturePoint[],
  { io, clock, version }: CaptureContext,
): Promise<Compared> {
  const { observedAt: startedAt, ticks } = startOf(clock);
  const { signal } = io;
  const times = () => ({ startedAt, finishedAt: clock.now(), took: clock.ticks() - ticks, version });
  const [first, second] = points;
  if (first !== undefined && second !== undefined) return await readBoth([first, second], { signal, times });
  const reading = await CaptureReading.begin(first?.files ?? [], { signal });
  await reading.read({ signal });
  signal.throwIfAborted();
  const facts = reading.finish();
  const report = captureRun({ ...facts, vantage: first?.at ?? "capture" }, times());
  const { quality, applications, startedAt: at } = facts;
  return { reading, report, captures: [quality], applications, startedAt: at, printsLines: false };
}

function streamOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot show stream "${text}": it is no number\nGive the number that Wireshark shows as tcp.stream`,
  );
}

/** Options that do not go together. */
function mustFit(points: readonly CapturePoint[], { follow, cut, json }: CaptureArguments): void {
  const all = points.flatMap(({ files }) => files);
  const refuse = (what: string, wanted: string) =>
    new FaultlineError("BAD_OPTION", `Cannot ${what}\n${wanted}`);
  if (follow === true && all.length > 1)
    throw refuse(
      `follow ${all.length} files: one at a time is written to`,
      "Give the file that tcpdump writes now",
    );
  if (cut !== undefined && all.includes("-"))
    throw refuse("cut a flow out of standard input: it comes only once", "Save it as a file first, then cut");
  if (json === true && cut === "-")
    throw refuse("write the cut to standard output beside the report", "Name a file");
}
