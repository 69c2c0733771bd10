import { filtersOf } from "./capture-filters.ts";
import { markedFrames } from "./capture-ladder.ts";
import { ladderSection } from "./capture-ladder-text.ts";
import type { CapturePage } from "./capture-page.ts";
import { captureFlaws, captureLine, captureLineShort } from "./capture-quality.ts";
import { endsOf, numbersOf, worstFlows } from "./capture-trouble.ts";
import { count, list } from "./describe/describer.ts";
import { painter } from "./paint.ts";
import { plain } from "./plain.ts";
import type { Run } from "./run.ts";
import { type TextStyle, verdictLines } from "./text.ts";
import type { Page } from "./text-page.ts";
import { proofSection, recordsSection } from "./text-proof.ts";
import {
  alsoFoundSection,
  alternativesSection,
  gapsSection,
  listSection,
  ruledOutSection,
} from "./text-sections.ts";
import { hang } from "./wrap.ts";

/** Lines longer than this are hard to read, however wide the terminal is. */
const MOST_COLUMNS = 100;
/** Connections that the page names: two or three lines each. */
const MOST_FLOWS = 4;

/** A page of a capture for a terminal: the verdict, the worst connections, the guilty one frame by frame, and what to do. */
export function captureText(capture: CapturePage, style: TextStyle): string {
  const width = Math.min(Math.max(style.width, 40), MOST_COLUMNS);
  const paint = painter(style.color);
  const { run } = capture;
  const page: Page = { run, width, paint, verbose: style.verbose };
  const { verdict, alsoFound, notJudged } = run.diagnosis;
  const isHealthy = verdict.status === "healthy";
  const blocks = [
    [...verdictLines(page), ...provenLines(capture, page)],
    isHealthy ? [] : proofSection(page),
    isHealthy && !style.verbose ? [] : flowsSection(capture, page),
    ladderBlock(capture, page),
    remarksSection(capture, page),
    listSection(page, "Fix", verdict.fix),
    alsoFoundLines(page, alsoFound),
    alternativesSection(page, verdict.alternatives),
    style.verbose ? ruledOutSection(page, verdict.ruledOut) : [],
    captureSection(capture, page),
    // What a healthy capture lacks stands behind its name already.
    isHealthy && !style.verbose ? [] : gapsSection(page),
    listSection(page, "Prevention", verdict.prevention),
    notJudged.length === 0 ? [] : hang("Not judged: ", `kinds ${notJudged.map(plain).join(", ")}`, width),
    style.verbose ? recordsSection(page) : [],
  ];
  // A healthy page is short: nothing on it needs room around it.
  const gap = isHealthy && !style.verbose ? "\n" : "\n\n";
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join(gap)}\n`;
}

/** Frames that are named one by one. */
const MOST_NAMED = 8;

/** Which flow it is about, and the frames that show it: `Stream 3, 192.0.2.1:40000 > 192.0.2.2:443: frames 12 and 15 show it`. */
export function provenBy({ ladder, run }: CapturePage): string | null {
  if (ladder === null || run.diagnosis.verdict.status === "healthy") return null;
  const frames = [...markedFrames(ladder.flow)].toSorted((a, b) => a - b).map(String);
  const shown =
    frames.length === 0 ? "" : `: ${frames.length === 1 ? "frame" : "frames"} ${list(frames, MOST_NAMED)}`;
  return `Stream ${ladder.flow.stream}, ${endsOf(ladder.flow)}${shown}`;
}

function provenLines(capture: CapturePage, { width }: Page): readonly string[] {
  const proven = provenBy(capture);
  return proven === null ? [] : hang("  ", plain(proven), width);
}

/** Streams of the flows that the verdict cites. */
export function citedStreams({ run }: CapturePage): ReadonlySet<number> {
  const cited = new Set(run.diagnosis.verdict.because);
  return new Set(
    run.evidence.flatMap((record) =>
      record.kind === "captured-flow" && cited.has(record.id) ? [record.value.stream] : [],
    ),
  );
}

function flowsSection(capture: CapturePage, { width, paint }: Page): readonly string[] {
  const cited = citedStreams(capture);
  const worst = worstFlows(capture.flows, cited, MOST_FLOWS);
  if (worst.length === 0) return [];
  const lines = worst.flatMap(({ flow, trouble }) => {
    const [words = ""] = trouble.words;
    return [
      ...hang(`  ${String(flow.stream).padStart(5)}  `, `${plain(endsOf(flow))}`, width),
      ...hang("         ", `${numbersOf(flow)}${words === "" ? "" : `: ${plain(words)}`}`, width),
    ];
  });
  const title = `Worst of ${count(capture.flows.length, "connection")} (stream, ends)`;
  return [paint("bold", title), ...lines];
}

function ladderBlock({ ladder, streamsAreWiresharks }: CapturePage, page: Page): readonly string[] {
  if (ladder === null) return [];
  const { wireshark, tcpdump } = filtersOf(ladder.flow);
  const short = streamsAreWiresharks ? `tcp.stream eq ${ladder.flow.stream}` : wireshark;
  return [
    ...ladderSection(ladder, page),
    ...hang("  Wireshark: ", plain(short), page.width),
    ...hang("  tcpdump:   ", plain(tcpdump), page.width),
  ];
}

/** Other faults that the page names when it is not to name all: a capture can hold those of many. */
const MOST_ALSO_FOUND = 3;

function alsoFoundLines(page: Page, found: Run["diagnosis"]["alsoFound"]): readonly string[] {
  const shown = page.verbose ? found : found.slice(0, MOST_ALSO_FOUND);
  const hidden = found.length - shown.length;
  return [
    ...alsoFoundSection(page, shown),
    ...(hidden > 0 ? [`  and ${hidden} more (--verbose shows all)`] : []),
  ];
}

/** Remarks that the page has where it is not to have all. */
const MOST_REMARKS = 4;

function remarksSection({ remarks, run }: CapturePage, { width, verbose, paint }: Page): readonly string[] {
  if (run.diagnosis.verdict.status === "healthy" && !verbose) return [];
  const shown = verbose ? remarks : remarks.slice(0, MOST_REMARKS);
  if (shown.length === 0) return [];
  return [paint("bold", "Seen as well"), ...shown.flatMap((one) => hang("  ", plain(one), width))];
}

/** What the files hold, and what of them is not of the network. */
function captureSection({ captures, places, run }: CapturePage, { width, verbose }: Page): readonly string[] {
  const isShort = run.diagnosis.verdict.status === "healthy" && !verbose;
  const lineOf = isShort ? captureLineShort : captureLine;
  return captures.flatMap((quality, index) => {
    const place = places?.[index];
    const head = place === undefined ? "Capture: " : `Capture at ${plain(place)}: `;
    const flaws = captureFlaws(quality);
    return [
      ...hang(head, lineOf(quality), width),
      ...hang(
        "         ",
        flaws.length === 0 ? "nothing of it is missing as far as it shows" : flaws.join("; "),
        width,
      ),
    ];
  });
}
