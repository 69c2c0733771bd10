import { FaultlineError, groupBy } from "../base/index.ts";

/** One point of capture: its name, and the files that were written there, in pieces of one capture. */
export interface CapturePoint {
  /** `null` where no name was given. */
  readonly at: string | null;
  readonly files: readonly string[];
}

/** Files that are read at once; a longer list is a pattern that caught too much. */
const MOST_FILES = 4_096;

/**
 * Which files belong to which `--at`: those behind it until the next one. A place that is named again goes on: what is written in turn
 * are pieces of one capture.
 *
 * @param args the words of the command line behind `capture`
 * @param withValue options that take the next word as their value
 * @throws FaultlineError where a name has no file, or a file no name.
 */
export function capturePoints(
  args: readonly string[],
  withValue: ReadonlySet<string>,
): readonly CapturePoint[] {
  const points: { readonly at: string; readonly files: string[] }[] = [];
  const unnamed: string[] = [];
  let files = unnamed;
  const add = (...more: readonly string[]) => files.push(...more);
  const begin = (at: string) => {
    mustBeFollowed(points.at(-1)?.at, files);
    files = [];
    points.push({ at, files });
  };
  let previous = "";
  for (const [index, word] of args.entries()) {
    const option = previous;
    previous = word;
    if (option === "--at" || withValue.has(option)) {
      // What an option has taken is no option itself, whatever it looks like.
      previous = "";
      if (option === "--at") begin(word);
    } else if (word === "--") {
      add(...args.slice(index + 1));
      break;
    } else if (word.startsWith("--at=")) begin(word.slice("--at=".length));
    else if (!word.startsWith("-") || word === "-") add(word);
  }
  mustBeFollowed(points.at(-1)?.at, files);
  const places = groupBy(points, ({ at }) => at).map(([first, ...more]) => ({
    at: first.at,
    files: [first, ...more].flatMap((point) => point.files),
  }));
  const all = [...(unnamed.length > 0 ? [{ at: null, files: unnamed }] : []), ...places];
  mustBeWhole(all);
  return all;
}

/** A name without a file behind it was forgotten, or the name was. */
function mustBeFollowed(at: string | undefined, files: readonly string[]): void {
  if (at === undefined || (at !== "" && files.length > 0)) return;
  throw refuse(
    `--at ${at} names no file`.replace("  ", " "),
    "Write a name and its file: --at client a.pcap",
  );
}

function mustBeWhole(points: readonly CapturePoint[]): void {
  const [first] = points;
  if (first === undefined)
    throw refuse("no file is given", "Give a pcap or pcapng file, also gzip or zstd; - reads standard input");
  if (first.at === null && points.length > 1)
    throw refuse(
      `"${first.files[0] ?? ""}" stands before the first --at`,
      "Name each point: --at client a.pcap --at server b.pcap",
    );
  const all = points.flatMap(({ files }) => files);
  if (points.length > 2)
    throw refuse(
      `${points.length} points of capture are given`,
      "Compare two at a time: the ones around the place in question",
    );
  if (all.includes("-") && all.length > 1)
    throw refuse("standard input stands beside files", "Give it alone, or save it as a file first");
  if (all.length > MOST_FILES)
    throw refuse(
      `${all.length} files are given, the most is ${MOST_FILES}`,
      "Join them first: mergecap -w all.pcap FILE…",
    );
}

const refuse = (what: string, wanted: string): FaultlineError =>
  new FaultlineError("BAD_OPTION", `Cannot read the captures: ${what}\n${wanted}`);
