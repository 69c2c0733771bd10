import type { AppearedPacket, DirectionFates, LostPacket, PacketMark, Side } from "../../evidence/index.ts";
import { control } from "../tcp/sequence.ts";
import { changesOf } from "./changes.ts";
import { delaysOf, overtakenOf } from "./delays.ts";
import type { Direction, Pairs } from "./direction.ts";
import { mssOf, sizeOf } from "./packet-size.ts";
import { isReset, packetWord, usualTtlOf } from "./packet-word.ts";
import type { Place } from "./place.ts";
import type { Traffic } from "./traffic.ts";
import type { Trust } from "./trust.ts";
import { createWitness, isNumbered, lazily } from "./witness.ts";

/** One direction, with all that tells a loss of the network from one of a capture. */
interface FatesAsked {
  readonly direction: Direction;
  readonly pairs: Pairs;
  readonly from: Place;
  readonly to: Place;
  readonly trust: { readonly from: Trust; readonly to: Trust };
  readonly isTcp: boolean;
  /** The end that sends. */
  readonly sender: Side;
  /** Rows of the other direction, at the receiver's place and at the sender's. */
  readonly answersDown: Int32Array;
  readonly answersUp: Int32Array;
  /** Maps a time at the sender's place to the receiver's clock. */
  readonly toReceiver: (time: number) => number;
  /** By how much the clocks may be wrong, in nanoseconds; infinite where they could not be compared. */
  readonly uncertainty: number;
  /** What the report says of that; `null` where one direction only bounds it. */
  readonly saidUncertainty: number | null;
  readonly icmpErrors: number;
  readonly tooBig: number;
}

/** Packets of each kind that are named one by one. */
const MOST_NAMED = 16;
const MOST_RESETS = 4;
/** Delays above it are no sign of how late a packet may still come: 1 s. And the least time that is allowed for one: 5 ms. */
const MOST_DELAY = 1e9;
const LEAST_DELAY = 5e6;
const NS = 1e6;

