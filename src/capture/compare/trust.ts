import type { DirectionFates } from "../../evidence/index.ts";
import type { Place } from "./place.ts";

/** How far a capture can be trusted to hold what passed it. */
export interface Trust {
  /** It misses so much that what is not in it may have passed. */
  readonly isLossy: boolean;
  /** Of enough packets that passed it misses none. */
  readonly isWhole: boolean;
}

/** Packets of which none is missed before a capture counts as whole. */
const ENOUGH = 20;
/** A capture that misses this share of what seems to be lost may miss the rest as well. */
const SHARE = 0.15;

/** Before anything is known of it: what its own statistics say. */
export const trustAtFirst = ({ dropped }: Place): Trust => ({
  isLossy: (dropped ?? 0) > 0,
  isWhole: (dropped ?? 0) === 0,
});

/** What the ends' own numbers, over all flows, say of a capture. */
export class SeenAt {
  private seen = 0;
  private missed = 0;
  /** Packets that are not in it, and that nothing proves to have passed. */
  private absent = 0;

  /** Takes in a direction of which this is the sender's place. */
  addSent({ arrived, missedAtSender, appeared }: DirectionFates): void {
    this.seen += arrived;
    this.missed += missedAtSender;
    this.absent += appeared;
  }

  /** Takes in a direction of which this is the receiver's place. */
  addCome({ arrived, missedAtReceiver, lost }: DirectionFates): void {
    this.seen += arrived;
    this.missed += missedAtReceiver;
    this.absent += lost;
  }

  /** How far the capture can be trusted. */
  trust({ dropped }: Place): Trust {
    const hasDropped = (dropped ?? 0) > 0;
    return {
      isLossy: hasDropped || (this.missed > 0 && this.missed >= this.absent * SHARE),
      isWhole: !hasDropped && this.missed === 0 && this.seen >= ENOUGH,
    };
  }
}

export const isSameTrust = (one: Trust, other: Trust | undefined): boolean =>
  one.isLossy === other?.isLossy && one.isWhole === other.isWhole;
