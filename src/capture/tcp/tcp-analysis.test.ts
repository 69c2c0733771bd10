import { describe, expect, test } from "vitest";
import { createPacket } from "../../wire/index.ts";
import { flagNames } from "./analysis-flags.ts";
import { control } from "./sequence.ts";
import { TcpAnalysis } from "./tcp-analysis.ts";

/** One segment of a tape: who sends it, and what differs from a bare acknowledgement. Times in milliseconds. */
interface Segment {
  readonly from: "client" | "server";
  readonly at: number;
  readonly seq?: number;
  readonly ack?: number;
  readonly data?: number;
  readonly window?: number;
  readonly bits?: number;
  readonly options?: readonly number[];
}

const { syn, ack, fin, rst, psh } = control;
const CLIENT = 40_000;
const SERVER = 443;

/** Runs segments through one analysis; the flags of each. */
function flagsOf(segments: readonly Segment[], analysis = new TcpAnalysis(100)): string[] {
  return segments.map((segment) => {
    const packet = createPacket();
    const options = segment.options ?? [];
    const header = 20 + options.length;
    const octets = new Uint8Array(header + (segment.data ?? 0));
    const view = new DataView(octets.buffer);
    const isClient = segment.from === "client";
    view.setUint16(0, isClient ? CLIENT : SERVER);
    view.setUint16(2, isClient ? SERVER : CLIENT);
    view.setUint32(4, segment.seq ?? 0);
    view.setUint32(8, segment.ack ?? 0);
    view.setUint8(12, (header / 4) << 4);
    view.setUint8(13, segment.bits ?? ack);
    view.setUint16(14, segment.window ?? 1_000);
    octets.set(options, 20);
    Object.assign(packet, {
      octets,
      view,
      version: 4,
      protocol: 6,
      at: 0,
      length: octets.length,
      captured: octets.length,
    });
    packet.source0 = isClient ? 1 : 2;
    packet.destination0 = isClient ? 2 : 1;
    analysis.now = segment.at * 1e6;
    const mask = analysis.analyze(packet);
    return mask < 0 ? "none" : flagNames(mask).join(" ");
  });
}

const lastOf = (segments: readonly Segment[]) => flagsOf(segments).at(-1);

const SCALE_7 = [1, 3, 3, 7];
const c = (at: number, more: Partial<Segment>): Segment => ({ from: "client", at, ...more });
const s = (at: number, more: Partial<Segment>): Segment => ({ from: "server", at, ...more });

/** A handshake with a round trip of 10 ms, both initial numbers 100 and 500, windows not scaled unless told. */
const opened = (options: readonly number[] = []): readonly Segment[] => [
  c(0, { seq: 99, bits: syn, options }),
  s(10, { seq: 499, ack: 100, bits: syn | ack, options }),
  c(10, { seq: 100, ack: 500 }),
];

