import { FaultlineError } from "../../base/index.ts";
import { KernelError, openPacketRing, type PacketRing, type PacketRingOptions } from "../../sys/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import { filterProgram } from "./filter/filter.ts";
import { type LiveLink, readLiveLink } from "./live-link.ts";
import { createRingFrames, type LiveFrame } from "./ring-frame.ts";
import { openTcpdump } from "./tcpdump-source.ts";

/** What is to be captured. */
export interface LiveAsked {
  /** `eth0`; `any` for all of the namespace. */
  readonly interface: string;
  /** pcap-filter(7); `null` for everything. */
  readonly filter: string | null;
}

/** Frames that come in as they pass. */
export interface LiveSource {
  /** Who captures: our own ring, or tcpdump where only it may. */
  readonly by: "ring" | "tcpdump";
  /** LINKTYPE_ number of all frames; `null` until the first one says it. */
  linkType(): number | null;
  /** Packets that the kernel had no room for, since the beginning; `null` where it is not known yet. */
  dropped(): number | null;
  /** Resolves when nothing more will come, with why where it was not asked for. */
  readonly ended: Promise<string | null>;
  /** Hands over what is there and gives everything back. */
  close(): Promise<void>;
}

/** Sizes of the ring in MiB, the first that the kernel gives: half a second of a full link of 1 Gbit/s, or what a user may lock. */
const RINGS = [64, 16, 4] as const;
const EVERYTHING = 262_144;
const [EPERM, EAGAIN, ENOMEM, EACCES, ENODEV] = [1, 11, 12, 13, 19];

/**
 * Opens the source of frames. Each frame is lent: it is the next one's when the callback returns.
 *
 * @throws FaultlineError for an interface or filter that is none, and without CAP_NET_RAW.
 */
export async function openLiveSource(
  asked: LiveAsked,
  vantage: Vantage,
  onFrame: (frame: LiveFrame) => void,
): Promise<LiveSource> {
  const link = linkOf(asked.interface);
  const { framing, loopback } = link;
  const filter = await filterProgram(asked.filter, { framing, loopback, snapLength: EVERYTHING }, vantage);
  const frameOf = createRingFrames(link);
  try {
    const ring = openLargest({
      interface: link.interface,
      withoutLinkHeaders: framing === "network",
      promiscuous: loopback === null,
      filter,
      onPacket: (packet) => onFrame(frameOf(packet)),
    });
    return {
      by: "ring",
      linkType: () => link.linkType,
      dropped: () => ring.counts().dropped,
      // A ring does not end by itself.
      ended: new Promise(() => {}),
      async close() {
        // A block that is not full is handed over within 20 ms; what passed by now is in it.
        await new Promise((resolve) => setTimeout(resolve, 40));
        ring.drain();
        ring.close();
      },
    };
  } catch (error) {
    if (!(error instanceof KernelError) || (error.errno !== EPERM && error.errno !== EACCES)) throw error;
    return (await openTcpdump(asked, onFrame)) ?? refuse(asked.interface, error);
  }
}

/** The largest ring that the kernel gives: its memory is locked, of which a user has a bound (RLIMIT_MEMLOCK). mmap(2). */
function openLargest(options: PacketRingOptions): PacketRing {
  for (const blocks of RINGS) {
    try {
      return openPacketRing({ ...options, blocks });
    } catch (error) {
      const isTooLarge =
        error instanceof KernelError &&
        (error.errno === ENOMEM ||
          error.errno === EAGAIN ||
          (error.errno === EPERM && error.call === "mmap"));
      if (!isTooLarge || blocks === RINGS.at(-1)) throw error;
    }
  }
  throw new Error("There is a last size");
}

function refuse(name: string, cause: unknown): never {
  const place = name === "any" ? "any interface" : `"${name}"`;
  throw new FaultlineError(
    "NEEDS_ROOT",
    `Cannot capture on ${place}: this process lacks CAP_NET_RAW, and tcpdump may not capture either\nRun as root, or give tcpdump the capability: setcap cap_net_raw+ep "$(command -v tcpdump)"`,
    { cause },
  );
}

function linkOf(name: string): LiveLink {
  try {
    return readLiveLink(name);
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== ENODEV) throw error;
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot capture on "${name.slice(0, 40).replace(/[^\x20-\x7e]/g, "?")}": there is no such interface here\nGive -i any, or a name that ip link shows`,
      { cause: error },
    );
  }
}
