import type { CaptureQuality } from "../evidence/index.ts";
import { count } from "./describe/describer.ts";
import { plain } from "./plain.ts";
import { clockTime, duration } from "./units.ts";

/** What a capture holds, in one sentence. */
export function captureLine({
  file,
  format,
  compression,
  linkTypes,
  frames,
  flows,
  flowsLeftOut,
  from,
  took,
}: CaptureQuality): string {
  const form = [format, ...(compression === null ? [] : [compression]), ...linkTypes].join(", ");
  const rest = flowsLeftOut === 0 ? "" : ` and ${flowsLeftOut} more that were only counted`;
  const time = frames === 0 ? "" : ` in ${duration(took)} from ${clockTime(from)}`;
  return `${file === "-" ? "standard input" : shortened(plain(file))} (${form}): ${count(frames, "frame")}${time}, ${count(flows, "TCP connection")}${rest}`;
}

/** The same for a page that is to be short. */
export function captureLineShort({ file, frames, flows, took }: CaptureQuality): string {
  const name = file === "-" ? "standard input" : shortened(plain(file));
  return `${name}: ${count(frames, "frame")} in ${duration(took)}, ${count(flows, "TCP connection")}`;
}

/** A name longer than this takes a line by itself and more. */
const LONGEST_NAME = 48;

const shortened = (name: string): string =>
  name.length <= LONGEST_NAME
    ? name
    : `${name.slice(0, LONGEST_NAME / 2)}…${name.slice(1 - LONGEST_NAME / 2)}`;

/** What makes a capture say less than was on the wire, and what is of the capture and not of the network. Empty where nothing is. */
export function captureFlaws(quality: CaptureQuality): readonly string[] {
  const { damage, dropped, flows } = quality;
  return [
    ...(damage === null
      ? []
      : [`damaged at octet ${damage.fileOffset} (${plain(damage.what)}): what lies before it was read`]),
    ...(dropped === null || dropped === 0 ? [] : [`the capturing kernel lost ${count(dropped, "frame")}`]),
    ...some(quality.missedSegments, (n) => `${count(n, "segment")} acknowledged and not in the capture`),
    ...some(quality.cutFrames, (n) => `${count(n, "frame")} cut by the snap length`),
    ...some(
      quality.oneDirectionFlows,
      (n) => `${n} of ${count(flows, "connection")} seen in one direction only`,
    ),
    ...some(
      quality.duplicateFrames,
      (n) => `${count(n, "frame")} captured twice (mirror port, or several interfaces)`,
    ),
    ...some(quality.misorderedFrames, (n) => `${count(n, "frame")} not in the order of time`),
    ...some(
      quality.superFrames,
      (n) =>
        `${count(n, "segment")} larger than the link carries (captured where the card cuts or joins them)`,
    ),
    ...some(quality.clockSetBack, (n) => `the clock was set back ${count(n, "time")}`),
    ...some(quality.clockLeaps, (n) => `the clock leapt by over an hour ${count(n, "time")}`),
    ...some(quality.fragments, (n) => `${count(n, "fragment")} never whole`),
  ];
}

const some = (number: number, words: (number: number) => string): readonly string[] =>
  number > 0 ? [words(number)] : [];
