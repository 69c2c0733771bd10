import { type Cursor, holds, limit, pass } from "./cursor.ts";
import { LINK, LLC, type Next, NOTHING } from "./next.ts";

const WIFI: Next = LINK + 105;

/** Bits of the frame control, which is little-endian. IEEE 802.11, clause 9.2.4.1. */
const control = {
  versionAndType: 0x000f,
  data: 0x0008,
  /** A data frame without data. */
  empty: 0x0040,
  qos: 0x0080,
  toSystem: 0x0100,
  fromSystem: 0x0200,
  moreFragments: 0x0400,
  isProtected: 0x4000,
  hasHighThroughput: 0x8000,
} as const;

/** The frame carries several, each with addresses and a length of its own. IEEE 802.11, clause 9.2.4.5.9. */
const AGGREGATED = 0x80;

/*
 *   0 | frame control | duration |  address 1  |  address 2  |  address 3  | sequence |
 *  24 | address 4 (both systems) | QoS control (QoS) | HT control (QoS, high throughput) | body
 */
/** A data frame in the clear; of aggregated ones the first. */
export function readWifi(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 24)) return NOTHING;
  const flags = view.getUint16(at, true);
  if ((flags & control.versionAndType) !== control.data) return NOTHING;
  if ((flags & (control.empty | control.isProtected | control.moreFragments)) !== 0) return NOTHING;
  if ((view.getUint8(at + 22) & 0x0f) !== 0) return NOTHING;
  const isBetweenSystems = (flags & control.toSystem) !== 0 && (flags & control.fromSystem) !== 0;
  const hasQos = (flags & control.qos) !== 0;
  const qosAt = isBetweenSystems ? 30 : 24;
  let octets = qosAt + (hasQos ? 2 : 0);
  if (hasQos && (flags & control.hasHighThroughput) !== 0) octets += 4;
  if (cursor.isPadded) octets = (octets + 3) & ~3;
  if (!holds(cursor, octets)) return NOTHING;
  const isAggregated = hasQos && (view.getUint8(at + qosAt) & AGGREGATED) !== 0;
  pass(cursor, octets);
  return isAggregated ? readAggregated(cursor) : LLC;
}

/** Destination, source, length: as Ethernet has them, but always with LLC. */
function readAggregated(cursor: Cursor): Next {
  if (!holds(cursor, 14)) return NOTHING;
  const octets = cursor.view.getUint16(cursor.at + 12);
  pass(cursor, 14);
  limit(cursor, octets);
  return LLC;
}

/** Words of what is present at most: one is usual, and one more for each antenna. */
const MOST_WORDS = 16;

const HAS_TIME = 1;
const HAS_FLAGS = 2;
const IS_PADDED = 0x20;

/** Version 0, length, words of what is present, and then those fields, of which only the flags matter. https://www.radiotap.org */
export function readRadiotap(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 8) || view.getUint8(at) !== 0) return NOTHING;
  const octets = view.getUint16(at + 2, true);
  if (octets < 8 || !holds(cursor, octets)) return NOTHING;
  const present = view.getUint32(at + 4, true);
  let fieldAt = 8;
  for (let words = 1, word = present; word >= 0x8000_0000 && words < MOST_WORDS; words += 1) {
    if (fieldAt + 4 > octets) return NOTHING;
    word = view.getUint32(at + fieldAt, true);
    fieldAt += 4;
  }
  // The time is aligned to its eight octets, and eight long.
  if ((present & HAS_TIME) !== 0) fieldAt = ((fieldAt + 7) & ~7) + 8;
  const flags = (present & HAS_FLAGS) !== 0 && fieldAt < octets ? view.getUint8(at + fieldAt) : 0;
  cursor.isPadded = (flags & IS_PADDED) !== 0;
  pass(cursor, octets);
  return WIFI;
}

/** Version 0, flags, length and link type, little-endian; then fields that are passed. PPI packet header, version 1.0.10. */
export function readPpi(cursor: Cursor): Next {
  const { view, at } = cursor;
  if (!holds(cursor, 8) || view.getUint8(at) !== 0) return NOTHING;
  const octets = view.getUint16(at + 2, true);
  const type = view.getUint32(at + 4, true);
  if (octets < 8 || type > 0xffff || !holds(cursor, octets)) return NOTHING;
  pass(cursor, octets);
  return LINK + type;
}