/** What became of each packet of one direction. */
export function fatesOf(asked: FatesAsked): DirectionFates {
  const { direction, pairs, from, to, isTcp } = asked;
  const { up, down, upRows, downRows, times } = direction;
  const { toDown, toUp } = pairs;
  const delay = delaysOf(direction, pairs);
  const patience = Math.min(MOST_DELAY, Math.max(LEAST_DELAY, delay.most)) + asked.uncertainty;
  const witness = createWitness(asked);
  const usualTtl = lazily(() => usualTtlOf(down, downRows, (there) => (toUp[there] ?? -1) >= 0));
  const mss = mssOf(up, asked.answersUp);
  const isBegunUp = isTcp && (hasFirst(up, upRows) || hasFirst(up, asked.answersUp));
  const isBegunDown = isTcp && (hasFirst(down, downRows) || hasFirst(down, asked.answersDown));
  const tally = {
    arrived: 0,
    lost: 0,
    lostData: 0,
    appeared: 0,
    duplicated: 0,
    missedAtSender: 0,
    missedAtReceiver: 0,
    outside: 0,
    unclear: 0,
  };
  const [lostPackets, appearedPackets]: [LostPacket[], AppearedPacket[]] = [[], []];
  const resetsLeft: DirectionFates["resetsLeft"][number][] = [];
  const copiesLost = new Map<number, number>();
  let [largestArrived, smallestLost, neverArrived, left, mostCopiesLost] = [
    0,
    Number.POSITIVE_INFINITY,
    true,
    0,
    0,
  ];
  for (let here = 0; here < upRows.length; here += 1) {
    if (pairs.isCopyUp[here] === 1) continue;
    left += 1;
    if (isReset(up, upRows[here] ?? 0) && resetsLeft.length < MOST_RESETS) {
      const row = upRows[here] ?? 0;
      const hasArrived = (toDown[here] ?? -1) >= 0;
      resetsLeft.push({ mark: markAt(from, up, row), ttl: up.prints.ttl[row] ?? 0, hasArrived });
    }
    judgeLeft(here);
  }
  for (let there = 0; there < downRows.length; there += 1) judgeCome(there);
  return {
    from: from.at,
    to: to.at,
    left,
    ...tally,
    lostPackets,
    appearedPackets,
    overtaken: overtakenOf(pairs),
    largestArrived: largestArrived === 0 ? null : largestArrived,
    smallestLost: Number.isFinite(smallestLost) ? smallestLost : null,
    mostCopiesLost,
    distinctLost: copiesLost.size,
    ttlAtSender: usualTtlOf(up, upRows, (here) => !isReset(up, upRows[here] ?? 0)),
    resetsLeft,
    neverArrived: tally.lost > 0 && neverArrived,
    icmpErrors: asked.icmpErrors,
    tooBig: asked.tooBig,
    delay:
      delay.count === 0 || !Number.isFinite(asked.uncertainty)
        ? null
        : {
            least: delay.least / NS,
            mean: delay.sum / delay.count / NS,
            most: delay.most / NS,
            uncertainty: asked.saidUncertainty === null ? null : asked.saidUncertainty / NS,
          },
    changes: changesOf(direction, pairs),
  };

  function judgeLeft(here: number): void {
    const row = upRows[here] ?? 0;
    const data = up.prints.data[row] ?? 0;
    const size = sizeOf(up, row, mss);
    const found = Math.min(data, pairs.foundUp[here] ?? 0);
    if ((toDown[here] ?? -1) >= 0 || (data > 0 && found === data)) {
      tally.arrived += 1;
      if (size > largestArrived) largestArrived = size;
      return;
    }
    const time = up.prints.time[row] ?? 0;
    const dueAt = asked.toReceiver(time);
    if (!covers(to, isBegunDown ? 0 : dueAt - asked.uncertainty, dueAt + patience)) {
      tally.outside += 1;
      return;
    }
    const wasMissing = isTcp && data > 0 ? witness.missingAtReceiver(row) : data;
    if (witness.wasTaken(row, time, wasMissing)) {
      tally.missedAtReceiver += 1;
      return;
    }
    // Where the receiver is never heard, nothing would tell that its capture merely missed it.
    if (asked.trust.to.isLossy || asked.answersDown.length === 0) {
      tally.unclear += 1;
      return;
    }
    tally.lost += 1;
    if (data > 0 ? wasMissing === 0 : witness.hasCopyThere(row)) neverArrived = false;
    if (data > 0) {
      tally.lostData += 1;
      if (size < smallestLost) smallestLost = size;
      const sequence = up.prints.sequence[row] ?? 0;
      const copies = (copiesLost.get(sequence) ?? 0) + 1;
      copiesLost.set(sequence, copies);
      if (copies > mostCopiesLost) mostCopiesLost = copies;
    }
    if (lostPackets.length < MOST_NAMED) {
      const is = packetWord(up, row, isTcp);
      lostPackets.push({ mark: markAt(from, up, row), is, dataOctets: data, arrivedOctets: found });
    }
  }

  function judgeCome(there: number): void {
    const row = downRows[there] ?? 0;
    const data = down.prints.data[row] ?? 0;
    if ((toUp[there] ?? -1) >= 0 || (data > 0 && (pairs.foundDown[there] ?? 0) >= data)) return;
    if (pairs.isCopyDown[there] === 1) {
      tally.duplicated += 1;
      return;
    }
    const leftAt = times.toSender(down.prints.time[row] ?? 0);
    if (!covers(from, isBegunUp ? 0 : leftAt - patience, leftAt + asked.uncertainty)) {
      tally.outside += 1;
      return;
    }
    const endsIt = isReset(down, row);
    const ttlOfClaimed = usualTtl();
    const hasOtherTtl = ttlOfClaimed !== null && ttlOfClaimed !== (down.prints.ttl[row] ?? 0);
    const unseen = isTcp && isNumbered(down, row) ? witness.sentUnseen(row, leftAt) : null;
    if (unseen !== null) {
      // The sender went on behind it, or had sent the same before: a packet of its own that its capture missed, or a copy.
      if (unseen > 0 || data === 0) tally.missedAtSender += 1;
      else tally.unclear += 1;
      return;
    }
    if (!isTcp && witness.wasAnswered(row)) {
      tally.missedAtSender += 1;
      return;
    }
    // An acknowledgement alone tells nothing of where it is from, nor does a query whose answers are not in the capture.
    const isBare = isTcp ? !endsIt && !isNumbered(down, row) : asked.answersUp.length === 0;
    if (!hasOtherTtl && (isBare || asked.trust.from.isLossy)) {
      tally.unclear += 1;
      return;
    }
    tally.appeared += 1;
    if (appearedPackets.length === MOST_NAMED) return;
    appearedPackets.push({
      mark: markAt(to, down, row),
      is: packetWord(down, row, isTcp),
      dataOctets: data,
      claims: asked.sender,
      ttl: down.prints.ttl[row] ?? 0,
      ttlOfClaimed,
      claimedWentOn: upRows.some(
        (one) =>
          (up.prints.time[one] ?? 0) > leftAt + asked.uncertainty &&
          ((up.prints.bits[one] ?? 0) & control.rst) === 0,
      ),
      isCertain:
        Number.isFinite(asked.uncertainty) &&
        (hasOtherTtl ? !asked.trust.from.isLossy : endsIt && asked.trust.from.isWhole),
    });
  }
}

/** Whether a capture has all of a time. */
const covers = ({ counts, tcp, udp }: Place, from: number, until: number): boolean =>
  from >= 0 && until <= Math.min(counts.latest, tcp.fullSince, udp.fullSince);

/** Whether the SYN that asks for the connection is there: whoever saw it was capturing before all else of the connection came. */
const hasFirst = ({ prints }: Traffic, rows: Int32Array): boolean =>
  rows.some((row) => ((prints.bits[row] ?? 0) & (control.syn | control.ack)) === control.syn);

const markAt = (place: Place, { prints }: Traffic, row: number): PacketMark => ({
  at: place.at,
  frame: prints.frame[row] ?? 0,
  time: (prints.time[row] ?? 0) / NS,
});
