import type { Draw } from "../draw.ts";

/** How captures are taken and kept. None of it changes what is true of their packets. */
export interface CaptureForm {
  /** Octets of each frame that are kept. */
  readonly snapLength: number;
  /** One interface, or all of them with the kernel's own link header (LINKTYPE_LINUX_SLL2). */
  readonly device: "eth0" | "any";
  readonly precision: "micro" | "nano";
  readonly format: "pcap" | "pcapng";
  readonly isGzipped: boolean;
}

/** The headers of TCP over IPv6 with all usual options, and a line of what is carried. tcpdump(8), `-s`. */
const HEADERS_ALONE = 96;
/** tcpdump's own default: whole frames. */
const WHOLE_FRAMES = 262_144;

/** Draws a form; whole frames where the payload is needed. */
export const drawForm = (draw: Draw, needsPayload: boolean): CaptureForm => ({
  snapLength: needsPayload ? WHOLE_FRAMES : draw.pick([HEADERS_ALONE, WHOLE_FRAMES]),
  device: draw.pick(["eth0", "any"]),
  precision: draw.pick(["micro", "nano"]),
  format: draw.pick(["pcap", "pcapng"]),
  isGzipped: draw.coin(),
});
