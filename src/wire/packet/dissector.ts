import type { CaptureFrame } from "../capture-file/frame.ts";
import type { Cursor } from "./cursor.ts";
import { createPacket, emptyPacket } from "./empty-packet.ts";
import { FragmentTable } from "./fragment-table.ts";
import { LINK } from "./next.ts";
import type { Packet } from "./packet.ts";
import { readQuickEthernet } from "./quick-ethernet.ts";
import { walk } from "./walk.ts";

/** Finds the innermost IP packet of frames; it remembers fragments from frame to frame, and nothing else. */
export interface Dissector {
  /**
   * Fills `packet` with the innermost IP packet of the frame. False: it carries none; `packet.etherType` still says what
   * the link carries. Lengths are counted as Wireshark counts them, and the ports of a tunnel decide that it is one.
   */
  dissect(frame: CaptureFrame, packet: Packet): boolean;
}

/** The largest LINKTYPE_ number; above are bits for the length of a check sequence. */
const LINK_MASK = 0xffff;

/** A dissector for one capture. Its memory is bounded: 16 MiB of fragments at most. */
export function createDissector(): Dissector {
  const cursor = createCursor();
  return {
    dissect: (frame, packet) => readQuickEthernet(frame, packet) || readFrame(cursor, frame, packet),
  };
}

/** A cursor for `readFrame`. */
export function createCursor(): Cursor {
  const packet = createPacket();
  return {
    octets: packet.octets,
    view: packet.view,
    at: 0,
    end: 0,
    wireEnd: 0,
    seconds: 0,
    isPadded: false,
    packet,
    fragments: new FragmentTable(),
  };
}

/** Any frame, layer by layer; what the quick reading knows too has the same result here. */
export function readFrame(cursor: Cursor, frame: CaptureFrame, packet: Packet): boolean {
  emptyPacket(packet, frame.octets, frame.view);
  cursor.octets = frame.octets;
  cursor.view = frame.view;
  cursor.at = frame.at;
  cursor.end = Math.min(frame.at + frame.captured, frame.octets.length);
  // A file can say less for the wire than it holds.
  cursor.wireEnd = frame.at + Math.max(frame.original, frame.captured);
  cursor.seconds = frame.seconds;
  cursor.isPadded = false;
  cursor.packet = packet;
  walk(cursor, LINK + (frame.linkType & LINK_MASK));
  return packet.version !== 0;
}
