import type { EpochMs, Ms } from "../base/index.ts";

/** What a capture file says of itself, and how well it was captured. It is judged before what is in it. */
export interface CaptureQuality {
  /** Name of the file without its folders; `-` for standard input. */
  readonly file: string;
  readonly format: "pcap" | "pcapng";
  readonly compression: "gzip" | "zstd" | null;
  /** Names of the link types, each once: `EN10MB`. */
  readonly linkTypes: readonly string[];
  readonly frames: number;
  readonly capturedOctets: number;
  readonly wireOctets: number;
  readonly from: EpochMs;
  readonly took: Ms;
  /** Frames of TCP, UDP and ICMP, fragments that were never whole, and the rest. */
  readonly tcp: number;
  readonly udp: number;
  readonly icmp: number;
  readonly fragments: number;
  readonly other: number;
  /** TCP connections, and those of which only a count was kept. */
  readonly flows: number;
  readonly flowsLeftOut: number;
  /** Frames of which the file does not hold all. */
  readonly cutFrames: number;
  /** Frames that the capturing kernel lost, by the file's own statistics; `null` where it has none. */
  readonly dropped: number | null;
  /** Segments that were acknowledged and are not in the capture: lost by the capture and not by the network. */
  readonly missedSegments: number;
  /** Frames that are a second copy of the one before: a mirror port, or several interfaces. */
  readonly duplicateFrames: number;
  /** Frames that stand behind a later one in the file. */
  readonly misorderedFrames: number;
  /** Times that the clock was set back, and leapt forward by more than an hour. */
  readonly clockSetBack: number;
  readonly clockLeaps: number;
  /** Connections of which only one direction is in the capture, of those with more than one packet. */
  readonly oneDirectionFlows: number;
  /** Data segments larger than the link carries: captured before the network card cut them, or after it put them together. */
  readonly superFrames: number;
  /** Where the file stops to make sense; `null` where it is whole. */
  readonly damage: { readonly fileOffset: number; readonly what: string } | null;
}
