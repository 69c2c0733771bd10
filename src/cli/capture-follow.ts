import { CaptureReading } from "../capture/index.ts";
import { startOf } from "../evidence/index.ts";
import { type CaptureReport, captureRun } from "../incident/index.ts";
import { captureText, clockTime, isoTime, jsonLine } from "../report/index.ts";
import type { CaptureArguments, CaptureContext } from "./capture.ts";
import type { Compared } from "./capture-both.ts";
import type { CapturePoint } from "./capture-points.ts";
import { openScreen } from "./screen.ts";

/** How often the page is made anew, in milliseconds: soon enough for a person who watches, and seldom enough for a long capture. */
const EVERY = 2_000;

/** Targets whose last verdict is remembered, and streams that are named of one. */
const [MOST_TOLD, MOST_STREAMS] = [10_000, 20];
/** Digits of a confidence that mean something: the table that it is read from is no finer. */
const CONFIDENCE_DIGITS = 3;

/** Reads a capture that is still written to, until the user ends it; what goes wrong is told meanwhile. */
export async function followCapture(
  points: readonly CapturePoint[],
  { json }: CaptureArguments,
  { io, clock, version }: CaptureContext,
): Promise<Compared> {
  const { observedAt: startedAt, ticks } = startOf(clock);
  const vantage = points[0]?.at ?? "capture";
  const end = new AbortController();
  const signal = AbortSignal.any([io.signal, end.signal]);
  const reading = await CaptureReading.begin(points[0]?.files ?? [], { signal, follow: true });
  const times = () => ({ startedAt, finishedAt: clock.now(), took: clock.ticks() - ticks, version });
  const screen =
    json === true
      ? null
      : openScreen(
          () => end.abort(),
          () => show(),
        );
  const told = new Map<string, string>();
  let seenFrames = -1;
  const show = () => {
    if (screen === null && reading.frames === seenFrames) return;
    seenFrames = reading.frames;
    const report = captureRun({ ...reading.facts(), vantage }, times());
    if (screen === null) for (const line of findings(report, told, clock.now())) io.out(line);
    else {
      const { columns, rows } = screen.size();
      const page = { ...report, captures: [report.quality], ladder: null, streamsAreWiresharks: true };
      // The last column stays free: what clears the rest of a line would clear it.
      const text = captureText(page, { color: io.color, width: columns - 1, verbose: false });
      const head = `following ${report.quality.file}, ${clockTime(clock.now())}; q ends with the report`;
      screen.draw([head, "", ...text.trimEnd().split("\n")].slice(0, rows));
    }
  };
  let timer = setTimeout(function again() {
    show();
    // From the end of the last one: a page that takes long must not be made all the time.
    timer = setTimeout(again, EVERY);
  }, EVERY);
  try {
    await reading.read({ signal, follow: true });
  } finally {
    clearTimeout(timer);
    screen?.close();
  }
  const facts = reading.finish();
  const report = captureRun({ ...facts, vantage }, times());
  if (screen === null) for (const line of findings(report, told, clock.now())) io.out(line);
  const { quality, applications, startedAt: at } = facts;
  return { reading, report, captures: [quality], applications, startedAt: at, printsLines: screen === null };
}

/** One JSON line for each target whose verdict is another than the one told last. A healthy one is told once it was ill. */
function findings({ incidents }: CaptureReport, told: Map<string, string>, now: number): readonly string[] {
  // A capture that goes on for days meets ever more targets: then what was told is told again.
  if (told.size > MOST_TOLD) told.clear();
  return incidents.flatMap(({ incident: { target, streams }, diagnosis: { verdict } }) => {
    const { status, boundary, cause, at, confidence, summary } = verdict;
    const essence = JSON.stringify([status, boundary, cause, at]);
    if (told.get(target) === essence || (status === "healthy" && !told.has(target))) return [];
    told.set(target, essence);
    const finding = { at: isoTime(now), target, status, boundary, cause, where: at };
    const rounded = Number(confidence.toFixed(CONFIDENCE_DIGITS));
    return [
      jsonLine({
        finding: { ...finding, confidence: rounded, summary, streams: streams.slice(0, MOST_STREAMS) },
      }),
    ];
  });
}
