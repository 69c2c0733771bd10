import type { EpochMs } from "../../base/index.ts";
import type { CapturedFlow, CaptureQuality } from "../../evidence/index.ts";
import { KernelError, openPacketRing, type PacketRing } from "../../sys/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { createPcapWriter } from "../../wire/index.ts";
import { CaptureAnalysis } from "../capture-analysis.ts";
import { qualityOf, startOf } from "../quality.ts";
import { compileFilter } from "./filter/compile.ts";
import type { FilterExpression } from "./filter/expression.ts";
import { createHeadersOnly, type PacketEnd } from "./headers-only.ts";
import { KeptFrames } from "./kept-frames.ts";
import { linkTypes, readLiveLink } from "./live-link.ts";
import { OneFrameReader } from "./one-frame-reader.ts";
import { createRingFrames } from "./ring-frame.ts";
import { SecondCopies } from "./second-copies.ts";

/** What a run talks to, as far as it is known before it begins. */
interface OwnAsked {
  /** Of the target, a proxy in front of it, and where redirects usually lead. */
  readonly ports: readonly number[];
  /** On which resolvers are asked. */
  readonly dnsPorts: readonly number[];
  readonly vantage: Vantage;
}

/** Whom the run has talked to. */
interface OwnSeen {
  readonly ends: readonly PacketEnd[];
  /** Names that it asked for; the questions of others to the same resolver are left out. */
  readonly names: readonly string[];
}

/** The packets of a run, headers alone. */
export interface OwnPackets {
  /** A file in pcap format. */
  readonly pcap: Uint8Array;
  readonly frames: number;
  /** Of this file; times since its first frame. */
  readonly flows: readonly CapturedFlow[];
  readonly startedAt: EpochMs;
  /** How well it was captured; what there was no room for counts as dropped. */
  readonly quality: CaptureQuality;
  /** Packets for which there was no room, and those that the kernel dropped. */
  readonly leftOut: number;
  readonly dropped: number;
}

/** A recording that goes on. */
export interface OwnRecording extends AsyncDisposable {
  /** Ends it. */
  finish(seen: OwnSeen): Promise<OwnPackets>;
}

/** Octets of headers that are kept of one run. */
export const MOST_OWN_OCTETS = 16 * 1024 * 1024;
/** Of each packet the kernel hands over so much: all headers, and an answer of DNS by UDP as large as is usual. RFC 9715, section 3. */
const SNAP_OCTETS = 1_500;
const [EPERM, EACCES] = [1, 13];
/** The name that the packets of a run have in its bundle. */
const OWN_FILE = "capture.pcap";
/** A ring block that is not full comes after 20 ms. */
const HAND_OVER = 40;

/**
 * Begins to record, on all interfaces of the vantage's namespace, the headers of what goes to or comes from some ports, and ICMP.
 *
 * @returns `null` where this process may not.
 */
export function recordOwn({ ports, dnsPorts, vantage }: OwnAsked): OwnRecording | null {
  const kept = new KeptFrames(Number.POSITIVE_INFINITY, MOST_OWN_OCTETS);
  const headersOf = createHeadersOnly(new Set(dnsPorts));
  const copies = new SecondCopies();
  let [octets, leftOut] = [0, 0];
  const ring = openOwn(vantage, new Set([...ports, ...dnsPorts]), (frame) => {
    const headers = headersOf(frame);
    if (headers === null || copies.isCopy(frame)) return;
    if (octets + headers.octets > MOST_OWN_OCTETS - 1024 * 1024) {
      leftOut += 1;
      return;
    }
    octets += headers.octets + 20;
    kept.add({ ...frame, captured: headers.octets });
  });
  if (ring === null) return null;
  return {
    async finish(seen) {
      await new Promise((resolve) => setTimeout(resolve, HAND_OVER));
      ring.drain();
      const { dropped } = ring.counts();
      ring.close();
      const packets = packetsOf(kept, seen, dnsPorts);
      const quality = { ...packets.quality, dropped: dropped + leftOut };
      return { ...packets, quality, leftOut, dropped };
    },
    async [Symbol.asyncDispose]() {
      ring.close();
    },
  };
}

function openOwn(
  vantage: Vantage,
  ports: ReadonlySet<number>,
  onFrame: (frame: ReturnType<ReturnType<typeof createRingFrames>>) => void,
): PacketRing | null {
  const wanted = [...ports].reduce<FilterExpression>(
    (left, port) => ({
      kind: "or",
      left,
      right: { kind: "ports", direction: "either", from: port, to: port, protocol: null },
    }),
    {
      kind: "or",
      left: { kind: "protocol", protocol: "icmp" },
      right: { kind: "protocol", protocol: "icmp6" },
    },
  );
  try {
    return vantage.inside(() => {
      const link = readLiveLink("any");
      const { framing, loopback } = link;
      const frameOf = createRingFrames(link);
      return openPacketRing({
        interface: null,
        filter: compileFilter(wanted, { framing, loopback, snapLength: SNAP_OCTETS }),
        onPacket: (packet) => onFrame(frameOf(packet)),
      });
    });
  } catch (error) {
    if (error instanceof KernelError && (error.errno === EPERM || error.errno === EACCES)) return null;
    throw error;
  }
}

/** Those of the run, as a file, and what is in it. */
function packetsOf(
  kept: KeptFrames,
  { ends, names }: OwnSeen,
  dnsPorts: readonly number[],
): Omit<OwnPackets, "leftOut" | "dropped"> {
  const own = new Set(ends.map(textOf));
  const asked = new Set(names.map(bare));
  const headersOf = createHeadersOnly(new Set(dnsPorts));
  const reader = new OneFrameReader("any");
  const analysis = new CaptureAnalysis({ keepsFlows: true });
  const parts: Uint8Array[] = [];
  const writer = createPcapWriter(linkTypes.cooked, (part) => void parts.push(part));
  let frames = 0;
  kept.visit(0, (frame) => {
    const headers = headersOf(frame);
    if (headers === null || !headers.ends.some((end) => own.has(textOf(end)))) return;
    if (headers.asks !== null && !asked.has(bare(headers.asks))) return;
    frames += 1;
    writer.write(frame);
    reader.show(frame);
    analysis.read(reader);
  });
  const flows = analysis.tracks?.flows() ?? [];
  const read = { reader: null, compression: null, damage: null };
  return {
    pcap: Buffer.concat(parts),
    frames,
    flows,
    startedAt: startOf(analysis),
    quality: qualityOf({ source: OWN_FILE, read, analysis, flows }),
  };
}

const textOf = ({ address, port }: PacketEnd): string => `${address} ${port}`;

/** Names are the same whatever their case, with or without the dot at the end. RFC 1035, section 2.3.3. */
const bare = (name: string): string => name.toLowerCase().replace(/\.$/, "");
