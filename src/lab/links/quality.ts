import type { Ms } from "../../base/index.ts";

/**
 * How a slow link treats what is sent over it, in each direction on its own. What is left out is as on a plain wire. ARP
 * and neighbour discovery pass untouched: they do not cross a long line, its modem answers them.
 */
export interface LinkQuality {
  /** Each way, so that the RTT grows by twice as much. */
  readonly delay?: Ms;
  /** The delay is drawn evenly from `delay ± jitter`; packets stay in order all the same. */
  readonly jitter?: Ms;
  /** Fraction of packets that are lost, each drawn on its own. */
  readonly loss?: number;
  /** Octets of Ethernet frames, in Mbit/s, at most 100; left out: as fast as the machine. */
  readonly rate?: number;
  /** How long a packet may wait for the rate before the queue is full and drops it. Default 200. */
  readonly queue?: Ms;
  /** Fraction of packets that overtake all others: they are sent without the delay. tc-netem(8), `reorder`. */
  readonly reorder?: number;
  /** Losses that come back: in every period, for a time, this fraction (default all) is lost. */
  readonly burst?: { readonly every: Ms; readonly lasts: Ms; readonly loss?: number };
  /** IP packets of more octets than this vanish and nobody is told. The MTU of the interfaces is the wire's own. */
  readonly mtu?: number;
}

/** In which direction: `forward` leaves the first host of the wire. */
export type Way = "both" | "forward" | "back";
