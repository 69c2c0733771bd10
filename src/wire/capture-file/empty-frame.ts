import type { CaptureFrame } from "./frame.ts";

/** Octets of the largest frame that a capture may hold: Wireshark's bound, and tcpdump's default snap length. */
export const LARGEST_FRAME_OCTETS = 262_144;

/** The frame of a reader that has read none, in the octets that its frames will be in. */
export const emptyFrame = ({ octets, view }: Pick<CaptureFrame, "octets" | "view">): CaptureFrame => ({
  octets,
  view,
  at: 0,
  captured: 0,
  original: 0,
  seconds: 0,
  nanos: 0,
  linkType: 0,
  interfaceIndex: 0,
  number: 0,
  fileOffset: 0,
});

/** `4,294,967,295`: a number as people read it. */
export const grouped = (count: number): string => String(count).replace(/(?<=\d)(?=(?:\d{3})+$)/g, ",");
