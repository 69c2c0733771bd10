import type { FragmentTable } from "./fragment-table.ts";
import type { Packet } from "./packet.ts";

/** Where the walk from the link down to the innermost IP packet stands. One object for all frames. */
export interface Cursor {
  octets: Uint8Array;
  view: DataView;
  /** Where the layer begins that comes next. */
  at: number;
  /** Where the octets end that the file holds, and never behind `wireEnd`. */
  end: number;
  /** Where the layer ended on the wire. */
  wireEnd: number;
  /** Whole seconds since 1970, of the frame. */
  seconds: number;
  /** Octets that 802.11 lays between its header and its body are present: the driver said so. */
  isPadded: boolean;
  /** What has been read so far: the innermost IP packet that was met. */
  packet: Packet;
  readonly fragments: FragmentTable;
}

/** So many octets from here on are in the file. */
export function holds(cursor: Cursor, octets: number): boolean {
  return cursor.end - cursor.at >= octets;
}

/** The layer at the cursor has `octets` by its own header: what is behind them is padding or another's. */
export function limit(cursor: Cursor, octets: number): void {
  const wireEnd = cursor.at + octets;
  if (wireEnd < cursor.wireEnd) cursor.wireEnd = wireEnd;
  if (wireEnd < cursor.end) cursor.end = wireEnd;
}

/** Passes `octets` that are known to be in the file. */
export function pass(cursor: Cursor, octets: number): void {
  cursor.at += octets;
}
