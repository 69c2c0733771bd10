import { control } from "../tcp/sequence.ts";
import { Chains } from "./chains.ts";
import type { Direction, Pairs } from "./direction.ts";
import { findParts } from "./find-parts.ts";
import { finished, mixed } from "./payload-hash.ts";

/** Bits that make another packet of it; PSH and the ECN echoes do not. */
const TELLING = control.syn | control.fin | control.rst | control.ack;
/** Packets that look the same and are compared for one; there are more only where thousands are alike. */
const MOST_CANDIDATES = 64;
/** Of the packets that have them, so many keep their identification: a device between does not write it. */
const MOSTLY = 0.5;

/** Finds for each packet at the receiver's place the one at the sender's: first with identification and timestamp, then without. */
export function pairPackets(direction: Direction): Pairs {
  const { up, down, upRows, downRows } = direction;
  const toDown = new Int32Array(upRows.length).fill(-1);
  const toUp = new Int32Array(downRows.length).fill(-1);
  const isCopyUp = new Uint8Array(upRows.length);
  const isCopyDown = new Uint8Array(downRows.length);
  match(direction, { toDown, toUp, isStrict: true, allows: () => true });
  const keepsIds = keeps((here) => (up.prints.ipId[upRows[here] ?? 0] ?? 0) > 0);
  const keepsTimestamps = keeps((here) => up.prints.tsVal[upRows[here] ?? 0] !== 0);
  match(direction, {
    toDown,
    toUp,
    isStrict: false,
    allows: (row, other) => {
      const [id, otherId] = [up.prints.ipId[row] ?? 0, down.prints.ipId[other] ?? 0];
      if (keepsIds && id > 0 && otherId > 0 && id !== otherId) return false;
      return !keepsTimestamps || up.prints.tsVal[row] === down.prints.tsVal[other];
    },
  });
  markCopies(direction, toDown, isCopyUp, "up");
  markCopies(direction, toUp, isCopyDown, "down");
  const { foundUp, foundDown } = findParts(direction, { toDown, toUp, isCopyUp, isCopyDown });
  return { toDown, toUp, foundUp, foundDown, isCopyUp, isCopyDown, keepsIds, keepsTimestamps };

  function keeps(has: (here: number) => boolean): boolean {
    let [all, paired] = [0, 0];
    for (let here = 0; here < upRows.length; here += 1) {
      if (!has(here)) continue;
      all += 1;
      if ((toDown[here] ?? -1) >= 0) paired += 1;
    }
    return paired > 0 && paired >= Math.min(all, downRows.length) * MOSTLY;
  }
}

interface Matching {
  readonly toDown: Int32Array;
  readonly toUp: Int32Array;
  readonly isStrict: boolean;
  readonly allows: (upRow: number, downRow: number) => boolean;
}

function match(direction: Direction, { toDown, toUp, isStrict, allows }: Matching): void {
  const { up, down, upRows, downRows, times } = direction;
  const chains = new Chains(upRows.length);
  for (let here = upRows.length - 1; here >= 0; here -= 1) {
    if (toDown[here] === -1) chains.add(hashUp(direction, upRows[here] ?? 0, isStrict), here);
  }
  for (let there = 0; there < downRows.length; there += 1) {
    if (toUp[there] !== -1) continue;
    const row = downRows[there] ?? 0;
    const hash = hashDown(direction, row, isStrict);
    const latest = times.toSender(down.prints.time[row] ?? 0) + times.slack;
    let [before, found, beforeFound, tried] = [-1, -1, -1, 0];
    for (let here = chains.first(hash); here >= 0 && tried < MOST_CANDIDATES; here = chains.after(here)) {
      const upRow = upRows[here] ?? 0;
      tried += 1;
      if ((up.prints.time[upRow] ?? 0) > latest) break;
      if (isSame(direction, upRow, row, isStrict) && allows(upRow, row)) {
        [found, beforeFound] = [here, before];
        // Of two that may be it, the one that left last: an earlier one was lost, or it would be here already.
        if (times.slack === Number.POSITIVE_INFINITY) break;
      }
      before = here;
    }
    if (found < 0) continue;
    chains.remove(hash, beforeFound, found);
    toDown[found] = there;
    toUp[there] = found;
  }
}