describe("TcpAnalysis gives a flag where Wireshark does, and none beside it", () => {
  const cases: readonly (readonly [name: string, segments: readonly Segment[], flags: string])[] = [
    ["data in order", [...opened(), c(20, { seq: 100, ack: 500, data: 50 })], ""],
    [
      "a SYN that is sent again",
      [c(0, { seq: 99, bits: syn }), c(1_000, { seq: 99, bits: syn })],
      "retransmission",
    ],
    ["a SYN with another number", [...opened(), c(5_000, { seq: 7_000, bits: syn })], "reused_ports"],
    ["data that jumps ahead", [...opened(), c(20, { seq: 150, ack: 500, data: 50 })], "lost_segment"],
    ["a reset that jumps ahead", [...opened(), c(20, { seq: 150, bits: rst })], ""],
    [
      "data sent again after the round-trip time",
      [
        ...opened(),
        c(20, { seq: 100, ack: 500, data: 50 }),
        c(20, { seq: 150, ack: 500, data: 50 }),
        c(31, { seq: 100, ack: 500, data: 50 }),
      ],
      "retransmission",
    ],
    [
      "data that comes late within the round-trip time",
      [
        ...opened(),
        c(20, { seq: 100, ack: 500, data: 50 }),
        c(20, { seq: 150, ack: 500, data: 50 }),
        c(29, { seq: 100, ack: 500, data: 50 }),
      ],
      "out_of_order",
    ],
    [
      "the last segment again within the round-trip time",
      [...opened(), c(20, { seq: 100, ack: 500, data: 50 }), c(25, { seq: 100, ack: 500, data: 50 })],
      "retransmission",
    ],
    [
      "what was acknowledged already",
      [
        ...opened(),
        c(20, { seq: 100, ack: 500, data: 50 }),
        s(30, { seq: 500, ack: 150 }),
        c(40, { seq: 100, ack: 500, data: 50 }),
      ],
      "retransmission spurious_retransmission",
    ],
    [
      "an acknowledgement once more",
      [
        ...opened(),
        c(20, { seq: 100, ack: 500, data: 50 }),
        s(30, { seq: 500, ack: 150 }),
        s(31, { seq: 500, ack: 150 }),
      ],
      "duplicate_ack",
    ],
    [
      "an acknowledgement once more with another window",
      [
        ...opened(),
        c(20, { seq: 100, ack: 500, data: 50 }),
        s(30, { seq: 500, ack: 150 }),
        s(31, { seq: 500, ack: 150, window: 900 }),
      ],
      "window_update",
    ],
    ["an octet before the next", [...opened(), c(20, { seq: 99, ack: 500, data: 1 })], "keep_alive"],
    [
      "the answer to it",
      [
        ...opened(),
        s(15, { seq: 500, ack: 100 }),
        c(20, { seq: 99, ack: 500 }),
        s(30, { seq: 500, ack: 100 }),
      ],
      "keep_alive_ack",
    ],
    ["a window of zero", [...opened(), s(20, { seq: 500, ack: 100, window: 0 })], "zero_window"],
    [
      "a window of zero in a FIN",
      [...opened(), s(20, { seq: 500, ack: 100, window: 0, bits: fin | ack })],
      "",
    ],
    [
      "an octet into a window of zero",
      [...opened(), s(20, { seq: 500, ack: 100, window: 0 }), c(30, { seq: 100, ack: 500, data: 1 })],
      "zero_window_probe",
    ],
    [
      "the answer to the probe",
      [
        ...opened(),
        s(20, { seq: 500, ack: 100, window: 0 }),
        c(30, { seq: 100, ack: 500, data: 1 }),
        s(40, { seq: 500, ack: 100, window: 0 }),
      ],
      "zero_window zero_window_probe_ack",
    ],
    [
      "data to the edge of the window",
      [
        ...opened(),
        s(20, { seq: 500, ack: 100, window: 50 }),
        c(30, { seq: 100, ack: 500, data: 50, bits: ack | psh }),
      ],
      "window_full",
    ],
    [
      "data one octet short of the edge",
      [...opened(), s(20, { seq: 500, ack: 100, window: 51 }), c(30, { seq: 100, ack: 500, data: 50 })],
      "",
    ],
    [
      "data to the edge of a window that is scaled",
      [
        ...opened(SCALE_7),
        s(20, { seq: 500, ack: 100, window: 1 }),
        c(30, { seq: 100, ack: 500, data: 128 }),
      ],
      "window_full",
    ],
    [
      "an acknowledgement of what is not in the capture",
      [...opened(), c(20, { seq: 100, ack: 500, data: 50 }), s(30, { seq: 500, ack: 250 })],
      "ack_lost_segment",
    ],
  ];
  test.each(cases)("%s", (_name, segments, flags) => {
    expect(lastOf(segments)).toBe(flags);
  });

  test("a repetition within 20 ms of duplicate acknowledgements is fast, and no sooner than two", () => {
    const sent = [0, 50, 100, 150].map((offset) => c(20, { seq: 100 + offset, ack: 500, data: 50 }));
    const again = (dups: number) => [
      ...opened(),
      ...sent,
      s(30, { seq: 500, ack: 150 }),
      ...Array.from({ length: dups }, (_, index) => s(31 + index, { seq: 500, ack: 150 })),
      c(45, { seq: 150, ack: 500, data: 50 }),
    ];
    expect(lastOf(again(2))).toBe("retransmission fast_retransmission");
    expect(lastOf(again(1))).toBe("retransmission");
  });

  test("a connection on the same ports is another stream, and its flags begin anew", () => {
    const analysis = new TcpAnalysis(100);
    flagsOf(opened(), analysis);
    expect(analysis.conversation).toBe(0);
    expect(
      flagsOf(
        [c(5_000, { seq: 7_000, bits: syn }), s(5_010, { seq: 9_000, ack: 7_001, bits: syn | ack })],
        analysis,
      ),
    ).toEqual(["reused_ports", ""]);
    expect(analysis.conversation).toBe(1);
  });

  test("a header of which too little was captured is not analysed", () => {
    const packet = { ...createPacket(), version: 4, protocol: 6, length: 20, captured: 15 } as const;
    expect(new TcpAnalysis(100).analyze(packet)).toBe(-1);
  });

  test("a conversation beyond the bound is counted and not analysed", () => {
    const analysis = new TcpAnalysis(0);
    expect(flagsOf([c(0, { bits: syn })], analysis)).toEqual(["none"]);
    expect(analysis.conversations.untracked).toBe(1);
  });

  test("sequence numbers run on over 2³²", () => {
    const near = 0xffff_fff0;
    const segments = [
      c(0, { seq: near - 1, bits: syn }),
      s(10, { seq: 499, ack: near, bits: syn | ack }),
      c(10, { seq: near, ack: 500 }),
      c(20, { seq: near, ack: 500, data: 40 }),
      s(30, { seq: 500, ack: 24 }),
      c(40, { seq: 24, ack: 500, data: 40 }),
    ];
    expect(flagsOf(segments).join("")).toBe("");
  });
});
