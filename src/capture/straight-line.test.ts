import fc from "fast-check";
import { expect, test } from "vitest";
import { ethernet, ipv4, n16, n32, type Octets } from "../../test/packet-layers.ts";
import { emptyFrame } from "../wire/index.ts";
import { CaptureAnalysis } from "./capture-analysis.ts";
import { takeStraight } from "./straight-line.ts";
import { NUMBERS, TIMES, WORDS } from "./tcp/rows.ts";
import { control } from "./tcp/sequence.ts";

/** A frame of one of two ends: sequence and acknowledgement as steps from what is next, in small numbers, so that they meet. */
interface Sent {
  readonly isFromOther: boolean;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly data: number;
  readonly bits: number;
  readonly window: number;
  readonly options: Octets;
  /** Octets of the frame that are other ones, by their place. */
  readonly changed: readonly (readonly [at: number, octet: number])[];
  /** Octets of the frame that the file does not hold. */
  readonly cut: number;
}

const { ack, psh, syn, fin, rst } = control;
const TIMESTAMP: Octets = [1, 1, 8, 10, ...n32(77), ...n32(78)];
const SCALE: Octets = [1, 3, 3, 7];
const goesOn: Sent = {
  isFromOther: false,
  sequence: 0,
  acknowledgement: 0,
  data: 8,
  bits: ack,
  window: 500,
  options: TIMESTAMP,
  changed: [],
  cut: 0,
};

const anySent: fc.Arbitrary<Sent> = fc.record({
  isFromOther: fc.boolean(),
  sequence: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }) },
  ),
  acknowledgement: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }) },
  ),
  data: fc.integer({ min: 0, max: 12 }),
  bits: fc.constantFrom(ack, ack, ack | psh, ack | psh, syn, syn | ack, ack | fin, ack | rst, 0, 0xd0),
  window: fc.constantFrom(500, 500, 500, 8, 0),
  options: fc.constantFrom<Octets>([], TIMESTAMP, TIMESTAMP, SCALE, [30, 4, 0x20, 0]),
  changed: fc.oneof(
    { weight: 9, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple(fc.integer({ min: 0, max: 69 }), fc.nat(255)), { maxLength: 2 }),
    },
  ),
  cut: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(60) }),
});

/** The frames as a reader hands them on, a millisecond after each other. */
function framesOf(sent: readonly Sent[]) {
  const next = [1_000, 5_000];
  return sent.map((each, index) => {
    const [own, peer] = each.isFromOther ? [1, 0] : [0, 1];
    const sequence = ((next[own] ?? 0) + each.sequence) >>> 0;
    const takes = each.data + ((each.bits & (syn | fin)) === 0 ? 0 : 1);
    next[own] = Math.max(next[own] ?? 0, sequence + takes);
    const ports = each.isFromOther ? [80, 40_000] : [40_000, 80];
    const segment = [
      ...ports.flatMap((port) => n16(port)),
      ...n32(sequence),
      ...n32(((next[peer] ?? 0) + each.acknowledgement) >>> 0),
      ((20 + each.options.length) / 4) << 4,
      each.bits,
      ...n16(each.window),
      ...[0, 0, 0, 0],
      ...each.options,
      ...new Array<number>(each.data).fill(7),
    ];
    const ends = each.isFromOther ? { source: 2, destination: 1 } : { source: 1, destination: 2 };
    const octets = Uint8Array.from(ethernet(0x0800, ipv4({ protocol: 6, ...ends }, segment)));
    for (const [at, octet] of each.changed) octets[at] = octet;
    const frame = emptyFrame({ octets, view: new DataView(octets.buffer) });
    frame.linkType = 1;
    frame.number = index + 1;
    frame.seconds = 1_780_000_000;
    frame.nanos = index * 1e6;
    frame.original = octets.length;
    frame.captured = Math.max(0, octets.length - each.cut);
    return frame;
  });
}

/** All that the analysis knows in the end, with the flags on the way: with the straight line, or the whole way for each frame. */
function judged(sent: readonly Sent[], isWhole: boolean) {
  const flags: string[] = [];
  const analysis = new CaptureAnalysis({
    onFlags: (frame, stream, mask) => flags.push(`${frame} ${stream} ${mask}`),
    keepsFlows: isWhole,
  });
  const frames = framesOf(sent);
  for (const frame of frames) {
    let isRead = false;
    const next = () => {
      const isThere = !isRead;
      isRead = true;
      return isThere;
    };
    analysis.read({ frame, next });
  }
  const { rows, conversations } = analysis.tcp;
  const { frames: count, tcp, udp, other, fragments } = analysis.counts;
  const known = <T extends Int32Array | Float64Array | Uint8Array>(of: T, each: number) => [
    ...of.subarray(0, conversations.count * each),
  ];
  return {
    flags,
    counts: [count, tcp, udp, other, fragments, conversations.count],
    words: known(rows.words, 2 * WORDS),
    numbers: known(rows.numbers, 2 * NUMBERS),
    times: known(rows.times, TIMES),
    steps: known(rows.steps, 1),
  };
}

test("frames that go straight have the flags, and leave the state, of the whole way", () => {
  fc.assert(
    fc.property(fc.array(anySent, { maxLength: 40 }), (sent) => {
      expect(judged(sent, false)).toEqual(judged(sent, true));
    }),
    { seed: 5, numRuns: 150 },
  );
});

/** Whether the last frame goes straight, after two that begin the conversation. */
function isTaken(change: Partial<Sent>): boolean {
  const other = { ...goesOn, isFromOther: true };
  const frames = framesOf([goesOn, other, goesOn, other, { ...goesOn, ...change }]);
  const last = frames.pop();
  const analysis = new CaptureAnalysis({});
  for (const frame of frames) {
    let left = 1;
    analysis.read({ frame, next: () => left-- > 0 });
  }
  if (last === undefined) throw new Error("no frame");
  return takeStraight(analysis.tcp, last);
}

test.each<[string, boolean, Partial<Sent>]>([
  ["the next data", true, {}],
  ["the next data without options", true, { options: [] }],
  ["data that was pushed", true, { bits: ack | psh }],
  ["what is not next", false, { sequence: 1 }],
  ["a FIN", false, { bits: ack | fin }],
  ["a closed window", false, { window: 0 }],
  ["another option", false, { options: [30, 4, 0x20, 0] }],
  ["no TCP", false, { changed: [[23, 17]] }],
  ["a fragment", false, { changed: [[20, 0x20]] }],
  ["IPv4 with options", false, { changed: [[14, 0x46]] }],
  ["another type of payload", false, { changed: [[12, 0x86]] }],
  ["a length that ends within the header", false, { changed: [[17, 41]] }],
  ["another connection", false, { changed: [[29, 9]] }],
  ["a frame that is cut within its header", false, { cut: 24 }],
])("%s goes straight: %s", (_, isStraight, change) => {
  expect(isTaken(change)).toBe(isStraight);
});