function isSame(
  { up, down, sequenceOffset, ackOffset }: Direction,
  row: number,
  other: number,
  isStrict: boolean,
): boolean {
  const [one, two] = [up.prints, down.prints];
  const bits = (one.bits[row] ?? 0) & TELLING;
  if ((((one.sequence[row] ?? 0) + sequenceOffset) | 0) !== two.sequence[other]) return false;
  if (one.data[row] !== two.data[other] || bits !== ((two.bits[other] ?? 0) & TELLING)) return false;
  if ((bits & control.ack) !== 0 && (((one.ack[row] ?? 0) + ackOffset) | 0) !== two.ack[other]) return false;
  if (!isStrict) return true;
  return (
    one.ipId[row] === two.ipId[other] &&
    one.tsVal[row] === two.tsVal[other] &&
    one.hash[row] === two.hash[other]
  );
}

function hashUp({ up, sequenceOffset, ackOffset }: Direction, row: number, isStrict: boolean): number {
  const { prints } = up;
  const sequence = ((prints.sequence[row] ?? 0) + sequenceOffset) | 0;
  const ack = ((prints.ack[row] ?? 0) + ackOffset) | 0;
  return hashOf(up, row, { sequence, ack, isStrict });
}

const hashDown = ({ down }: Direction, row: number, isStrict: boolean): number =>
  hashOf(down, row, { sequence: down.prints.sequence[row] ?? 0, ack: down.prints.ack[row] ?? 0, isStrict });

function hashOf(
  { prints }: Direction["up"],
  row: number,
  {
    sequence,
    ack,
    isStrict,
  }: { readonly sequence: number; readonly ack: number; readonly isStrict: boolean },
): number {
  const bits = (prints.bits[row] ?? 0) & TELLING;
  let hash = mixed(mixed(sequence, prints.data[row] ?? 0), bits);
  if ((bits & control.ack) !== 0) hash = mixed(hash, ack);
  if (!isStrict) return finished(hash);
  return finished(
    mixed(mixed(mixed(hash, prints.ipId[row] ?? 0), prints.tsVal[row] ?? 0), prints.hash[row] ?? 0),
  );
}

/** A copy of a frame that a place has twice, as a mirror port or several interfaces make it, comes within so many nanoseconds: 1 ms. */
const COPY_WITHIN = 1e6;

/** Marks the packets without a partner of which the same place has a twin that has one: a copy of a frame, and not a packet of its own. */
function markCopies(direction: Direction, partner: Int32Array, isCopy: Uint8Array, at: "up" | "down"): void {
  const rows = at === "up" ? direction.upRows : direction.downRows;
  const traffic = at === "up" ? direction.up : direction.down;
  const { prints } = traffic;
  if (partner.every((one) => one >= 0)) return;
  const strict = (row: number): number =>
    hashOf(traffic, row, { sequence: prints.sequence[row] ?? 0, ack: prints.ack[row] ?? 0, isStrict: true });
  const chains = new Chains(rows.length);
  for (let here = rows.length - 1; here >= 0; here -= 1) {
    if ((partner[here] ?? -1) >= 0) chains.add(strict(rows[here] ?? 0), here);
  }
  for (let here = 0; here < rows.length; here += 1) {
    if ((partner[here] ?? -1) >= 0) continue;
    const row = rows[here] ?? 0;
    let tried = 0;
    for (
      let twin = chains.first(strict(row));
      twin >= 0 && tried < MOST_CANDIDATES;
      twin = chains.after(twin)
    ) {
      tried += 1;
      if (isTwin(row, rows[twin] ?? 0)) isCopy[here] = 1;
    }
  }

  function isTwin(row: number, twin: number): boolean {
    const isLike =
      prints.sequence[row] === prints.sequence[twin] &&
      prints.ack[row] === prints.ack[twin] &&
      prints.data[row] === prints.data[twin] &&
      prints.hash[row] === prints.hash[twin] &&
      prints.bits[row] === prints.bits[twin] &&
      prints.ipId[row] === prints.ipId[twin] &&
      prints.tsVal[row] === prints.tsVal[twin];
    const apart = Math.abs((prints.time[row] ?? 0) - (prints.time[twin] ?? 0));
    // A counted identification is given once in 65,536 packets; without one, only what comes at once is a copy.
    return (
      isLike &&
      ((prints.ipId[row] ?? 0) > 0 ? apart < 1e9 : apart < COPY_WITHIN && (prints.data[row] ?? 0) > 0)
    );
  }
}
