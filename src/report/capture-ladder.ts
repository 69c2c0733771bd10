import type { CapturedFlow, FlowFrame, FrameMark, Side } from "../evidence/index.ts";
import type { Ladder } from "./capture-page.ts";
import { count } from "./describe/describer.ts";

/** One rung of the ladder: a frame, an ICMP error, or so many frames that are left out. */
export type Rung =
  | {
      readonly kind: "frame";
      readonly mark: FrameMark;
      readonly from: Side;
      /** `SYN, ACK`. */
      readonly bits: string;
      /** Numbers, and what the analysis says. */
      readonly numbers: string;
      readonly analysis: string;
      readonly isMarked: boolean;
    }
  | { readonly kind: "icmp"; readonly mark: FrameMark; readonly to: Side; readonly words: string }
  | { readonly kind: "left-out"; readonly words: string };

/** Rungs at most: a screen. */
const MOST_RUNGS = 28;
/** Frames of the beginning and of the end that are shown before others that are not marked. */
const [FIRST, LAST] = [5, 5];
/** A flow of no more frames is shown whole. */
const SHORT = 16;
/** After an analysis flag the frames around it tell the story. */
const MOST_FLAGGED = 8;

/** Frames by which a person sees what happened: resets and what they answer, repeated SYNs, the ends of the longest stall. */
export function markedFrames(flow: CapturedFlow): ReadonlySet<number> {
  const stall = flow.stalls.toSorted((a, b) => b.took - a.took)[0];
  const pauses = [
    stall,
    flow.fromServer.thinking.longest,
    flow.fromClient.closedWindow.longest,
    flow.fromServer.closedWindow.longest,
  ].filter((pause) => pause != null && pause.took >= LEAST_PAUSE);
  return new Set(
    [
      ...flow.syns.slice(1),
      ...flow.resets
        .slice(0, MOST_RESETS)
        .flatMap(({ mark, peerFrame, claimedFrame }) => [
          mark,
          ...[peerFrame, claimedFrame].map((frame) => (frame === null ? null : { frame })),
        ]),
      ...flow.icmpErrors.map(({ mark }) => mark),
      ...pauses.flatMap((pause) => (pause == null ? [] : [pause.from, pause.until])),
    ].flatMap((mark) => (mark === null ? [] : [mark.frame])),
  );
}

/** The first reset tells who ended it; a device that writes them writes many. */
const MOST_RESETS = 2;
/** A pause that is worth two rungs: 200 ms, the floor of Linux's retransmission timer. */
const LEAST_PAUSE = 200;

/** The rungs of a flow: its beginning, its end, what is marked, and some of what the analysis flags. */
export function rungsOf({ flow, frames, total }: Ladder): readonly Rung[] {
  const marked = markedFrames(flow);
  const wanted = chosen(frames, marked);
  const shown = frames.filter(({ ordinal }) => wanted.has(ordinal));
  const errors = flow.icmpErrors.filter(({ mark }) => mark.frame > 0);
  const rungs: Rung[] = [];
  let before = 0;
  let nextError = 0;
  const errorsUntil = (frame: number) => {
    for (; nextError < errors.length && (errors[nextError]?.mark.frame ?? 0) < frame; nextError += 1) {
      const error = errors[nextError];
      if (error !== undefined) rungs.push(icmpRung(error));
    }
  };
  for (const frame of shown) {
    errorsUntil(frame.mark.frame);
    if (frame.ordinal > before + 1) rungs.push(leftOut(frame.ordinal - before - 1));
    rungs.push(frameRung(frame, marked.has(frame.mark.frame)));
    before = frame.ordinal;
  }
  if (before < total) rungs.push(leftOut(total - before));
  errorsUntil(Number.POSITIVE_INFINITY);
  return rungs;
}

/** Ordinals of the frames to show: in the order of their worth until there is no room. */
function chosen(frames: readonly FlowFrame[], marked: ReadonlySet<number>): ReadonlySet<number> {
  const flagged = frames.filter(({ analysis }) => analysis.some((flag) => !isUsual(flag)));
  const byWorth = [
    ...frames.slice(0, FIRST),
    ...frames.filter(({ mark }) => marked.has(mark.frame)),
    ...frames.slice(-LAST),
    ...flagged.slice(0, MOST_FLAGGED),
    ...(frames.length <= SHORT ? frames : []),
  ];
  const ordinals = new Set<number>();
  for (const { ordinal } of byWorth) {
    if (ordinals.size >= MOST_RUNGS - Math.min(4, frames.length)) break;
    ordinals.add(ordinal);
  }
  return ordinals;
}

/** Flags that a connection without any fault has too. */
const isUsual = (flag: FlowFrame["analysis"][number]): boolean =>
  flag === "window_update" || flag === "keep_alive" || flag === "keep_alive_ack";

const leftOut = (frames: number): Rung => ({ kind: "left-out", words: count(frames, "more frame") });

function frameRung(frame: FlowFrame, isMarked: boolean): Rung {
  const { mark, from, bits, sequence, acknowledgement, window, dataOctets, ttl, analysis } = frame;
  const opens = bits.includes("SYN") || bits.includes("RST");
  const numbers = [
    `seq ${sequence}`,
    ...(acknowledgement === null ? [] : [`ack ${acknowledgement}`]),
    ...(dataOctets === 0 ? [] : [`len ${dataOctets}`]),
    ...(window === 0 && !bits.includes("RST") ? ["window 0"] : []),
    ...(opens ? [`ttl ${ttl}`] : []),
  ].join(", ");
  return {
    kind: "frame",
    mark,
    from,
    bits: bits.filter((bit) => bit !== "ACK" || bits.length === 1 || bits.includes("SYN")).join(", "),
    numbers,
    analysis: analysis.map((flag) => flag.replaceAll("_", " ")).join(", "),
    isMarked,
  };
}

const icmpRung = ({ mark, from, type, code, mtu, quotes }: CapturedFlow["icmpErrors"][number]): Rung => ({
  kind: "icmp",
  mark,
  to: quotes,
  words: `ICMP type ${type} code ${code} from ${from}${mtu === null ? "" : `, MTU ${mtu}`}`,
});
